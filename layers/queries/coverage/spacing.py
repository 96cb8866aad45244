"""How far apart resources stand: from each to its nearest neighbour, exact metres."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from layers.live.sphere import to_sphere
from layers.queries.coverage.distances import least_metres
from layers.queries.coverage.metres import Places

Floats = NDArray[np.float64]


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
    """
    if not len(lons):
        return np.zeros(0)
    places = Places(lons, lats)
    return least_metres(cKDTree(to_sphere(lons, lats)), places, places, but_itself=True)


def spacing_of(lons: Floats, lats: Floats, inside: NDArray[np.bool_]) -> Spacing:
    """Return the spacing of the places that lie inside, their neighbours outside counting too."""
    metres = nearest_neighbours_m(lons, lats)[inside]
    known = metres[np.isfinite(metres)]
    if not len(known):
        return Spacing(int(inside.sum()), None, None)
    return Spacing(int(inside.sum()), float(np.median(known)), float(known.max()))
