"""Which ground lies within reach of sites, in km²; people are counted elsewhere, never through a polygon."""

from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.errors import Fault, TooBroadError
from layers.labels import L
from layers.queries.circles import area_km2, geodesic_circles, union
from layers.queries.coverage.kept import Kept, digest
from layers.queries.coverage.place import Place
from layers.queries.coverage.reach import Sites
from layers.steps import Step, part, unheeded

MAX_SITES = 50_000
AT_ONCE = 500
"""Circles that are drawn between two steps."""


@dataclass(frozen=True)
class GroundRow:
    """One administrative area: how much of its ground is covered; None where it has no outline."""

    area_km2: float | None
    covered_area_km2: float | None
    area_share: float | None


@dataclass(frozen=True)
class Ground:
    """The covered ground: of the place asked about, or, without one, all of it and no shares."""

    area: GroundRow | None
    rows: tuple[GroundRow, ...]
    covered_area_km2: float
    covered: BaseGeometry = field(repr=False)
    outside: BaseGeometry | None = field(repr=False)


def measure_ground(place: Place, sites: Sites, step: Step = unheeded, *, geometry: bool = False) -> Ground:
    """Measure the union of the geodesic circles around sites, each by its own limit in metres.

    Parameters
    ----------
    step
        Told the share that is done; what it raises ends the work.
    geometry
        Whether to say what is outside, too.

    Returns
    -------
    Ground
        km² are geodesic on WGS 84.

    Raises
    ------
    TooBroadError
        For more than `MAX_SITES` sites.
    """
    if len(sites) > MAX_SITES:
        detail = L(
            "The ground of more than {most:,} sites is not measured; narrow by area or filter, or ask ground=false.",
            "超过 {most:,} 个场所时不计算覆盖面积；请缩小范围，或使用 ground=false。",
        )
        raise TooBroadError(Fault(detail.format(most=MAX_SITES), "area"))
    covered = _KEPT.get(digest(sites.lons, sites.lats, sites.limits), lambda: _union(sites, part(step, 0.0, 0.3)))
    step(0.9)
    outline = place.outline
    inside = shapely.intersection(covered, outline) if outline is not None else covered
    km2 = area_km2(inside)
    return Ground(
        GroundRow(*_share(outline, km2)) if outline is not None else None,
        tuple(_row(row, inside) for row in place.outlines),
        km2,
        inside,
        shapely.difference(outline, covered) if geometry and outline is not None else None,
    )


_KEPT: Kept[BaseGeometry] = Kept(1 << 27, lambda geometry: int(shapely.get_num_coordinates(geometry)) * 16)


def _union(sites: Sites, step: Step) -> BaseGeometry:
    circles: list[BaseGeometry] = []
    for limit_m in np.unique(sites.limits).tolist():
        some = np.flatnonzero(sites.limits == limit_m)
        for begin in range(0, len(some), AT_ONCE):
            few = some[begin : begin + AT_ONCE]
            circles += geodesic_circles(sites.lons[few], sites.lats[few], limit_m)
            step(len(circles) / len(sites))
    return union(circles)


def _row(outline: BaseGeometry | None, covered: BaseGeometry) -> GroundRow:
    if outline is None:
        return GroundRow(None, None, None)
    return GroundRow(*_share(outline, area_km2(shapely.intersection(covered, outline))))


def _share(outline: BaseGeometry, covered_km2: float) -> tuple[float, float, float | None]:
    whole = area_km2(outline)
    return whole, covered_km2, min(1.0, covered_km2 / whole) if whole else None
