"""Scenarios: kept by name, shared by address, compared with today, and never written into the registers."""

import json

import numpy as np
import pytest

from layers.models import Scenario, Shelter
from layers.people.cells import Cells
from layers.people.write import write_population
from tests import world

pytestmark = pytest.mark.django_db

URL = "/api/v1/scenarios"
CHANGES = {
    "close": ["SH-1"],
    "add": [{"name": "North square", "lon": 109.6, "lat": 34.5, "capacity_persons": 80}],
    "capacity": {"SH-2": 30},
}


@pytest.fixture
def town(db):
    """100 people at each of three places; a shelter at the first two."""
    lons = np.array([109.5, 109.55, 109.6])
    write_population("town", [Cells(lons, np.full(3, 34.5), np.full(3, 100.0))], name="Town", source="x", year=2020)
    world.shelter("SH-1", (109.5, 34.5), capacity_evacuation_persons=50)
    world.shelter("SH-2", (109.55, 34.5), capacity_evacuation_persons=50)
    above = world.area("1", world.box(109, 34, 110, 35))
    world.area("11", world.box(109, 34, 109.52, 35), parent=above, level="town")
    world.area("12", world.box(109.52, 34, 110, 35), parent=above, level="town")


def send(client, method, url, body=None):
    return getattr(client, method)(url, json.dumps(body), content_type="application/json")


def keep(client, **body):
    response = send(client, "post", URL, {"name": "North first", "layer": "shelters", "changes": CHANGES, **body})
    assert response.status_code == 201, response.content
    return response.json()


def test_a_scenario_is_kept_read_changed_and_forgotten(as_role, town):
    planner = as_role("planner")
    kept = keep(planner, note="Opens in spring.", parameters={"radius_m": 1000, "area": "1"})
    assert (kept["changes"], kept["made_by"], kept["missing"]) == (CHANGES, "planner-user", [])
    assert planner.get(kept["href"]).json() == kept
    changed = send(planner, "put", kept["href"], {"name": "Later", "layer": "shelters"}).json()
    assert (changed["id"], changed["name"], changed["note"]) == (kept["id"], "Later", "")
    assert changed["changes"] == {"close": [], "add": [], "capacity": {}}
    assert [one["id"] for one in planner.get(f"{URL}?layer=shelters").json()["scenarios"]] == [kept["id"]]
    assert planner.get(f"{URL}?layer=depots").json()["scenarios"] == []
    assert planner.delete(kept["href"]).status_code == 204
    assert planner.get(kept["href"]).status_code == 404


def test_planners_and_above_keep_scenarios_and_their_makers_or_editors_change_them(as_role, town):
    kept = keep(as_role("planner"))
    statuses = {
        role: (
            as_role(role).get(URL).status_code,
            as_role(role).get(kept["href"]).status_code,
            send(as_role(role), "post", URL, {"name": "x", "layer": "shelters"}).status_code,
            send(as_role(role), "put", kept["href"], {"name": "x", "layer": "shelters"}).status_code,
        )
        for role in (None, "viewer", "commander", "planner", "editor")
    }
    assert statuses == {
        None: (401, 200, 401, 401),
        "viewer": (200, 200, 403, 403),
        "commander": (200, 200, 201, 403),
        "planner": (200, 200, 201, 200),
        "editor": (200, 200, 201, 200),
    }
    assert as_role("viewer").delete(kept["href"]).status_code == 403


def test_a_scenario_is_as_secret_as_its_layer(anonymous, as_role, town):
    row = Scenario.objects.create(name="Teams", layer="teams")
    assert anonymous.get(f"{URL}/{row.pk}").status_code == 401
    assert as_role("viewer").get(f"{URL}/{row.pk}").status_code == 200


def compare(client, *ids, **body):
    return send(client, "post", f"{URL}/compare", {"layer": "shelters", "radius_m": 1000, "scenarios": ids, **body})


def test_today_and_scenarios_stand_side_by_side(anonymous, as_role, town):
    first = keep(as_role("planner"))
    second = keep(as_role("planner"), name="Close", changes={"close": ["SH-1", "SH-2"]})
    before = list(Shelter.objects.order_by("code").values())
    found = compare(anonymous, first["id"], second["id"], area="1", capacity="evacuation").json()
    assert (found["today"]["covered_people"], found["today"]["served"]) == (200, 100)
    one, two = found["scenarios"]
    assert one["scenario"] == {"id": first["id"], "name": "North first"}
    assert (one["answer"]["covered_people"], one["answer"]["served"]) == (200, 110)
    assert (one["difference"]["covered_people"], one["difference"]["served"]) == (0, 10)
    rows = {row["code"]: (row["covered_people"], row["served"]) for row in one["areas"]}
    assert rows == {"11": (-100, -50), "12": (100, 60), None: (0, 0)}
    assert (two["difference"]["covered_people"], two["difference"]["share"]) == (-200, pytest.approx(-2 / 3))
    assert list(Shelter.objects.order_by("code").values()) == before


def test_a_scenario_whose_shelter_was_deleted_names_it(anonymous, as_role, town):
    kept = keep(as_role("planner"))
    Shelter.objects.get(code="SH-1").delete()
    assert anonymous.get(kept["href"]).json()["missing"] == ["SH-1"]
    response = compare(anonymous, kept["id"])
    assert response.status_code == 400
    (fault,) = response.json()["errors"]
    assert fault["pointer"] == "/scenarios/0"
    assert "North first" in fault["detail"]
    assert "SH-1" in fault["detail"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"name": ""}, ["/name"]),
        ({"name": "x" * 201}, ["/name"]),
        ({"name": 5, "note": []}, ["/name"]),
        ({"note": 7}, ["/note"]),
        ({"layer": "schools"}, ["/layer"]),
        ({"layer": None}, ["/layer"]),
        ({"layer": "incidents"}, ["/layer"]),
        ({"changes": {"close": [5]}}, ["/changes/close/0"]),
        ({"parameters": {"radius_m": -5, "colour": "red"}}, ["/parameters/radius_m", "/parameters/colour"]),
        ({"parameters": {"polygon": {"type": "Point"}}}, ["/parameters/polygon"]),
        ({"owner": "me"}, ["/owner"]),
    ],
)
def test_bad_scenarios_are_refused_where_they_are_bad(as_role, town, body, where):
    response = send(as_role("planner"), "post", URL, {"name": "x", "layer": "shelters", **body})
    assert response.status_code == 400
    assert sorted(one["pointer"] for one in response.json()["errors"]) == sorted(where)
    assert not Scenario.objects.exists()


def test_bad_comparisons_are_refused(anonymous, as_role, town):
    depots = Scenario.objects.create(name="Depots", layer="depots")
    kept = keep(as_role("planner"))
    assert [one["pointer"] for one in compare(anonymous).json()["errors"]] == ["/scenarios"]
    assert [one["pointer"] for one in compare(anonymous, str(depots.pk)).json()["errors"]] == ["/scenarios/0"]
    assert [one["pointer"] for one in compare(anonymous, kept["id"], radius_m=0).json()["errors"]] == ["/radius_m"]
    for nothing in ("5", "00000000-0000-4000-8000-000000000000"):
        assert compare(anonymous, nothing).status_code == 404
        assert anonymous.get(f"{URL}/{nothing}").status_code == 404
