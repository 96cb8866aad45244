"""GCJ-02 and BD-09, the shifted coordinates of Chinese web maps, to and from WGS 84.

The official algorithm is not public. This is the approximation in general use, good to a few metres: never claim
survey accuracy for what comes out of it.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]

_SEMI_MAJOR_M = 6_378_245.0  # Krasovsky 1940, as the approximation uses it
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD09_TURN = np.pi * 3000.0 / 180.0
_ROUNDS = 6
"""Each round of the inverse gains about two orders of magnitude: after five it is within nanometres."""


@cache
def _china() -> shapely.Geometry:
    """A coarse envelope of where Chinese web maps shift: the mainland, Hainan, Hong Kong and Macau, widened by ~20 km.

    Not a map and not a boundary. A rectangle, which most programs use, would shift Seoul, Hanoi and Delhi.
    Taiwan is outside: there the providers differ, so nothing is shifted without being asked.
    """
    envelope = shapely.from_wkt((Path(__file__).parent / "china.wkt").read_text("utf-8"))
    shapely.prepare(envelope)
    return envelope


def is_shifted(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Tell for each position whether GCJ-02 differs from WGS 84 there."""
    return np.asarray(shapely.contains_xy(_china(), np.asarray(lon, float), np.asarray(lat, float)))


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Shift WGS 84 degrees to GCJ-02; positions outside China stay as they are."""
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    d_lon, d_lat = _offset(lon, lat)
    inside = is_shifted(lon, lat)
    return np.where(inside, lon + d_lon, lon), np.where(inside, lat + d_lat, lat)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo the shift, to well under a millimetre of the approximation; positions outside China stay as they are."""
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    return _unshift(lon, lat, lon, lat)


def gcj02_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Shift GCJ-02 degrees to BD-09 (everywhere: BD-09 has no edge)."""
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD09_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD09_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def bd09_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo BD-09's own shift, to well under a millimetre."""
    return _invert(gcj02_to_bd09, np.asarray(lon, float), np.asarray(lat, float))


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Shift WGS 84 degrees to BD-09; positions outside China stay as they are."""
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    inside = is_shifted(lon, lat)
    to_lon, to_lat = gcj02_to_bd09(*_shift(lon, lat))
    return np.where(inside, to_lon, lon), np.where(inside, to_lat, lat)


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo both shifts; positions outside China stay as they are."""
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    return _unshift(*bd09_to_gcj02(lon, lat), lon, lat)


def _shift(lon: Floats, lat: Floats) -> Pair:
    d_lon, d_lat = _offset(lon, lat)
    return lon + d_lon, lat + d_lat


def _unshift(gcj_lon: Floats, gcj_lat: Floats, otherwise_lon: Floats, otherwise_lat: Floats) -> Pair:
    """Undo the shift where it leads back into China: so whatever was shifted there comes back to where it was."""
    back_lon, back_lat = _invert(_shift, gcj_lon, gcj_lat)
    inside = is_shifted(back_lon, back_lat)
    return np.where(inside, back_lon, otherwise_lon), np.where(inside, back_lat, otherwise_lat)


def _invert(forward: Callable[[Floats, Floats], Pair], lon: Floats, lat: Floats) -> Pair:
    """Fixed-point iteration: what must be put in so that the given position comes out."""
    back_lon, back_lat = lon.copy(), lat.copy()
    for _ in range(_ROUNDS):
        there_lon, there_lat = forward(back_lon, back_lat)
        back_lon, back_lat = back_lon + lon - there_lon, back_lat + lat - there_lat
    return back_lon, back_lat


def _offset(lon: Floats, lat: Floats) -> Pair:
    """The shift in degrees: a polynomial and sine waves around (105° E, 35° N), in metres of the ellipsoid."""
    x, y = lon - 105.0, lat - 35.0
    root, pi = np.sqrt(np.abs(x)), np.pi
    waves = (20.0 * np.sin(6.0 * pi * x) + 20.0 * np.sin(2.0 * pi * x)) * 2.0 / 3.0
    north_m = (
        -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * root
        + waves
        + (20.0 * np.sin(pi * y) + 40.0 * np.sin(pi / 3.0 * y)) * 2.0 / 3.0
        + (160.0 * np.sin(pi / 12.0 * y) + 320.0 * np.sin(pi / 30.0 * y)) * 2.0 / 3.0
    )
    east_m = (
        300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * root
        + waves
        + (20.0 * np.sin(pi * x) + 40.0 * np.sin(pi / 3.0 * x)) * 2.0 / 3.0
        + (150.0 * np.sin(pi / 12.0 * x) + 300.0 * np.sin(pi / 30.0 * x)) * 2.0 / 3.0
    )
    phi = np.radians(lat)
    flattening = 1 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    meridian_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / (flattening * np.sqrt(flattening))
    parallel_m = _SEMI_MAJOR_M / np.sqrt(flattening) * np.cos(phi)
    return np.degrees(east_m / parallel_m), np.degrees(north_m / meridian_m)
