"""POST /api/v1/nearest/{layer}/batch: the same as one by one, and every fault named by its place."""

import json

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from layers.api.nearest import batch_reading as batch_reading
from layers.live import service
from layers.live.index import LiveIndex
from tests import world
from tests.queries.test_nearest import scatter

CENTRE = (109.51, 34.5)
SHELTERS = "/api/v1/nearest/shelters/batch"


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def register(transactional_db):
    for i, place in enumerate(scatter(CENTRE, count=60, reach_m=30_000, seed=41)):
        world.shelter(f"S{i}", place, status=["open", "closed"][i % 2], name=f'"{i}", "usable" : ', name_en="")
    tent = world.item("tent-b")
    for i, place in enumerate(scatter(CENTRE, count=30, reach_m=30_000, seed=42)):
        world.depot(f"D{i}", place, stock=[{"item": tent, "on_hand": i * 10}])
    world.shelter("TWIN-B", CENTRE, status="open")
    world.shelter("TWIN-A", CENTRE, status="open")
    index = LiveIndex()
    index.connect()
    service.use(index)
    yield index
    service.use(None)
    index.close()


def post(client, url, body, kind="application/json"):
    response = client.post(url, body if isinstance(body, str) else json.dumps(body), content_type=kind)
    text = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, json.loads(text)


def as_role(client, role):
    user = User.objects.create_user("c")
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)


@pytest.mark.parametrize(
    ("layer", "role", "filters", "query"),
    [
        ("shelters", None, {}, ""),
        ("shelters", None, {"status": ["open"], "usable": True}, "&status=open&usable=true"),
        ("depots", "commander", {"item": "tent-b", "quantity": 150}, "&item=tent-b&quantity=150"),
    ],
)
@pytest.mark.parametrize("limit", [None, 9000])
def test_each_origin_is_answered_as_if_it_were_asked_alone(client, register, layer, role, filters, query, limit):
    if role:
        as_role(client, role)
    origins = [CENTRE, *scatter(CENTRE, count=8, reach_m=40_000, seed=43)]
    lons, lats = zip(*origins, strict=True)
    body = {"origins": {"lon": lons, "lat": lats}, "k": 4, "filters": filters, "max_distance_m": limit}
    status, answer = post(client, f"/api/v1/nearest/{layer}/batch", body)
    assert status == 200, answer
    for (lon, lat), rows, metres in zip(origins, answer["nearest"], answer["distance_m"], strict=True):
        reach = f"&max_distance_m={limit}" if limit else ""
        one = client.get(f"/api/v1/nearest/{layer}?lon={lon!r}&lat={lat!r}&k=4{query}{reach}").json()
        alone = [(f["id"], f["properties"]["code"], f["properties"]["distance_m"]) for f in one["features"]]
        together = [answer["resources"][row] for row in rows]
        assert [(r["id"], r["code"], m) for r, m in zip(together, metres, strict=True)] == alone
        for resource, feature in zip(together, one["features"], strict=True):
            assert [resource["lon"], resource["lat"]] == feature["geometry"]["coordinates"]
            assert (resource["name"], resource["name_en"]) == tuple(
                feature["properties"][name] for name in ("name", "name_en")
            )
    assert answer["query"]["k"] == 4
    assert (answer["source"], answer["degraded"], answer["data_version"]) == ("live", False, one["data_version"])
    assert len({r["id"] for r in answer["resources"]}) == len(answer["resources"])


def test_geojson_and_columns_say_the_same(client, register):
    places = [CENTRE, (109.6, 34.6)]
    points = [{"type": "Point", "coordinates": place} for place in places]
    features = [{"type": "Feature", "properties": {"n": 1}, "geometry": point} for point in points]
    answers = [
        post(client, SHELTERS, {"origins": origins}, kind)
        for origins, kind in (
            ({"lon": [109.51, 109.6], "lat": [34.5, 34.6]}, "application/json"),
            ({"type": "MultiPoint", "coordinates": places}, "application/json"),
            ({"type": "FeatureCollection", "features": features}, "application/geo+json"),
        )
    ]
    assert {status for status, _ in answers} == {200}
    (first, *others) = [[answer[key] for key in ("resources", "nearest", "distance_m")] for _, answer in answers]
    assert all(one == first for one in others)
    assert len(first[1]) == 2


def test_a_changed_and_a_new_row_are_found_with_their_names(client, register):
    from layers.models import Shelter

    Shelter.objects.filter(code="TWIN-A").update(name="renamed", geom=world.point((100.0, 30.0)))
    world.shelter("NEW", (100.1, 30.0), name="brand new")
    register.catch_up()
    _, answer = post(client, SHELTERS, {"origins": {"lon": [100.0, 100.1], "lat": [30.0, 30.0]}})
    found = [answer["resources"][row[0]] for row in answer["nearest"]]
    assert [(one["code"], one["name"]) for one in found] == [("TWIN-A", "renamed"), ("NEW", "brand new")]


def test_a_layer_that_needs_a_role_needs_it_here_too(client, register):
    body = {"origins": {"lon": [109.5], "lat": [34.5]}}
    assert post(client, "/api/v1/nearest/teams/batch", body)[0] == 401
    as_role(client, "viewer")
    assert post(client, "/api/v1/nearest/teams/batch", body)[0] == 200


def test_stock_that_the_caller_may_not_see_does_not_filter(client, register):
    body = {"origins": {"lon": [109.5], "lat": [34.5]}, "filters": {"item": "tent-b", "quantity": 1}}
    assert post(client, "/api/v1/nearest/depots/batch", body)[0] == 401


def test_what_is_measured_to_an_outline_is_not_answered_in_bulk(client, db):
    assert post(client, "/api/v1/nearest/hazards/batch", {})[0] == 404
    assert post(client, "/api/v1/nearest/unicorns/batch", {})[0] == 404


COLUMNS = {"lon": [109.5, 109.6], "lat": [34.5, 34.6]}


def points(*coordinates):
    geometries = [{"type": "Point", "coordinates": one} for one in coordinates]
    return {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": one} for one in geometries]}


@pytest.mark.parametrize(
    ("body", "pointers", "words"),
    [
        ([], ["/"], "JSON object"),
        ({}, ["/origins"], "origins must be"),
        ({"origins": {"lon": [], "lat": []}}, ["/origins/lon"], "no origin"),
        ({"origins": {"lon": [1], "lat": [1, 2]}}, ["/origins"], "lon has 1"),
        ({"origins": {"lon": [1], "lat": [1], "z": [1]}}, ["/origins/z"], "no “z”"),
        ({"origins": {"lon": "1", "lat": [1]}}, ["/origins/lon"], "list"),
        ({"origins": {"lon": [0, float("nan")], "lat": [0, 0]}}, ["/origins/lon/1"], "Origin 1: lon must be a finite"),
        ({"origins": {"lon": [0, None], "lat": ["5", 0]}}, ["/origins/lat/0", "/origins/lon/1"], "number"),
        ({"origins": {"lon": [True, 0.5], "lat": [0, 0]}}, ["/origins/lon/0"], "number"),
        ({"origins": {"lon": [10**400], "lat": [0]}}, ["/origins/lon/0"], "number"),
        ({"origins": {"lon": [0, 34.5], "lat": [0, 109.5]}}, ["/origins/lat/1"], "look swapped"),
        ({"origins": {"lon": [200] * 9, "lat": [0] * 9}}, [f"/origins/lon/{i}" for i in range(5)], "4 more origins"),
        ({"origins": {"type": "MultiPoint", "coordinates": [[0, 0], [0, 95]]}}, ["/origins/coordinates/1/1"], "lat"),
        ({"origins": {"type": "MultiPoint", "coordinates": [[0, 0], 7]}}, ["/origins/coordinates/1"], "not a point"),
        ({"origins": {"type": "Polygon", "coordinates": []}}, ["/origins"], "origins must be"),
        ({"origins": points([0, 0], [181, 0])}, ["/origins/features/1/geometry/coordinates/0"], "lon must be"),
        ({"origins": {"type": "FeatureCollection", "features": [{}]}}, ["/origins/features/0"], "not a point"),
        ({"origins": {"lon": [0] * 100_001, "lat": [0] * 100_001}}, ["/origins/lon"], "at most 100000"),
        ({"origins": COLUMNS, "k": 0}, ["/k"], "1 to 10"),
        ({"origins": COLUMNS, "k": 11}, ["/k"], "1 to 10"),
        ({"origins": COLUMNS, "k": True}, ["/k"], "1 to 10"),
        ({"origins": COLUMNS, "max_distance_m": -1}, ["/max_distance_m"], "greater than 0"),
        ({"origins": COLUMNS, "max_distance_m": "x"}, ["/max_distance_m"], "number"),
        ({"origins": COLUMNS, "filters": {"status": "gone"}}, ["/filters/status"], "one of"),
        ({"origins": COLUMNS, "filters": {"colour": "red"}}, ["/filters/colour"], "no parameter"),
        ({"origins": COLUMNS, "filters": {"status": {}}}, ["/filters/status"], "text"),
        ({"origins": COLUMNS, "filters": []}, ["/filters"], "object"),
        ({"origins": COLUMNS, "sort": 1}, ["/sort"], "no “sort”"),
        ({"origins": {"lon": [200], "lat": [0]}, "k": 0}, ["/origins/lon/0", "/k"], "lon must be"),
    ],
)
def test_faults_are_named_by_their_place(client, db, body, pointers, words):
    status, problem = post(client, SHELTERS, body)
    assert status == 400, problem
    named = [fault["pointer"] for fault in problem["errors"]]
    assert named[: len(pointers)] == pointers
    assert words in problem["detail"]


@pytest.mark.parametrize("text", ["{", '{"origins": ', "[" * 100_000])
def test_what_is_not_json_is_told(client, db, text):
    status, problem = post(client, SHELTERS, text)
    assert (status, problem["type"]) == (400, "/problems/malformed-body")


def test_a_body_too_large_is_refused_before_it_is_read_to_its_end(client, db, monkeypatch):
    monkeypatch.setattr(batch_reading, "MAX_BODY_BYTES", 1 << 20)
    status, problem = post(client, SHELTERS, " " * (1 << 20) + "{}")
    assert (status, problem["type"]) == (400, "/problems/too-broad")
    assert "1 MiB" in problem["detail"]


def test_without_a_live_index_the_layer_is_read_for_the_question(client, transactional_db):
    world.shelter("S", CENTRE)
    status, answer = post(client, SHELTERS, {"origins": COLUMNS})
    assert (status, answer["nearest"], answer["resources"][0]["code"]) == (200, [[0], [0]], "S")
