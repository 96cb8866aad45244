"""Features are created, changed and deleted as GeoJSON, in one transaction each."""

import json

import pytest

from layers.models import Depot, Shelter
from tests import world

pytestmark = pytest.mark.django_db

URL = "/api/v1/layers/shelters/features"


def send(client, method, url, feature):
    return getattr(client, method)(url, json.dumps(feature), content_type="application/json")


def feature(**properties):
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [109.5, 34.5]}, "properties": properties}


def test_a_feature_is_created_read_changed_and_deleted(as_role):
    editor = as_role("editor")
    world.area("6105", world.box(109, 34, 110, 35), level="city")
    made = send(
        editor,
        "post",
        URL,
        feature(
            code="S-1",
            name="朝阳公园",
            capacity_evacuation_persons=500,
            suitability={"flood": "no", "earthquake": "yes"},
            facilities=["water"],
        ),
    )
    assert made.status_code == 201, made.content.decode()
    body = made.json()
    assert body["properties"]["area"]["code"] == "6105"
    assert body["properties"]["free_places_persons"] == 500
    assert body["properties"]["suitability"] == {"flood": "no", "earthquake": "yes"}
    address = made["Location"].removeprefix("http://testserver")
    assert editor.get(address).json() == body

    patched = send(
        editor, "patch", address, {"type": "Feature", "geometry": None, "properties": {"occupancy_persons": 499}}
    )
    assert patched.status_code == 200, patched.content.decode()
    assert patched.json()["properties"]["free_places_persons"] == 1
    assert patched.json()["geometry"] == body["geometry"]
    moved = send(
        editor,
        "patch",
        address,
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [111, 34]}, "properties": {}},
    )
    assert moved.json()["properties"]["area"] is None

    assert editor.delete(address).status_code == 204
    assert editor.get(address).status_code == 404


def test_a_feature_answers_to_its_code_too(anonymous):
    row = world.shelter("S/7.a-b")
    assert anonymous.get(f"{URL}/S/7.a-b").json()["id"] == str(row.pk)


def test_the_same_code_twice_is_refused(as_role):
    world.shelter("S-1")
    response = send(as_role("editor"), "post", URL, feature(code="S-1", name="again"))
    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"].endswith("code")
    assert Shelter.objects.count() == 1


def test_stock_lines_are_written_by_item_and_batch_and_the_others_stay(as_role):
    editor = as_role("editor")
    for key in ("tent-z", "quilt-z"):
        world.item(key)
    url = "/api/v1/layers/depots/features"
    made = send(
        editor,
        "post",
        url,
        feature(
            code="D-1",
            name="库",
            level="county",
            stock=[
                {"item": "tent-z", "on_hand": 10},
                {"item": "quilt-z", "batch": "2024", "on_hand": "7.5", "reserved": 2},
            ],
        ),
    )
    assert made.status_code == 201, made.content.decode()
    patched = send(
        editor,
        "patch",
        f"{url}/D-1",
        {"type": "Feature", "properties": {"stock": [{"item": "tent-z", "on_hand": 12, "reserved": 12}]}},
    )
    stock = {line["item"]: line for line in patched.json()["properties"]["stock"]}
    assert (stock["tent-z"]["available"], stock["quilt-z"]["available"]) == (0, 5.5)
    assert Depot.objects.get(code="D-1").stock_lines.count() == 2


def test_what_others_depend_on_is_not_deleted(as_role):
    parent = world.area("9901", None, level="city")
    world.area("990101", None, parent=parent)
    response = as_role("editor").delete("/api/v1/layers/areas/features/9901")
    assert response.status_code == 409


def test_an_area_that_would_lie_beneath_itself_is_a_conflict(as_role):
    top = world.area("9901", None, level="city")
    world.area("990101", None, parent=top)
    response = send(
        as_role("editor"),
        "patch",
        "/api/v1/layers/areas/features/9901",
        {"type": "Feature", "properties": {"parent": "990101"}},
    )
    assert response.status_code == 409
