"""Which ground lies within a radius of a layer's resources; people are counted elsewhere, never through a polygon."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.catalog import Layer
from layers.errors import Fault, TooBroadError
from layers.labels import L
from layers.models import Area
from layers.queries.circles import area_km2, geodesic_circles, union
from layers.queries.question import AsOf, freshness, narrowed

MAX_RADIUS_M = 1_000_000.0
MAX_RESOURCES = 50_000


@dataclass(frozen=True)
class CoveredArea:
    """One administrative area: how much of its ground is covered, and how many of the resources stand in it."""

    code: str
    name: str
    name_en: str
    area_km2: float | None
    covered_area_km2: float | None
    area_share: float | None
    count: int


@dataclass(frozen=True)
class Coverage:
    """The covered ground. `area_*` are None where no area was asked about, or where it has no outline."""

    layer: Layer
    radius_m: float
    filters: Mapping[str, Any]
    area: CoveredArea | None
    areas: tuple[CoveredArea, ...]
    count: int
    covered_area_km2: float
    covered: BaseGeometry
    outside: BaseGeometry | None
    freshness: AsOf


def coverage_area(
    layer: Layer, *, radius_m: float, area: Area | None = None, filters: Mapping[str, Any] | None = None
) -> Coverage:
    """Measure the union of the geodesic circles around a layer's resources.

    Parameters
    ----------
    radius_m
        Geodesic metres, the same for all.
    area
        Where given, the share of it that is covered, what is outside, and a row for each area directly beneath it.
        Resources beyond its edge still cover ground inside it.

    Returns
    -------
    Coverage
        Areas in km² are geodesic on WGS 84. Without `area`, the union itself and no shares.

    Raises
    ------
    TooBroadError
        For more than `MAX_RESOURCES` resources.
    """
    values = dict(filters or {})
    fresh = freshness(layer)
    rows = narrowed(layer.model._default_manager.all(), layer, values).order_by()
    outline = _outline(area) if area else None
    if outline is not None:
        rows = rows.within_distance(area.geom, radius_m * 1.01)  # type: ignore[union-attr]
    lons, lats = _positions(rows)
    covered = union(geodesic_circles(lons, lats, radius_m))
    inside = shapely.intersection(covered, outline) if outline is not None else covered
    return Coverage(
        layer,
        radius_m,
        values,
        _measure(area, inside, lons, lats) if area else None,
        tuple(_measure(child, inside, lons, lats) for child in _children(area)),
        len(lons),
        area_km2(inside),
        inside,
        shapely.difference(outline, covered) if outline is not None else None,
        fresh,
    )


def _positions(rows: Any) -> tuple[Any, Any]:
    points = [place for (place,) in rows.values_list("geom")[: MAX_RESOURCES + 1]]
    if len(points) > MAX_RESOURCES:
        raise TooBroadError(
            Fault(
                L(
                    "More than {most:,} resources; narrow by area or filter.",
                    "资源超过 {most:,} 个；请按行政区或条件缩小范围。",
                ).format(most=MAX_RESOURCES),
                "area",
            )
        )
    return np.array([p.x for p in points], float), np.array([p.y for p in points], float)


def _children(area: Area | None) -> list[Area]:
    return list(Area.objects.beneath(area.code).in_force().order_by("code")) if area else []


def _outline(area: Area) -> BaseGeometry | None:
    return shapely.make_valid(shapely.from_wkb(bytes(area.geom.wkb))) if area.geom else None


def _measure(area: Area, covered: BaseGeometry, lons: Any, lats: Any) -> CoveredArea:
    outline = _outline(area)
    if outline is None:
        return CoveredArea(area.code, area.name, area.name_en, None, None, None, 0)
    shapely.prepare(outline)
    whole, part = area_km2(outline), area_km2(shapely.intersection(covered, outline))
    standing = int(np.count_nonzero(shapely.intersects_xy(outline, lons, lats))) if len(lons) else 0
    share = min(1.0, part / whole) if whole else None
    return CoveredArea(area.code, area.name, area.name_en, whole, part, share, standing)
