"""The ground behind a brief's map: outlines of administrative areas, as fine as the paper shows them."""

from dataclasses import dataclass

import shapely
from django.contrib.gis.geos import Polygon
from django.db.models import Count
from shapely.geometry.base import BaseGeometry

from layers.brief.known import unless_away
from layers.brief.words import name_of
from layers.geo import WGS84, BBox
from layers.models import Area, AreaLevel

MOST_AREAS = 40
"""More of one level in view would be a tangle on paper; then the level above is the finest."""
LEAST_SHARE = 0.03
"""An area that fills less of the view than this gets no name there, unless its own label point is in view."""
LEVELS = (AreaLevel.TOWN, AreaLevel.COUNTY, AreaLevel.CITY, AreaLevel.PROVINCE, AreaLevel.COUNTRY)


@dataclass(frozen=True)
class GroundArea:
    """One area: what of it lies in view, and where its name belongs."""

    name: str
    shape: BaseGeometry
    label: tuple[float, float] | None


@dataclass(frozen=True)
class Ground:
    """The finest level worth drawing, and the borders of the level above it."""

    areas: tuple[GroundArea, ...] = ()
    strong_borders: tuple[BaseGeometry, ...] = ()


def ground_within(reach: BBox, *, view: BBox, tolerance_deg: float) -> Ground:
    """Return the areas in reach, generalised to `tolerance_deg`; none while the database is away.

    Those that fill some of the view are labelled in it.

    Notes
    -----
    Neighbours are simplified together (`shapely.coverage_simplify`), so that their common border stays one line. The
    GiST index on the outlines serves the search.
    """
    return unless_away(lambda: _ground_within(reach, view, tolerance_deg), Ground())


def _ground_within(reach: BBox, view: BBox, tolerance_deg: float) -> Ground:
    seen = Area.objects.in_force().filter(geom__bboverlaps=_polygon(reach))
    in_view = Area.objects.in_force().filter(geom__bboverlaps=_polygon(view)).order_by()
    counts = dict(in_view.values_list("level").annotate(n=Count("pk")))
    present = [level for level in LEVELS if counts.get(level)]
    if not present:
        return Ground()
    finest = next((level for level in present if counts[level] <= MOST_AREAS), present[-1])
    above = next((level for level in present[present.index(finest) + 1 :]), None)
    rows = list(seen.filter(level=finest).order_by("code"))
    areas = tuple(
        GroundArea(name_of(vars(row)), piece, _label(row, piece, view))
        for row, shape in zip(rows, _simplified(rows, tolerance_deg), strict=True)
        if not (piece := _clipped(shape, reach)).is_empty
    )
    larger = list(seen.filter(level=above).order_by("code")) if above else []
    borders = [_clipped(shapely.boundary(shape), reach) for shape in _simplified(larger, tolerance_deg)]
    return Ground(areas, tuple(border for border in borders if not border.is_empty))


def _simplified(rows: list[Area], tolerance_deg: float) -> list[BaseGeometry]:
    outlines = [shapely.from_wkb(bytes(row.geom.wkb)) for row in rows if row.geom is not None]
    return list(shapely.coverage_simplify(outlines, tolerance_deg))


def _polygon(box: BBox) -> Polygon:
    polygon = Polygon.from_bbox((box.west, box.south, box.east, box.north))
    polygon.srid = WGS84
    return polygon


def _clipped(shape: BaseGeometry, view: BBox) -> BaseGeometry:
    return shapely.clip_by_rect(shape, view.west, view.south, view.east, view.north)


def _label(row: Area, piece: BaseGeometry, view: BBox) -> tuple[float, float] | None:
    """Where the name stands: the area's own label point, else the middle of what of the area is in view."""
    at = row.label_point
    if at is not None and view.west < at.x < view.east and view.south < at.y < view.north:
        return (at.x, at.y)
    seen = _clipped(piece, view)
    if seen.area < LEAST_SHARE * (view.east - view.west) * (view.north - view.south):
        return None
    middle = shapely.point_on_surface(seen)
    return (middle.x, middle.y)
