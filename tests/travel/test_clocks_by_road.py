"""Delivery clocks along roads: every arrival is that of its own way, however many the engine is asked for at once."""

import numpy as np
import pytest
import shapely

from layers.geo import LonLat
from layers.queries.clocks import arrivals
from layers.queries.danger import Danger
from layers.queries.supply.columns import Keepers
from layers.travel.legs import Stop
from layers.travel.times import travel_times
from layers.travel.vehicle import vehicle_in_force
from tests.travel.network import ISLAND, junction, metres

pytestmark = pytest.mark.django_db

DEPOTS = [junction(0, 0), junction(-3.5, 4), junction(8, 3), junction(8, 8)]
SITES = [junction(column, row) for column in range(0, 9, 2) for row in range(0, 9, 2)]
SITES += [junction(-2, 4), junction(-4, 4), junction(1, 5), ISLAND]


@pytest.fixture(autouse=True)
def in_use(grid_folder, settings):
    settings.ROADS_DIR = grid_folder


def keepers():
    lons, lats = np.array(DEPOTS).T
    texts = np.array([f"D{i}" for i in range(len(DEPOTS))], object)
    usable = np.ones(len(DEPOTS), bool)
    return Keepers(texts, texts, texts, lons, lats, texts, usable, np.array([0.0, 10.0, np.nan, 5.0]))


def one_by_one(vehicle, danger):
    """Seconds of loading and travel, each way asked for alone."""
    load_s = keepers().load_s(vehicle.loading_minutes)
    arrive_s = np.full((len(SITES), len(DEPOTS)), np.inf)
    for row, site in enumerate(SITES):
        for column, depot in enumerate(DEPOTS):
            stop = Stop(*depot, metres(depot, site))
            (leg,) = travel_times(LonLat(*site), [stop], vehicle, avoid=danger and danger.geometry)
            if leg:
                arrive_s[row, column] = load_s[column] + leg.travel_s
    return arrive_s


@pytest.mark.parametrize("few", [0, 1000])
@pytest.mark.parametrize("in_danger", [False, True])
def test_arrivals_are_those_of_every_way_asked_for_alone(few, in_danger, monkeypatch):
    monkeypatch.setattr(arrivals, "FEW_SITES", few)
    west, north = junction(3.5, 3.5)
    east, south = junction(6.5, 6.5)
    danger = Danger((shapely.box(west, south, east, north),)) if in_danger else None
    vehicle = vehicle_in_force({})
    lons, lats = np.array(SITES).T
    found, basis = arrivals.road_arrivals(lons, lats, keepers(), vehicle, travel_times, danger)
    expected = one_by_one(vehicle, danger)
    assert basis == "road"
    assert np.isinf(expected).any(), "the island"
    np.testing.assert_array_equal(np.isinf(found), np.isinf(expected))
    reached = np.isfinite(expected)
    # the engine's two ways to search weigh turns differently where ways are as good as equal
    np.testing.assert_allclose(found[reached], expected[reached], rtol=0.01, atol=2)
