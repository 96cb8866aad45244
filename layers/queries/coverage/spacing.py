"""How far apart resources stand: from each to its nearest neighbour, exact metres."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from layers.geo import GEOD
from layers.live.sphere import chords_beyond, to_sphere

Floats = NDArray[np.float64]

FIRST_LOOK, GROWTH = 4, 4


@dataclass(frozen=True)
class Spacing:
    """Nearest-neighbour distances of the resources of one area, metres; None where there are fewer than two."""

    count: int
    median_m: float | None
    greatest_m: float | None


def nearest_neighbours_m(lons: Floats, lats: Floats) -> Floats:
    """Return the geodesic metres from each place to the nearest other, shape (n,); infinite where there is no other.

    Parameters
    ----------
    lons, lats
        Degrees on WGS 84. Two at the same place are 0 m apart.

    Notes
    -----
    Candidates by chord in a k-d tree, then exact metres; by the bound of `layers.live.sphere` whoever is beyond the
    last candidate is farther than the best of them, or more candidates are looked at.
    """
    n = len(lons)
    nearest = np.full(n, np.inf)
    if n < 2:
        return nearest
    vectors = to_sphere(lons, lats)
    tree, left, look = cKDTree(vectors), np.arange(n), min(FIRST_LOOK, n)
    while len(left):
        chords, seen = tree.query(vectors[left], k=np.arange(1, look + 1))
        origin = np.repeat(left, look), seen.ravel()
        metres = np.asarray(GEOD.inv(lons[origin[0]], lats[origin[0]], lons[origin[1]], lats[origin[1]])[2], float)
        metres[origin[0] == origin[1]] = np.inf
        nearest[left] = metres.reshape(seen.shape).min(axis=1)
        with np.errstate(invalid="ignore"):
            sure = (look == n) | (np.isfinite(nearest[left]) & (chords[:, -1] > chords_beyond(nearest[left])))
        left, look = left[~sure], min(look * GROWTH, n)
    return nearest


def spacing_of(lons: Floats, lats: Floats, inside: NDArray[np.bool_]) -> Spacing:
    """Return the spacing of the places that lie inside, their neighbours outside counting too."""
    metres = nearest_neighbours_m(lons, lats)[inside]
    known = metres[np.isfinite(metres)]
    if not len(known):
        return Spacing(int(inside.sum()), None, None)
    return Spacing(int(inside.sum()), float(np.median(known)), float(known.max()))
