"""Where rows are: every way to search finds what brute force finds, also after changes, at poles and antimeridian."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.geo import LonLat, bearings_deg
from layers.live import places as module
from layers.live.cells import Cells
from layers.live.places import Places
from layers.live.sphere import chord_within, geodesic_m, to_sphere
from tests.queries.test_nearest import PLACES, scatter

POLES = ((0.0, 89.9), (120.0, -89.5), (10.0, 90.0))
EDGES = ((180.0, 10.0), (-180.0, -40.0), (179.95, 65.0))


def brute(lon, lat, lons, lats, passes):
    metres = geodesic_m(lon, lat, lons, lats)
    slots = np.flatnonzero(passes)
    return slots[np.argsort(metres[slots], kind="stable")], metres


@pytest.mark.parametrize("share", [1.0, 0.3, 0.05, 0.01, 0.001, 0.0])
@pytest.mark.parametrize("centre", [*PLACES, *POLES, *EDGES], ids=str)
def test_the_nearest_that_pass_are_those_of_brute_force(centre, share):
    lons, lats = np.array(scatter(centre, count=20_000, reach_m=400_000, seed=5)).T
    mask = np.random.default_rng(6).uniform(size=len(lons)) < share
    order, metres = brute(*centre, lons, lats, mask)
    places = Places(lons.copy(), lats.copy())
    for limit in (None, 150_000.0):
        within = order if limit is None else order[metres[order] <= limit]
        found = places.nearest(*centre, 10, lambda slots: mask[slots], limit)
        assert found.slots == within[:10].tolist()
        assert found.metres == pytest.approx(metres[within[:10]], abs=1e-6)
        bearings = bearings_deg(LonLat(*centre), lons[found.slots], lats[found.slots])
        assert found.bearings_deg == bearings


@pytest.mark.parametrize("centre", [*PLACES, *POLES, *EDGES], ids=str)
def test_reached_is_all_within_and_nothing_else(centre):
    lons, lats = np.array(scatter(centre, count=8_000, reach_m=900_000, seed=7)).T
    places = Places(lons.copy(), lats.copy())
    metres = geodesic_m(*centre, lons, lats)
    for radius_m in (1.0, 40_000.0, 333_333.0, float(np.sort(metres)[4_000]), 2.0e7):
        assert sorted(places.reached(*centre, radius_m).tolist()) == np.flatnonzero(metres <= radius_m).tolist()


def test_passing_rows_that_all_lie_elsewhere_are_found_too():
    lons = np.concatenate([np.linspace(100, 101, 30_000), np.linspace(-60, -59, 600)])
    lats = np.concatenate([np.linspace(30, 31, 30_000), np.linspace(-20, -19, 600)])
    mask = lons < 0
    order, _ = brute(100.5, 30.5, lons, lats, mask)
    found = Places(lons.copy(), lats.copy()).nearest(100.5, 30.5, 7, lambda slots: mask[slots], None)
    assert found.slots == order[:7].tolist()


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([0, 1, 40]),
    st.sampled_from([1, 4, 30]),
    st.sampled_from([*PLACES[:3], *POLES, *EDGES]),
)
def test_places_that_changed_answer_as_brute_force_does(seed, most_loose, at_once, centre):
    rng = np.random.default_rng(seed)
    start = np.array(scatter(centre, count=3_000, reach_m=300_000, seed=int(rng.integers(1000))))
    truth = {slot: tuple(place) for slot, place in enumerate(start.tolist())}
    places = Places(*start.T.copy())
    before, module.Cells.MOST_LOOSE = module.Cells.MOST_LOOSE, most_loose
    try:
        for _ in range(60 // at_once):
            slots = rng.choice(len(truth) + 30, at_once, replace=False)
            if rng.uniform() < 0.3:
                slots = slots[[slot in truth for slot in slots.tolist()]]
                places.remove(slots)
                for slot in slots.tolist():
                    del truth[slot]
            else:
                slots = slots[[slot in truth or slot >= 3_000 for slot in slots.tolist()]]
                there = scatter(centre, count=len(slots), reach_m=300_000, seed=int(rng.integers(1000)))
                places.put(slots, *np.array(there).reshape(-1, 2).T)
                truth |= dict(zip(slots.tolist(), there, strict=True))
    finally:
        module.Cells.MOST_LOOSE = before
    slots = np.array(sorted(truth))
    lons, lats = np.array([truth[slot] for slot in slots.tolist()]).T
    metres = geodesic_m(*centre, lons, lats)
    assert places.count == len(truth)
    assert set(places.reached(*centre, 120_000).tolist()) == set(slots[metres <= 120_000].tolist())
    passes = lambda asked: asked % 7 == 0  # noqa: E731
    wanted = slots[np.argsort(metres, kind="stable")]
    assert places.nearest(*centre, 9, passes, None).slots == wanted[wanted % 7 == 0][:9].tolist()
    assert places.nearest(*centre, 9, None, None).slots == wanted[:9].tolist()


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90), st.floats(0, 0.3))
def test_cells_leave_out_nothing_within_the_angle(lon, lat, other_lon, other_lat, angle):
    apart = np.linalg.norm(to_sphere([lon], [lat]) - to_sphere([other_lon], [other_lat]))
    place = np.array([other_lon]), np.array([other_lat])
    found = Cells(np.array([0]), *place, to_sphere(*place)).around(lon, lat, angle)
    if found is not None and 2 * math.asin(min(1.0, apart / 2)) <= angle:
        assert found.slots == [0]


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90))
def test_what_lies_within_the_inner_chord_is_within_the_distance(lon, lat, other_lon, other_lat):
    metres = float(geodesic_m(lon, lat, np.array([other_lon]), np.array([other_lat]))[0])
    chord = np.linalg.norm(to_sphere([lon], [lat]) - to_sphere([other_lon], [other_lat]))
    assert chord > chord_within(metres * (1 - 1e-9) - 1e-3)
