"""Nearest by travel time with real roads: exact against asking every way, ways drawn, islands and dangers told."""

from itertools import pairwise

import numpy as np
import pytest

from layers import catalog
from layers.geo import LonLat
from layers.models import Depot
from layers.queries.nearest import find_nearest
from layers.queries.origin import Origin
from layers.queries.soonest import ByTravelTime
from layers.travel.legs import Stop
from layers.travel.times import travel_times
from layers.travel.vehicle import vehicle_in_force
from tests import world
from tests.api.conftest import as_role
from tests.travel.network import ISLAND, junction, metres

__all__ = ["as_role"]
pytestmark = pytest.mark.django_db

HERE = junction(4, 4)


@pytest.fixture(autouse=True)
def in_use(grid_folder, settings):
    settings.ROADS_DIR = grid_folder


@pytest.fixture
def ask(as_role):
    def answer(**query):
        lon, lat = HERE
        asked = {"lon": lon, "lat": lat, "by": "travel_time", **query}
        response = as_role("viewer").get("/api/v1/nearest/depots", asked)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    return answer


def codes(answer):
    return [feature["properties"]["code"] for feature in answer["features"]]


@pytest.mark.parametrize("seed", range(4))
def test_the_k_soonest_by_road_are_those_of_asking_every_way(seed):
    random = np.random.default_rng(seed)
    for i in range(60):
        world.depot(f"D{i:02}", junction(*random.uniform(-4, 8, 2)), loading_minutes=int(random.integers(0, 30)))
    vehicle = vehicle_in_force({})
    here = LonLat(*junction(*random.uniform(0, 8, 2)))
    depots = list(Depot.objects.order_by("code"))
    stops = [Stop(one.geom.x, one.geom.y, metres((here.lon, here.lat), (one.geom.x, one.geom.y))) for one in depots]
    legs = travel_times(here, stops, vehicle)
    durations = sorted(
        (60 * one.loading_minutes + leg.travel_s, stop.distance_m, one.code)
        for one, stop, leg in zip(depots, stops, legs, strict=True)
        if leg
    )
    found = find_nearest(catalog.DEPOTS, Origin.at(here), k=7, by_time=ByTravelTime(vehicle)).found
    assert [one.journey.duration_s for one in found] == [seconds for seconds, _, _ in durations[:7]]
    assert [one.resource.code for one in found] == [code for _, _, code in durations[:7]]
    assert "road" in {one.journey.leg.basis for one in found}


def test_an_answer_says_whether_every_time_it_looked_at_is_exact(ask, monkeypatch):
    for i in range(6):
        world.depot(f"D{i}", junction(i, 0))
    assert ask(k=3)["exact"] is True
    monkeypatch.setattr("layers.travel.roads.EACH_WAY_STOPS", 2)
    assert ask(k=3)["exact"] is False


def test_a_way_runs_from_the_depot_to_the_place_as_long_as_it_says(ask):
    world.depot("A", junction(0, 0))
    answer = ask(route="true")
    (feature,) = answer["features"]
    line = feature["route"]["coordinates"]
    assert feature["route"]["type"] == "LineString"
    assert line[0] == pytest.approx(junction(0, 0), abs=1e-6)
    assert line[-1] == pytest.approx(HERE, abs=1e-6)
    length_m = sum(metres(a, b) for a, b in pairwise(line))
    assert length_m == pytest.approx(feature["properties"]["road_distance_m"], rel=0.02)
    assert answer["basis"] == "road"
    assert answer["roads"]["source"] == "grid.osm.pbf"
    assert answer["roads"]["version"]


def test_what_no_road_reaches_is_counted_and_named_as_such(ask):
    world.depot("A", junction(0, 0))
    lon, lat = ISLAND
    world.depot("CUT-OFF", (lon, lat))
    answer = ask(explain="true")
    assert (codes(answer), answer["excluded"]) == (["A"], {"no_road": 1})
    (left,) = answer["left_out"]
    assert (left["properties"]["code"], left["properties"]["reason"]) == ("CUT-OFF", "no_road")
    assert "duration_s" not in left["properties"]


def test_roads_and_estimates_together_are_called_mixed(ask):
    world.depot("A", junction(0, 0))
    world.depot("FAR", (110.5, 35.5))
    answer = ask(route="true")
    assert [f["properties"]["basis"] for f in answer["features"]] == ["road", "estimate"]
    assert [f["route"] is None for f in answer["features"]] == [False, True]
    assert answer["basis"] == "mixed"


def test_ways_keep_out_of_what_depots_keep_out_of(ask):
    (west, south), (east, north) = junction(1.5, 4.5), junction(2.5, 3.5)
    world.incident("FLOOD", outline=world.box(west, south, east, north))
    world.depot("A", junction(0, 4))
    round_about, straight = ask(avoid="incidents:FLOOD"), ask()
    assert round_about["avoided"] == ["incidents:FLOOD"]
    ways_m = [answer["features"][0]["properties"]["road_distance_m"] for answer in (round_about, straight)]
    assert ways_m[0] > ways_m[1] + 900
