"""The table in memory: exact, in the ellipsoid's order, whatever the filter leaves out and whatever changes."""

import uuid

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import catalog
from layers.live.areas import AreaTable
from layers.live.rows import PIECES, Batch, halves
from layers.live.sphere import GREATEST_RADIUS_M, LEAST_RADIUS_M, chord_beyond, geodesic_m, to_sphere
from layers.live.table import LiveTable
from tests.queries.test_nearest import PLACES, scatter


def batch_of(places, ids=None):
    n = len(places)
    keys = sorted(ids) if ids is not None else [uuid.UUID(int=i + 1) for i in range(n)]
    lons, lats = np.array(places, float).reshape(-1, 2).T
    return Batch(
        np.array([halves(key) for key in keys], np.uint64).reshape(-1, 2),
        lons.copy(),
        lats.copy(),
        np.zeros((n, 2), np.uint64),
        np.full(n, np.nan),
        {name: np.zeros(n, column.dtype) for name, column in LiveTable(catalog.TEAMS).columns.items()},
        memoryview(b""),
        np.zeros((n, PIECES, 2), np.int64),
    )


def table_of(places):
    table = LiveTable(catalog.TEAMS)
    table.load(batch_of(places), AreaTable())
    return table


def brute(centre, places, k):
    lons, lats = np.array(places).T
    metres = geodesic_m(*centre, lons, lats)
    order = np.lexsort((np.arange(len(places)), metres))[:k]
    return order, metres[order]


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90))
def test_the_bound_between_angle_and_distance_holds_everywhere(lon1, lat1, lon2, lat2):
    metres = geodesic_m(lon1, lat1, np.array([lon2]), np.array([lat2]))[0]
    chord = np.linalg.norm(to_sphere([lon1], [lat1]) - to_sphere([lon2], [lat2]))
    angle = 2 * np.arcsin(min(1.0, chord / 2))
    assert LEAST_RADIUS_M * angle <= metres * (1 + 1e-9) + 1e-3
    assert metres <= GREATEST_RADIUS_M * angle * (1 + 1e-9) + 1e-3
    assert chord <= chord_beyond(metres) + 1e-9


@pytest.mark.parametrize("centre", PLACES, ids=str)
@pytest.mark.parametrize("reach_m", [2_000, 3_000_000, 19_000_000])
def test_nearest_agrees_with_brute_force(centre, reach_m):
    places = scatter(centre, count=2000, reach_m=reach_m, seed=11)
    table = table_of(places)
    order, metres = brute(centre, places, 25)
    found = table.nearest(*centre, 25)
    assert found.slots == order.tolist()
    assert found.metres == pytest.approx(metres, abs=1e-6)


@pytest.mark.parametrize("centre", PLACES, ids=str)
@pytest.mark.parametrize("radius_m", [500, 70_000, 5_000_000, 20_003_000])
def test_within_agrees_with_brute_force(centre, radius_m):
    places = scatter(centre, count=2000, reach_m=radius_m * 1.5 if radius_m < 1e7 else 1.9e7, seed=12)
    order, metres = brute(centre, places, len(places))
    found = table_of(places).within(*centre, radius_m)
    assert found.slots == order[metres <= radius_m].tolist()


@pytest.mark.parametrize("share", [0.5, 0.01, 0.0005, 0.0])
@pytest.mark.parametrize("centre", PLACES[:4], ids=str)
def test_a_filter_is_applied_while_the_search_widens(centre, share):
    places = scatter(centre, count=20_000, reach_m=500_000, seed=13)
    table = table_of(places)
    passes = np.random.default_rng(14).uniform(size=len(places)) < share
    order, metres = brute(centre, places, len(places))
    expected = [slot for slot in order.tolist() if passes[slot]][:10]
    found = table.nearest(*centre, 10, keep=lambda view: passes[view.slots])
    assert found.slots == expected
    limit = float(metres[len(metres) // 2])
    near = table.nearest(*centre, 10, keep=lambda view: passes[view.slots], max_distance_m=limit)
    assert near.slots == [slot for slot in order[metres <= limit].tolist() if passes[slot]][:10]


def test_ties_at_the_end_all_come_back():
    places = [(109.5, 34.5)] * 5 + [(109.6, 34.5)] * 30
    found = table_of(places).nearest(109.5, 34.5, 7)
    assert len(found.slots) == 35


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["put", "move", "remove"]), st.integers(0, 30), st.floats(-180, 180), st.floats(-90, 90)
        ),
        max_size=60,
    )
)
def test_a_table_that_changed_answers_as_one_built_anew(changes):
    table = table_of([(0.0, 0.0)] * 3)
    truth = {uuid.UUID(int=i + 1): (0.0, 0.0) for i in range(3)}
    for what, n, lon, lat in changes:
        key = uuid.UUID(int=n + 1)
        if what == "remove":
            table.remove([key])
            truth.pop(key, None)
        else:
            truth[key] = (lon, lat)
            table.put(batch_of([(lon, lat)], [key]))
    fresh = LiveTable(catalog.TEAMS)
    fresh.load(batch_of([truth[key] for key in sorted(truth)], truth), AreaTable())
    assert table.count == fresh.count == len(truth)
    for centre in ((0.0, 0.0), (179.0, 80.0)):
        ours = table.nearest(*centre, max(1, len(truth)))
        theirs = fresh.nearest(*centre, max(1, len(truth)))
        assert ours.metres == pytest.approx(theirs.metres, abs=1e-6)
        assert (
            {table.row_id(slot) for slot in ours.slots} == {fresh.row_id(slot) for slot in theirs.slots} == set(truth)
        )


def test_an_empty_table_answers_nothing():
    table = LiveTable(catalog.TEAMS)
    assert len(table.nearest(0, 0, 5).slots) == 0
    assert len(table.within(0, 0, 1e6).slots) == 0
