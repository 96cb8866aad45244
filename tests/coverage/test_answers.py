"""Coverage as the API answers it: denominators, classes, polygons, what-ifs, cells, and refusals that say why."""

import json

import numpy as np
import pytest
from rest_framework.test import APIClient

from layers.models import StandardProfile
from layers.people.cells import Cells
from tests import world
from tests.coverage import cases
from tests.people.cases import population

URL = "/api/v1/coverage/shelters"
EAST_LON = 109.75


@pytest.fixture
def client(db):
    return APIClient()


@pytest.fixture
def town(db):
    """900 people beside shelter A in the west, 100 in the east, 7 in neither county."""
    city = world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
    west = world.area("990101", world.box(109.0, 34.0, 109.5, 35.0), parent=city)
    west.population_persons, west.population_year = 1000, 2020
    west.save()
    world.area("990102", world.box(109.5, 34.0, 109.8, 35.0), parent=city)
    world.shelter("A", (109.25, 34.5), capacity_evacuation_persons=600)
    people = [(109.25, 34.5, 900), (EAST_LON, 34.5, 100), (109.9, 34.5, 7), (111.0, 34.5, 50)]
    population("town", cases.cells(*people), name="城镇", name_en="Town", source="tests", year=2020)


def get(client, url=URL, status=200, **parameters):
    response = client.get(url, parameters)
    assert response.status_code == status, response.json()
    return response.json()


def post(client, status=200, url=URL, **body):
    response = client.post(url, json.dumps(body), content_type="application/json")
    assert response.status_code == status, response.json()
    return response.json()


def test_a_share_names_whose_it_is_and_each_area_has_a_row(client, town):
    answer = get(client, radius_m=1000, area="9901")
    assert (answer["covered_people"], answer["uncovered_people"]) == (900, 107)
    assert answer["share"] == 900 / 1007
    whose = answer["denominator"]
    assert (whose["people"], whose["population"], whose["year"], whose["source"]) == (1007, "town", 2020, "tests")
    rows = {row["code"]: (row["people"], row["share"]) for row in answer["areas"]}
    assert rows == {"990101": (900, 1.0), "990102": (100, 0.0), None: (7, 0.0)}
    assert answer["outside_areas_people"] == 7
    west = answer["areas"][0]
    assert (west["census_people"], west["census_year"], west["census_difference"]) == (1000, 2020, -100)
    assert (answer["capacity"], answer["served"]) == (None, None)


def test_with_capacity_everybody_is_in_one_of_three_classes(client, town):
    answer = get(client, radius_m=1000, area="9901", capacity="evacuation")
    assert (answer["served"], answer["in_reach_no_place"], answer["out_of_reach"]) == (600, 300, 107)
    assert answer["capacity"]["places"] == answer["capacity"]["places_used"] == 600
    assert answer["areas"][0]["served"] == 600
    world.shelter("B", (EAST_LON, 34.5))
    answer = get(client, radius_m=1000, area="9901", capacity="evacuation")
    assert (answer["served"], answer["in_reach_no_place"], answer["out_of_reach"]) == (600, 400, 7)
    assert answer["sites"]["without_capacity"] == 1


def test_the_same_question_gives_the_same_bytes_and_the_time_is_in_a_header(client, town):
    first, second = (client.get(URL, {"radius_m": 1000, "area": "9901", "geometry": "true"}) for _ in range(2))
    assert first.content == second.content
    assert first["Server-Timing"].startswith("coverage;dur=")


def test_a_drawn_polygon_and_a_what_if_are_asked_in_a_body(client, town):
    ring = [[109.7, 34.4], [109.95, 34.4], [109.95, 34.6], [109.7, 34.6], [109.7, 34.4]]
    polygon = {"type": "Polygon", "coordinates": [ring]}
    assert post(client, radius_m=1000, polygon=polygon)["denominator"]["people"] == 107
    added = {"name": "School", "lon": EAST_LON, "lat": 34.5, "capacity_persons": 60}
    answer = post(client, radius_m=1000, area="9901", capacity="evacuation", changes={"add": [added]})
    assert (answer["covered_people"], answer["served"]) == (1000, 660)
    moved = post(client, radius_m=1000, area="9901", capacity="evacuation", changes={"capacity": {"A": 850}})
    assert moved["served"] == 850
    closed = post(client, radius_m=1000, area="9901", changes={"close": ["A"]})
    assert (closed["covered_people"], closed["count"]) == (0, 0)
    assert get(client, radius_m=1000, area="9901")["covered_people"] == 900


def test_a_what_if_of_a_site_that_is_gone_names_it(client, town):
    problem = post(client, 400, radius_m=1000, changes={"close": ["GONE"]})
    assert "GONE" in problem["errors"][0]["detail"]
    assert problem["errors"][0]["pointer"] == "/changes/close"


def test_each_serves_as_far_as_its_class_and_those_without_one_as_the_least(client, town):
    answer = get(client, radius="standard", area="9901")
    assert (answer["method"], answer["covered_people"]) == ("standard_radius", 900)
    assert [note["key"] for note in answer["notes"]] == ["without_class"]
    assert "500" in answer["notes"][0]["text"]["en"]
    world.shelter("B", (EAST_LON + 0.02, 34.5), class_51143="fixed_long", duration="emergency")
    answer = get(client, radius="standard", area="9901")
    assert answer["covered_people"] == 1000
    row = {"field": "class_51143", "value": "fixed_long", "radius_m": 2500, "verification": "expert", "sites": 1}
    assert [{key: used[key] for key in row} for used in answer["standard"]] == [row]
    StandardProfile.objects.filter(key__startswith="shelter-").delete()
    get(client, radius="standard", status=409)


def test_a_level_is_that_of_the_rows_and_narrows_no_sites(client, town):
    answer = get(client, radius_m=1000, level="county")
    assert [row["code"] for row in answer["areas"]] == ["990101", "990102", None]
    assert answer["covered_people"] == 900


def test_cells_hold_the_same_people_by_class(client, town):
    cells = get(client, f"{URL}/cells", radius_m=1000, area="9901", capacity="evacuation", columns=10)
    assert (sum(cells["served"]), sum(cells["in_reach_no_place"]), sum(cells["out_of_reach"])) == (600, 300, 107)
    assert cells["people"] == 1007
    for lon, lat, people in ((109.25, 34.5, 900), (EAST_LON, 34.5, 100)):
        at = np.flatnonzero(
            (np.abs(np.array(cells["lon"]) - lon) <= cells["cell_deg"] / 2)
            & (np.abs(np.array(cells["lat"]) - lat) <= cells["cell_deg"] / 2)
        )
        assert sum(cells[name][at[0]] for name in ("served", "in_reach_no_place", "out_of_reach")) == people
    assert get(client, f"{URL}/cells", radius_m=1000, bbox="109.7,34,109.8,35")["people"] == 100


def test_where_nobody_lives_there_is_no_share_and_it_is_said(client, town):
    world.area("9902", world.box(100.0, 34.0, 101.0, 35.0), level="city")
    answer = get(client, radius_m=1000, area="9902")
    assert (answer["denominator"]["people"], answer["share"]) == (0, None)
    assert [note["key"] for note in answer["notes"]] == ["nobody"]


def test_without_a_population_people_are_null_and_the_ground_is_as_ever(client):
    world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
    world.shelter("A")
    answer = get(client, radius_m=1000, area="9901")
    assert answer["denominator"] is answer["share"] is answer["covered_people"] is None
    assert answer["covered_area_km2"] == pytest.approx(3.1416, abs=1e-3)
    assert [note["key"] for note in answer["notes"]] == ["no_population"]


@pytest.mark.parametrize(
    ("url", "parameters", "place"),
    [
        (URL, {}, "radius_m"),
        (URL, {"radius_m": 0}, "radius_m"),
        (URL, {"radius_m": 1_000_001}, "radius_m"),
        (URL, {"radius_m": 1000, "radius": "standard"}, "radius"),
        (URL, {"radius": "1000"}, "radius"),
        (URL, {"radius_m": 1000, "population": "nowhere"}, "population"),
        (URL, {"radius_m": 1000, "level": "continent"}, "level"),
        (URL, {"radius_m": 1000, "area": "9909"}, "area"),
        ("/api/v1/coverage/depots", {"radius_m": 1000, "capacity": "evacuation"}, "capacity"),
        ("/api/v1/coverage/depots", {"radius": "standard"}, "radius"),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_place(client, town, url, parameters, place):
    world.area("9909", None, level="city")
    problem = get(client, url, 400, **parameters)
    assert [fault["parameter"] for fault in problem["errors"]] == [place]


def test_a_thousand_kilometres_reach_everybody(client, town):
    assert get(client, radius_m=1_000_000)["share"] == 1.0


def test_faults_of_a_body_come_together_each_at_its_pointer(client, town):
    body = {"radius_m": "wide", "polygon": {"type": "Point"}, "changes": {"close": 5}, "ground": "perhaps"}
    problem = post(client, 400, **body)
    assert {fault["pointer"].split("/")[1] for fault in problem["errors"]} == {
        "radius_m",
        "polygon",
        "changes",
        "ground",
    }


def test_overlapping_cells_count_each_of_their_people_once(client, db):
    world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
    world.shelter("A", (109.25, 34.5))
    twice = cases.box_cells((109.2, 34.4, 109.3, 34.6, 10), (109.2, 34.4, 109.3, 34.6, 30))
    population("town", Cells(twice.lons, twice.lats, twice.persons, twice.outlines), form="polygons")
    answer = get(client, radius_m=1000, area="9901")
    assert (answer["denominator"]["people"], answer["covered_people"]) == (40, 40)
