"""Very many origins at once: the same as one by one, and as brute force says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.geo import GEOD
from layers.live import crowd as crowd_module
from layers.live.areas import AreaTable
from layers.live.blobs import BlobStore
from layers.live.crowd import NOTHING, nearest_of_each
from layers.live.table import LiveTable
from tests.live.test_table import batch_of, brute, table_of
from tests.queries.test_nearest import PLACES, scatter


def coded_table(places, codes):
    """A table whose rows have codes; the ids rise with the place in the list."""
    table = table_of(places)
    texts = [f'"code":"{code}"'.encode() for code in codes]
    ends = np.cumsum([len(text) for text in texts])
    begins = ends - [len(text) for text in texts]
    pieces = np.zeros((len(places), 3, 2), np.int64)
    pieces[:, 0] = np.stack([begins, ends], axis=1)
    table.blobs = BlobStore(b"".join(texts), pieces)
    return table


def singly(table, lons, lats, k, max_distance_m=None):
    for lon, lat in zip(lons.tolist(), lats.tolist(), strict=True):
        found = table.nearest(lon, lat, k, max_distance_m=max_distance_m)
        yield [(one.code, one.distance_m) for one in table.resources(found)[:k]]


def at_once(table, lons, lats, k, max_distance_m=None):
    crowd = table.crowd()
    found = nearest_of_each(crowd, lons, lats, k, max_distance_m=max_distance_m)
    for rows, metres in zip(found.rows, found.metres, strict=True):
        there = rows != NOTHING
        assert (np.isnan(metres) == ~there).all()
        yield [(crowd.code(row), m) for row, m in zip(rows[there], metres[there].tolist(), strict=True)]


@pytest.mark.parametrize("centre", PLACES, ids=str)
@pytest.mark.parametrize("k", [1, 5, 10])
def test_each_origin_finds_what_brute_force_finds(centre, k):
    table = table_of(places := scatter(centre, count=3000, reach_m=400_000, seed=31))
    origins = np.array(scatter(centre, count=60, reach_m=600_000, seed=32))
    found = nearest_of_each(table.crowd(), *origins.T, k)
    for origin, rows, metres in zip(origins, found.rows, found.metres, strict=True):
        order, exact = brute(origin, places, k)
        assert rows.tolist() == order.tolist()
        assert metres.tolist() == exact.tolist()


lattice = st.tuples(st.sampled_from([-180.0, -0.5, 0.0, 0.5, 179.75, 180.0]), st.sampled_from([-90.0, 0.0, 0.25, 89.5]))
anywhere = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(lattice | anywhere, min_size=1, max_size=40),
    st.lists(lattice | anywhere, min_size=1, max_size=12),
    st.integers(1, 10),
    st.none() | st.floats(1, 2e7),
    st.randoms(use_true_random=False),
)
def test_all_at_once_is_strictly_one_by_one(places, origins, k, max_distance_m, random):
    codes = [f"C{i:03}" for i in range(len(places))]
    random.shuffle(codes)
    table = coded_table(places, codes)
    lons, lats = np.array(origins).T
    assert list(at_once(table, lons, lats, k, max_distance_m)) == list(singly(table, lons, lats, k, max_distance_m))


def test_the_ellipsoid_decides_where_the_sphere_would_err():
    """East and north of a place on the equator: the chord says north, the metres say east."""
    north, east = GEOD.fwd(10, 0, 0, 99_700)[:2], GEOD.fwd(10, 0, 90, 100_000)[:2]
    chords = np.linalg.norm(table_of([north, east]).places.xyz - table_of([(10, 0)]).places.xyz, axis=1)
    metres = GEOD.inv([10, 10], [0, 0], *np.array([north, east]).T)[2]
    nearer = int(np.argmin(metres))
    assert nearer != int(np.argmin(chords)), "the test needs a place where they differ"
    found = nearest_of_each(table_of([north, east]).crowd(), np.array([10.0]), np.array([0.0]), 1)
    assert found.rows.tolist() == [[nearer]]


def test_very_many_at_one_place_are_settled_by_code_in_bounded_parts(monkeypatch):
    monkeypatch.setattr(crowd_module, "MOST_AT_ONCE", 1000)
    places = [(109.5, 34.5)] * 300 + [(109.6, 34.5)]
    codes = [f"{999 - i}" for i in range(301)]
    table = coded_table(places, codes)
    lons, lats = np.full(20, 109.4), np.full(20, 34.5)
    assert [[code for code, _ in one] for one in at_once(table, lons, lats, 3)] == [["700", "701", "702"]] * 20


def test_with_fewer_rows_than_asked_for_the_rest_stays_empty():
    table = table_of([(109.5, 34.5)])
    found = nearest_of_each(table.crowd(), np.array([109.0, 0.0]), np.array([34.0, 0.0]), 3)
    assert found.rows.tolist() == [[0, NOTHING, NOTHING]] * 2
    empty = LiveTable(table.layer)
    assert (nearest_of_each(empty.crowd(), np.array([109.0]), np.array([34.0]), 2).rows == NOTHING).all()
    assert nearest_of_each(table.crowd(), np.zeros(0), np.zeros(0), 2).rows.shape == (0, 2)


def test_the_crowd_is_kept_until_a_row_changes():
    table = table_of([(109.5, 34.5), (109.6, 34.5)])
    first = table.crowd()
    assert table.crowd() is first
    table.put(batch_of([(109.7, 34.5)], [table.row_id(0)]))
    second = table.crowd()
    assert second is not first
    assert second.lons.tolist() == [109.7, 109.6]
    assert first.lons.tolist() == [109.5, 109.6]
    table.load(batch_of([(1.0, 1.0)]), AreaTable())
    assert len(table.crowd()) == 1
