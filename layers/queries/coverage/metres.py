"""Geodesic metres of very many near pairs: from the straight line through the Earth, to a tenth of a millimetre.

Between two points on the ellipsoid, c metres apart in a straight line, the geodesic is close to the arc over c of a
circle whose radius is a radius of curvature of the surface. On WGS 84 these lie between `LEAST_RADIUS_M` and
`GREATEST_RADIUS_M`, and an arc is c + c³/24ρ² + …; with the radius of the mean of the two curvatures it is wrong by at
most c³/48 · (1/ρ²least − 1/ρ²greatest), which is 0.08 mm at `NEAR_M`. Farther pairs are measured one by one.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from layers.geo import GEOD
from layers.live.sphere import GREATEST_RADIUS_M, LEAST_RADIUS_M, Floats

NEAR_M = 20_000.0
MOST_ERROR_M = 1e-4
"""Of a near pair: whether it is within a limit is asked of the exact metres where this could decide."""
RADIUS_M = float(np.sqrt(2 / (LEAST_RADIUS_M**-2 + GREATEST_RADIUS_M**-2)))
CHUNK = 1 << 16


def _threads() -> int:
    asked = os.environ.get("OMP_NUM_THREADS", "")
    return min(8, int(asked) if asked.isdecimal() and int(asked) else os.cpu_count() or 1)


WORKERS = _threads()
"""Measuring lets go of Python's lock, so threads make use of as many processors, or of OMP_NUM_THREADS, which
Dask sets to one in each of its workers."""


class Places(NamedTuple):
    """Shape (n,) each, degrees on WGS 84."""

    lons: Floats
    lats: Floats


def earth_centred(lons: ArrayLike, lats: ArrayLike) -> Floats:
    """Return metres from the middle of the Earth, shape (n, 3), of places on the WGS 84 ellipsoid (EPSG:4978)."""
    lon, lat = np.radians(np.asarray(lons, float)), np.radians(np.asarray(lats, float))
    normal = GEOD.a / np.sqrt(1 - GEOD.es * np.sin(lat) ** 2)
    out = normal * np.cos(lat)
    return np.stack([out * np.cos(lon), out * np.sin(lon), normal * (1 - GEOD.es) * np.sin(lat)], axis=-1)


def near_metres(
    starts: Places, ends: Places, at: NDArray[np.integer], to: NDArray[np.integer], limits_m: Floats
) -> Floats:
    """Return the geodesic metres of pairs of places, and keep every one on the right side of its limit.

    Parameters
    ----------
    starts, ends
        Longitudes and latitudes, degrees on WGS 84.
    at, to
        Shape (pairs,): the numbers of a start and an end.
    limits_m
        Shape (pairs,); what lies as near to it as `MOST_ERROR_M` is measured exactly.

    Returns
    -------
    Shape (pairs,): within `MOST_ERROR_M` up to `NEAR_M`, exact beyond.
    """
    metres, froms, tos = np.empty(len(at)), earth_centred(*starts), earth_centred(*ends)

    def measure(part: slice) -> None:
        apart = froms[at[part]] - tos[to[part]]
        chords = np.sqrt(np.einsum("ij,ij->i", apart, apart))
        arcs = 2 * RADIUS_M * np.arcsin(np.minimum(1.0, chords / (2 * RADIUS_M)))
        exactly = np.flatnonzero((arcs > NEAR_M) | (np.abs(arcs - limits_m[part]) <= MOST_ERROR_M))
        start, end = at[part][exactly], to[part][exactly]
        arcs[exactly] = GEOD.inv(starts.lons[start], starts.lats[start], ends.lons[end], ends.lats[end])[2]
        metres[part] = arcs

    _in_threads(measure, len(at))
    return metres


def geodesic_m(lons: Floats, lats: Floats, to_lons: Floats, to_lats: Floats) -> Floats:
    """Return exact metres on WGS 84 between many pairs of places, shape (n,)."""
    metres = np.empty(len(lons))

    def measure(part: slice) -> None:
        metres[part] = GEOD.inv(lons[part], lats[part], to_lons[part], to_lats[part])[2]

    _in_threads(measure, len(lons))
    return metres


def _in_threads(measure: Any, count: int) -> None:
    parts: list[slice] = [slice(begin, begin + CHUNK) for begin in range(0, count, CHUNK)]
    if len(parts) == 1:
        measure(parts[0])
        return
    with ThreadPoolExecutor(WORKERS) as threads:
        list(threads.map(measure, parts))
