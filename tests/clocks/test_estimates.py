"""Estimates reckoned exactly only where they matter give the answer of exact ones throughout."""

import numpy as np
import pytest

from layers.geo import GEOD
from layers.queries.clocks.arrivals import Estimates, distances_m
from layers.queries.clocks.judge import _estimated
from layers.queries.clocks.judging import Limit, judge
from layers.queries.supply.columns import Keepers
from layers.travel.estimate import estimate_travel
from layers.travel.legs import Stop
from layers.travel.vehicle import Vehicle

TRUCK = Vehicle(speed_km_h=40, detour_factor=1.3, loading_minutes=30)


def keepers(random, count, box):
    west, south, east, north = box
    texts = np.array([f"D{n}" for n in range(count)], object)
    minutes = random.choice([np.nan, 0.0, 15.0, 90.0], count)
    lons, lats = random.uniform(west, east, count), random.uniform(south, north, count)
    return Keepers(texts, texts, texts, lons, lats, texts, np.ones(count, bool), minutes)


@pytest.mark.parametrize("box", [(109, 34, 109.2, 34.2), (100, 24, 120, 36), (-180, -90, 180, 90)], ids=str)
@pytest.mark.parametrize("need", [1, 60, 900, 10_000])
def test_it_is_the_same_as_with_exact_times_throughout(box, need):
    random = np.random.default_rng(need)
    givers = keepers(random, 150, box)
    sites = keepers(random, 40, box)
    lons, lats = np.r_[sites.lons, givers.lons[:3]], np.r_[sites.lats, givers.lats[:3]]
    stock = random.integers(0, 12, (2, 150))
    hours = (0.75, 2, 8)
    limits = [Limit(random.random(150) < 0.5, 3600.0 * one) for one in hours]
    estimates = Estimates(lons, lats, givers, TRUCK)
    exact_s = estimates.exact(np.ones((43, 150), bool))
    assert (estimates.least_s <= exact_s).all()
    assert (exact_s <= estimates.most_s).all()
    found = _estimated(estimates, stock, [need, need + 5], limits)
    expected = judge(exact_s, stock, [need, need + 5], limits)
    assert (found.complete_s == expected.complete_s).all()
    assert (found.short == expected.short).all()


def test_the_exact_seconds_are_those_of_the_estimate_that_fill_uses():
    random = np.random.default_rng(3)
    givers = keepers(random, 50, (108, 34, 110, 36))
    exact_s = Estimates(np.array([109.0]), np.array([35.0]), givers, TRUCK).exact(np.ones((1, 50), bool))
    stops = [
        Stop(lon, lat, GEOD.inv(109.0, 35.0, lon, lat)[2])
        for lon, lat in zip(givers.lons.tolist(), givers.lats.tolist(), strict=True)
    ]
    load_s = givers.load_s(TRUCK.loading_minutes)
    assert exact_s[0].tolist() == [
        leg.travel_s + load for leg, load in zip(estimate_travel(stops, TRUCK), load_s, strict=True)
    ]
    assert distances_m(np.array([109.0]), np.array([35.0]), givers)[0] == pytest.approx(
        [stop.distance_m for stop in stops]
    )
