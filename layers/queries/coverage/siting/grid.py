"""Candidates on a grid over an outline."""

import math

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import Fault, InvalidInputError, TooBroadError
from layers.geo import GEOD
from layers.labels import L
from layers.queries.coverage.reach import Floats

LEAST_SPACING_M, MOST_SPACING_M = 10.0, 100_000.0


def grid_points(outline: BaseGeometry, spacing_m: float, *, most: int) -> tuple[Floats, Floats]:
    """Return points about `spacing_m` apart that lie inside an outline, from south to north, then west to east.

    Parameters
    ----------
    outline
        A (Multi)Polygon in degrees on WGS 84.
    spacing_m
        Geodesic metres from row to row along the meridian in the middle, and from point to point along each parallel,
        each row reckoned by itself; so spacing is true to a thousandth wherever the outline lies.
    most
        How many points there may be.

    Raises
    ------
    TooBroadError
        For more points, naming a spacing that would do.
    """
    west, south, east, north = outline.bounds
    middle = (west + east) / 2
    tall = GEOD.inv(middle, south, middle, north)[2]
    rows = max(1, math.floor(tall / spacing_m))
    _require_few(
        outline, spacing_m, most, candidates=rows * max(1.0, _wide(west, east, (south + north) / 2) / spacing_m)
    )
    margin = (tall - (rows - 1) * spacing_m) / 2
    lats = GEOD.fwd([middle] * rows, [south] * rows, [0.0] * rows, margin + spacing_m * np.arange(rows))[1]
    shapely.prepare(outline)
    found = [_row(outline, float(lat), spacing_m) for lat in lats]
    lons, lats = (np.concatenate([np.zeros(0), *(one[part] for one in found)]) for part in (0, 1))
    if len(lons) > most:
        raise _too_many(len(lons), most, spacing_m)
    return lons, lats


def _row(outline: BaseGeometry, lat: float, spacing_m: float) -> tuple[Floats, Floats]:
    """The points of one parallel; a degree of longitude is measured there, on a short way."""
    west, _, east, _ = outline.bounds
    degree_m = GEOD.inv(0.0, lat, 0.001, lat)[2] * 1000
    step = spacing_m / degree_m
    count = max(1, math.floor((east - west) / step))
    lons = west + (east - west - (count - 1) * step) / 2 + step * np.arange(count)
    inside = lons[shapely.intersects_xy(outline, lons, np.full(count, lat))]
    return inside, np.full(len(inside), lat)


def _wide(west: float, east: float, lat: float) -> float:
    return float(GEOD.inv(0.0, lat, 0.001, lat)[2]) * 1000 * (east - west)


def _require_few(outline: BaseGeometry, spacing_m: float, most: int, *, candidates: float) -> None:
    """Refuse at once what cannot do: the outline fills some part of its box."""
    filled = outline.area / max(outline.envelope.area, 1e-12)
    if candidates * filled > 4 * most + 100:
        raise _too_many(int(candidates * filled), most, spacing_m)


def _too_many(count: int, most: int, spacing_m: float) -> TooBroadError:
    wider = math.ceil(spacing_m * math.sqrt(count / most) / 10 + 1) * 10
    detail = L(
        "A grid of {spacing:,g} m has about {count:,} candidates; at most {most:,}. Try {wider:,} m.",
        "间距 {spacing:,g} 米的网格约有候选点 {count:,} 个，最多 {most:,} 个；可试 {wider:,} 米。",
    )
    text = detail.format(spacing=spacing_m, count=count, most=most, wider=wider)
    return TooBroadError(Fault(text, pointer="/candidates/grid/spacing_m"))


def no_outline() -> InvalidInputError:
    detail = L("A grid needs an area with an outline, or a polygon.", "网格候选需要有边界的行政区或多边形。")
    return InvalidInputError(Fault(detail, pointer="/candidates/grid"))
