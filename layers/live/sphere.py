"""Candidates on the unit sphere, and the bound that makes the ellipsoid's order certain.

Geodetic longitude and latitude are put on a unit sphere as they are. A path on the WGS 84 ellipsoid has the length
element ds² = M(φ)² dφ² + N(φ)² cos²φ dλ², its image on the sphere dσ² = dφ² + cos²φ dλ². The radii of curvature M and N
lie between `LEAST_RADIUS_M` (M at the equator) and `GREATEST_RADIUS_M` (both at the poles), so along every path, and
hence for the shortest ones, LEAST_RADIUS_M · θ ≤ s ≤ GREATEST_RADIUS_M · θ, θ being the angle between the images.
Whoever has a chord beyond `chord_beyond(s)` is therefore farther than s, and need not be looked at.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from layers.geo import GEOD

Floats = NDArray[np.float64]

LEAST_RADIUS_M = GEOD.a * (1 - GEOD.es)
GREATEST_RADIUS_M = GEOD.a / math.sqrt(1 - GEOD.es)
ROUNDING = 1e-12
"""Chords come from double precision coordinates; this is far above their error and far below a millimetre."""


def to_sphere(lons: ArrayLike, lats: ArrayLike) -> Floats:
    """Return unit vectors, shape (n, 3), of longitudes and latitudes in degrees."""
    lon, lat = np.radians(np.asarray(lons, float)), np.radians(np.asarray(lats, float))
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=-1)


def unit_vector(lon: float, lat: float) -> tuple[float, float, float]:
    """Return `to_sphere` of one place."""
    at, up = math.radians(lon), math.radians(lat)
    return math.cos(up) * math.cos(at), math.cos(up) * math.sin(at), math.sin(up)


def chord_beyond(distance_m: float) -> float:
    """Return the chord beyond which everything is farther than `distance_m` on the ellipsoid."""
    angle = distance_m / LEAST_RADIUS_M
    return 2.0 + ROUNDING if angle >= math.pi else 2.0 * math.sin(angle / 2) + ROUNDING


def chord_within(distance_m: float) -> float:
    """Return the chord within which everything is at most `distance_m` away on the ellipsoid."""
    angle = min(distance_m / GREATEST_RADIUS_M, math.pi)
    return 2.0 * math.sin(angle / 2) - ROUNDING


def greatest_m(chord: float) -> float:
    """Return the metres that nothing within the chord exceeds."""
    return GREATEST_RADIUS_M * 2.0 * math.asin(min(1.0, chord / 2 + ROUNDING))


def chords_beyond(distances_m: Floats) -> Floats:
    """Return `chord_beyond` of many distances."""
    angles = np.minimum(distances_m / LEAST_RADIUS_M, math.pi)
    return np.where(angles >= math.pi, 2.0, 2.0 * np.sin(angles / 2)) + ROUNDING


def chords_within(distances_m: Floats) -> Floats:
    """Return `chord_within` of many distances."""
    return 2.0 * np.sin(np.minimum(distances_m / GREATEST_RADIUS_M, math.pi) / 2) - ROUNDING


def geodesics(lon: float, lat: float, lons: Floats, lats: Floats) -> tuple[Floats, Floats]:
    """Return azimuths (degrees clockwise from north, [-180, 180]) and exact metres on WGS 84 from one place to many."""
    n = len(lons)
    azimuths, _, metres = GEOD.inv(np.full(n, lon), np.full(n, lat), lons, lats)
    return np.asarray(azimuths, float), np.asarray(metres, float)


def geodesic_m(lon: float, lat: float, lons: Floats, lats: Floats) -> Floats:
    """Return exact metres on WGS 84 from one place to many, shape (n,)."""
    return geodesics(lon, lat, lons, lats)[1]
