"""The tree of points finds the nearest by chord as counting all does, also more of them than its buffers hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.live.sphere import chord_beyond, geodesic_m, greatest_m, to_sphere, unit_vector
from layers.live.tree import ROOM, PointTree

LONS, LATS = np.random.default_rng(5).uniform(-180, 180, 900), np.random.default_rng(6).uniform(-90, 90, 900)
XYZ = to_sphere(LONS, LATS)
TREE = PointTree(np.arange(900), XYZ)
place = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@settings(max_examples=200, deadline=None)
@given(place, st.integers(1, ROOM + 50))
def test_the_nearest_are_those_of_all(at, wanted):
    chords = np.linalg.norm(XYZ - unit_vector(*at), axis=1)
    slots, chord = TREE.nearest(unit_vector(*at), wanted)
    assert sorted(chords[slots]) == sorted(chords)[:wanted]
    assert chord == pytest.approx(max(chords[slots]), abs=1e-12)


def test_more_at_one_place_than_the_buffers_hold_are_all_returned():
    n = 2 * ROOM
    xyz = np.concatenate([to_sphere([1.0] * n, [2.0] * n), to_sphere([3.0], [4.0])])
    tree = PointTree(np.arange(n + 1), xyz)
    slots, chord = tree.nearest(unit_vector(1.0, 2.0), 3)
    assert sorted(slots) == list(range(n))
    assert chord < 1e-12


def test_rows_come_and_go():
    tree = PointTree(np.zeros(0, np.int64), to_sphere([], []))
    tree.put(7, unit_vector(10, 20))
    tree.put(8, unit_vector(10, 21))
    assert sorted(tree.nearest(unit_vector(10, 20), 2)[0]) == [7, 8]
    tree.remove(7, unit_vector(10, 20))
    assert tree.nearest(unit_vector(10, 20), 1)[0] == [8]


@settings(max_examples=300, deadline=None)
@given(place, place)
def test_nothing_within_a_chord_is_farther_than_its_greatest_metres(one, other):
    chord = float(np.linalg.norm(np.subtract(unit_vector(*one), unit_vector(*other))))
    metres = float(geodesic_m(*one, np.array([other[0]]), np.array([other[1]]))[0])
    assert metres <= greatest_m(chord) + 1e-3
    assert chord <= chord_beyond(metres)
