"""Everything within a radius or inside a polygon: which, how many, and what they add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Sum
from shapely.geometry.base import BaseGeometry

from layers.catalog import Layer
from layers.geo import WGS84
from layers.models import StockLine
from layers.models.depot import number
from layers.queries import from_memory
from layers.queries.origin import Origin
from layers.queries.question import AsOf, Consistency, freshness, narrowed, shown
from layers.queries.ranking import ROUNDING_M, Ranked, rank


@dataclass(frozen=True)
class Circle:
    """All that lies at most `radius_m` geodesic metres from the origin, the limit included."""

    origin: Origin
    radius_m: float


@dataclass(frozen=True)
class Within:
    """The answer: the features (cut at the limit asked for), the exact count, and the sums over all of them."""

    layer: Layer
    region: Circle | BaseGeometry
    filters: Mapping[str, Any]
    found: tuple[Ranked, ...] | tuple[Any, ...]
    count: int
    sums: Mapping[str, float]
    stock: tuple[dict[str, Any], ...]
    freshness: AsOf


def find_within(
    layer: Layer,
    region: Circle | BaseGeometry,
    *,
    filters: Mapping[str, Any] | None = None,
    limit: int = 1000,
    with_stock: bool = False,
    consistency: Consistency = Consistency.LIVE,
) -> Within:
    """Find exactly the resources within a radius or a polygon.

    Parameters
    ----------
    region
        A `Circle` (geodesic, limit included; a resource with an outline counts when its outline is reached), or a
        valid shapely Polygon/MultiPolygon in lon/lat whose edge counts as inside (a resource counts by its point).
    limit
        How many features come back; `count` and `sums` are over all of them.
    with_stock
        For depots: also add up the available, unexpired stock by item (always the database's answer).
    consistency
        As for `layers.queries.nearest.find_nearest`; a polygon is always asked of the database.

    Returns
    -------
    Within
        `found` holds `Ranked` by distance then code for a circle, plain resources by code for a polygon.
        `sums` has the layer's sum fields; a field without any known value is 0.
    """
    values = dict(filters or {})
    if consistency is Consistency.LIVE and isinstance(region, Circle) and not with_stock:
        live = from_memory.within(layer, region.origin, region.radius_m, values, limit)
        if live is not None:
            ranked, count, totals, as_of = live
            sums = {name: number(total) for name, total in totals.items()}
            return Within(layer, region, values, ranked, count, sums, (), as_of)  # type: ignore[arg-type]
    fresh = freshness(layer)
    matching = narrowed(_rows_in(layer, region), layer, values)
    rows = shown(matching, layer, values).select_related("area").prefetch_related(*layer.prefetch)
    if isinstance(region, Circle):
        found: tuple[Any, ...] = rank(list(rows.order_by("distance_m", "code")[:limit]), region.origin)
    else:
        found = tuple(rows.order_by("code")[:limit])
    totals = matching.order_by().aggregate(**{f"sum_{name}": Sum(name) for name in layer.sums}) if layer.sums else {}
    return Within(
        layer,
        region,
        values,
        found,
        matching.order_by().count(),
        {name: number(totals[f"sum_{name}"] or 0) for name in layer.sums},  # type: ignore[misc]
        _stock_of(matching) if with_stock else (),
        fresh,
    )


def _rows_in(layer: Layer, region: Circle | BaseGeometry) -> Any:
    rows: Any = layer.model._default_manager.all()
    if not isinstance(region, Circle):
        return rows.inside(GEOSGeometry(memoryview(region.wkb), srid=WGS84))
    place = region.origin.geometry
    near = rows.within_distance(place, region.radius_m + ROUNDING_M)
    return near.with_distance_to(place).filter(distance_m__lte=region.radius_m)


def _stock_of(depots: Any) -> tuple[dict[str, Any], ...]:
    lines = StockLine.objects.filter(depot__in=depots.order_by().values("pk")).unexpired().order_by()
    totals = lines.values("item__key", "item__name", "item__name_en", "item__unit", "item__unit_en")
    return tuple(
        {
            "item": row["item__key"],
            "item_name": {"en": row["item__name_en"] or row["item__name"], "zh": row["item__name"]},
            "unit": {"en": row["item__unit_en"] or row["item__unit"], "zh": row["item__unit"]},
            "available": number(row["total"]),
        }
        for row in totals.annotate(total=Sum("available")).order_by("item__key")
    )
