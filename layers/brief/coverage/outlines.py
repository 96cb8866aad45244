"""Outlines of the areas that a report speaks of, as fine as its maps show them."""

from collections.abc import Iterable
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from layers.brief.known import unless_away
from layers.models import Area


@dataclass(frozen=True)
class Outline:
    """One area's outline, and where its name stands."""

    shape: BaseGeometry
    label: tuple[float, float]


def outlines_of(codes: Iterable[str], *, tolerance_deg: float = 0.0) -> dict[str, Outline]:
    """Return the outlines that are known, generalised together so that neighbours keep their common border."""
    wanted = list(codes)
    return unless_away(lambda: _outlines_of(wanted, tolerance_deg), {})


def _outlines_of(codes: list[str], tolerance_deg: float) -> dict[str, Outline]:
    rows = list(Area.objects.filter(code__in=codes, geom__isnull=False).order_by("code"))
    shapes = [shapely.from_wkb(bytes(row.geom.wkb)) for row in rows if row.geom is not None]
    if tolerance_deg > 0:
        shapes = list(shapely.coverage_simplify(shapes, tolerance_deg))
    labels = [(row.label_point.x, row.label_point.y) if row.label_point else None for row in rows]
    return {
        row.code: Outline(shape, label or _middle(shape))
        for row, shape, label in zip(rows, shapes, labels, strict=True)
        if not shape.is_empty
    }


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    point = shapely.point_on_surface(shape)
    return (point.x, point.y)
