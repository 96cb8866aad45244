"""POST /api/v1/siting/{layer}: what is chosen, in which order, what each pick adds; and what cannot be done."""

import json

import numpy as np
import pytest

from layers.people.cells import Cells
from layers.people.write import write_population
from tests import world

pytestmark = pytest.mark.django_db

URL = "/api/v1/siting/shelters"
MAP = """
S.a.b.c...d
"""
"""1 km apart: a shelter S, people at a, b, c, d."""
PEOPLE = {"a": 100, "b": 300, "c": 50, "d": 700}


@pytest.fixture
def town(db):
    places = world.draw(MAP)
    world.shelter("SH-1", places["S"], capacity_evacuation_persons=60)
    at = np.array([places[name] for name in PEOPLE]).T
    cells = Cells(at[0].copy(), at[1].copy(), np.array(list(PEOPLE.values()), float))
    write_population("town", [cells], name="Town", source="counted by hand", year=2020)
    west, east = places["S"][0] - 0.01, places["d"][0] + 0.01
    middle = (places["b"][0] + places["c"][0]) / 2
    above = world.area("1", world.box(west, 34, east, 35))
    world.area("11", world.box(west, 34, middle, 35), parent=above, level="town")
    world.area("12", world.box(middle, 34, east, 35), parent=above, level="town")
    return places


def named(places, names, **more):
    return [{"name": name, "lon": places[name][0], "lat": places[name][1], **more} for name in names]


def ask(client, **body):
    return client.post(URL, json.dumps(body), content_type="application/json")


def answer(client, **body):
    response = ask(client, **body)
    assert response.status_code == 200, response.content
    return response.json()


def test_the_most_people_covered_come_first_and_what_each_adds_is_said(anonymous, town):
    found = answer(anonymous, method="mclp", p=2, radius_m=2100, area="1", candidates=named(town, "abd"))
    assert [(one["name"], one["people_gained"]) for one in found["picks"]] == [("d", 700), ("b", 350)]
    assert [one["own_people_gained"] for one in found["picks"]] == [700, 350]
    assert [(one["n"], one["people"], one["is_best"]) for one in found["curve"]] == [(1, 700, True), (2, 1050, True)]
    assert found["before"]["covered_people"] == 100
    assert (found["after"]["covered_people"], found["after"]["share"], found["people"]) == (1150, 1.0, 1050)
    assert (found["feasible"], found["gap"], found["candidates"], found["sites"]) == (True, 0, 3, 1)
    gains = {one["name"]: one["people_gained"] for one in found["own_gains"]}
    assert gains == {"a": 300, "b": 350, "d": 700}
    rows = [(one["code"], one["people"], one["before"], one["after"]) for one in found["areas"]]
    assert rows == [("11", 400, 100, 400), ("12", 750, 0, 750), (None, 0, 0, 0)]
    assert found["denominator"]["source"] == "counted by hand"


def test_what_would_add_nothing_is_left_out(anonymous, town):
    found = answer(anonymous, method="mclp", p=3, radius_m=2100, candidates=named(town, "abd"))
    assert [one["name"] for one in found["picks"]] == ["d", "b"]
    assert "fewer_suffice" in [one["key"] for one in found["notes"]]


def test_the_fewest_that_cover_everyone(anonymous, town):
    found = answer(anonymous, method="lscp", radius_m=2100, candidates=named(town, "abcd"))
    assert {one["name"] for one in found["picks"]} in ({"d", "b"}, {"d", "c"})
    assert (found["feasible"], found["unreachable"]["people"]) == (True, 0)


def test_whom_nobody_can_reach_is_an_answer_and_says_where(anonymous, town):
    found = answer(anonymous, method="lscp", radius_m=2100, area="1", candidates=named(town, "ab"))
    assert found["feasible"] is False
    assert (found["unreachable"]["people"], found["unreachable"]["cells"]) == (700, 1)
    (place,) = found["unreachable"]["places"]
    assert (place["lon"], place["lat"], place["people"]) == (*town["d"], 700)
    assert {row["code"]: row["unreachable"] for row in found["areas"]} == {"11": 0, "12": 700, None: 0}
    assert [one["name"] for one in found["picks"]] == ["b"]
    assert "unreachable" in [one["key"] for one in found["notes"]]


def test_places_are_weighed_against_people_and_a_site_of_today_can_be_the_answer(anonymous, town):
    body = {"method": "served", "radius_m": 4100, "candidates": named(town, "c"), "places_persons": 80}
    found = answer(anonymous, p=1, **body, upgrades={"SH-1": 500})
    (pick,) = found["picks"]
    assert (pick["code"], pick["is_upgrade"], pick["people_gained"]) == ("SH-1", True, 340)
    assert (found["before"]["served"], found["after"]["served"]) == (60, 400)
    assert found["changes"] == {"close": [], "add": [], "capacity": {"SH-1": 560}}
    both = answer(anonymous, p=2, **body, upgrades={"each_persons": 500})
    assert [(one["name"], one["people_gained"]) for one in both["picks"]] == [("SH-1", 340), ("c", 80)]
    assert both["changes"]["add"][0]["capacity_persons"] == 80


def test_of_sites_that_serve_as_many_the_one_with_more_people_around_is_chosen(anonymous, town):
    body = {"method": "served", "radius_m": 2100, "places_persons": 50, "candidates": named(town, "acd")}
    found = answer(anonymous, p=2, **body)
    assert {one["name"]: one["people_gained"] for one in found["own_gains"]} == {"a": 50, "c": 50, "d": 50}
    assert {one["name"] for one in found["picks"]} == {"a", "d"}


def test_areas_say_how_many_have_a_place_when_capacity_counts(anonymous, town):
    found = answer(
        anonymous, method="served", p=1, radius_m=2100, area="1", candidates=named(town, "d", capacity_persons=250)
    )
    rows = [(one["code"], one["before"], one["after"]) for one in found["areas"]]
    assert rows == [("11", 60, 60), ("12", 0, 250), (None, 0, 0)]


def test_on_average_and_for_the_farthest(anonymous, town):
    near = answer(anonymous, method="pmedian", p=1, radius_m=1000, candidates=named(town, "abcd"))
    assert [one["name"] for one in near["picks"]] == ["d"]
    assert near["before"]["mean_m"] == pytest.approx((100 * 2 + 300 * 4 + 50 * 6 + 700 * 10) / 1.15, abs=0.2)
    assert near["after"]["mean_m"] == pytest.approx((100 * 2 + 300 * 4 + 50 * 4) / 1.15, abs=0.2)
    far = answer(anonymous, method="pcentre", p=1, radius_m=1000, candidates=named(town, "abc"))
    assert [one["name"] for one in far["picks"]] == ["c"]
    assert (far["before"]["farthest_m"], far["after"]["farthest_m"]) == pytest.approx((10000, 4000), abs=0.2)


def test_a_grid_stands_inside_the_outline_alone(anonymous, town):
    found = answer(anonymous, method="mclp", p=3, radius_m=1500, area="12", candidates={"grid": {"spacing_m": 5000}})
    assert found["candidates"] > 10
    assert all(one["lon"] > (town["b"][0] + town["c"][0]) / 2 for one in found["own_gains"])


def test_closed_shelters_as_candidates_are_not_sites_of_today(anonymous, town):
    world.shelter("SH-2", town["d"], status="closed", name="Old school")
    source = {"layer": "shelters", "filters": {"status": "closed"}}
    found = answer(anonymous, method="mclp", p=1, radius_m=1000, candidates=source)
    assert [(one["code"], one["name"], one["people_gained"]) for one in found["picks"]] == [("SH-2", "Old school", 700)]
    assert (found["sites"], found["candidates"]) == (1, 1)


def test_points_of_geojson_are_candidates(anonymous, town):
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": list(town["d"])},
        "properties": {"name": "School"},
    }
    collection = {"type": "FeatureCollection", "features": [feature]}
    found = answer(anonymous, method="mclp", p=1, radius_m=1000, candidates=collection)
    assert [one["name"] for one in found["picks"]] == ["School"]


def test_the_same_question_has_the_same_bytes_and_changes_carry_over(anonymous, town):
    body = {
        "method": "mclp",
        "p": 1,
        "radius_m": 2100,
        "candidates": named(town, "abcd"),
        "changes": {"close": ["SH-1"]},
    }
    first, second = ask(anonymous, **body), ask(anonymous, **body)
    assert first.content == second.content
    assert first.json()["before"]["covered_people"] == 0
    assert first.json()["changes"]["close"] == ["SH-1"]
    assert "siting;dur=" in first["Server-Timing"]


def test_nobody_and_no_candidates_are_said(anonymous, town):
    away = {"type": "Polygon", "coordinates": [[[100, 30], [101, 30], [101, 31], [100, 31], [100, 30]]]}
    found = answer(anonymous, method="lscp", radius_m=1000, polygon=away, candidates={"grid": {"spacing_m": 20000}})
    assert (found["picks"], found["after"]["share"]) == ([], None)
    assert "nobody" in [one["key"] for one in found["notes"]]
    none = answer(anonymous, method="mclp", p=1, radius_m=1000, candidates={"layer": "depots"})
    assert (none["picks"], none["candidates"]) == ([], 0)
    assert "no_candidates" in [one["key"] for one in none["notes"]]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, ["/method", "/p", "/candidates", "/radius_m"]),
        ({"method": "best"}, ["/method"]),
        ({"p": 0}, ["/p"]),
        ({"p": True}, ["/p"]),
        ({"method": "lscp"}, ["/p"]),
        ({"radius_m": -1}, ["/radius_m"]),
        ({"radius_m": 1e9}, ["/radius_m"]),
        ({"candidates": []}, ["/candidates"]),
        ({"candidates": "schools"}, ["/candidates"]),
        ({"candidates": {"grid": {"spacing_m": 1}}}, ["/candidates/grid/spacing_m"]),
        ({"candidates": {"grid": {}}}, ["/candidates/grid"]),
        ({"candidates": {"grid": {"spacing_m": 500}}}, ["/candidates/grid"]),
        ({"candidates": {"grid": {"spacing_m": 20}}, "area": "1"}, ["/candidates/grid/spacing_m"]),
        ({"candidates": {"layer": "schools"}}, ["/candidates/layer"]),
        ({"candidates": {"layer": "areas"}}, ["/candidates/layer"]),
        ({"candidates": {"layer": "shelters", "filters": {"colour": "red"}}}, ["/candidates/layer"]),
        ({"candidates": [{"lon": 1}, {"lon": 1, "lat": 200}]}, ["/candidates/0/lat", "/candidates/1/lat"]),
        ({"candidates": {"type": "FeatureCollection", "features": [{"geometry": None}]}}, ["/candidates/features/0"]),
        ({"upgrades": {"SH-1": 5}}, ["/upgrades"]),
        ({"method": "served", "upgrades": {"SH-9": 5}}, ["/upgrades"]),
        ({"method": "served", "upgrades": {"SH-1": -5}}, ["/upgrades/SH-1"]),
        ({"capacity": "evacuation"}, ["/capacity"]),
        ({"changes": {"close": ["SH-9"]}}, ["/changes/close"]),
        ({"colour": "red"}, ["/colour"]),
    ],
)
def test_bad_input_is_named_where_it_stands(anonymous, town, body, where):
    usual = {"method": "mclp", "p": 1, "radius_m": 1000, "candidates": named(town, "a")}
    response = ask(anonymous, **({**usual, **body} if body else {}))
    assert response.status_code == 400, response.content
    assert [one["pointer"] for one in response.json()["errors"]] == where


def test_a_layer_of_candidates_needs_the_right_to_read_it(anonymous, as_role, town):
    body = {"method": "mclp", "p": 1, "radius_m": 1000, "candidates": {"layer": "teams"}}
    assert ask(anonymous, **body).status_code == 401
    assert ask(as_role("planner"), **body).status_code == 200
