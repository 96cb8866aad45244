"""Predicates on one kind of row, read as English: ``Depot.objects.usable().holding(tents, at_least=500)``."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Self

from django.apps import apps
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon
from django.contrib.gis.measure import D
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils import timezone

from layers.functions import AsGeometry, distance_to, nearest_order
from layers.geo import MERCATOR_MAX_LAT, WEB_MERCATOR, WGS84, BBox


class ResourceQuerySet(models.QuerySet[Any]):
    """Questions that every emergency resource answers."""

    def usable(self, wanted: bool = True) -> Self:
        """Those whose status lets them serve (or, with False, does not)."""
        usable = Q(status__in=self.model.USABLE)
        return self.filter(usable if wanted else ~usable)

    def in_area(self, code: str) -> Self:
        """Those in the area or in any area beneath it."""
        return self.filter(area__lineage__contains=[code])

    def verified_since(self, moment: datetime) -> Self:
        """Those last verified at that moment or after it."""
        return self.filter(verified_at__gte=moment)

    def with_distance_to(self, place: Any, *, to: str = "") -> Self:
        """Annotate ``distance_m``, exact geodesic metres to the point, or to the outline where there is one.

        `to` names the field to measure to, instead of the model's own.
        """
        return self.annotate(distance_m=distance_to(to or self.model.MEASURED_TO, place))

    def nearest_first(self, place: Any, *, to: str = "") -> Self:
        """Order by the spatial index: nearly by distance, for finding candidates only."""
        return self.order_by(nearest_order(to or self.model.MEASURED_TO, place))

    def within_distance(self, place: Any, metres: float, *, to: str = "") -> Self:
        """Those at most `metres` away, the limit included; served by the spatial index."""
        return self.filter(**{f"{to or self.model.MEASURED_TO}__dwithin": (place, D(m=metres))})

    def in_bbox(self, bbox: BBox) -> Self:
        """Those whose point lies in the box, edges included; a box across the antimeridian works."""
        inside = Q()
        for box in bbox.boxes():
            inside |= Q(geom_mercator__bboverlaps=_mercator_rectangle(box)) & Q(
                lon_lat__intersects=Polygon.from_bbox((box.west, box.south, box.east, box.north))
            )
        return self.alias(lon_lat=AsGeometry("geom")).filter(inside)

    def inside(self, polygon: MultiPolygon | Polygon) -> Self:
        """Those whose point lies in the polygon or on its edge; edges are straight in lon/lat (RFC 7946)."""
        west, south, east, north = polygon.extent
        return self.alias(lon_lat=AsGeometry("geom")).filter(
            geom_mercator__bboverlaps=_mercator_rectangle(BBox(west, south, east, north)), lon_lat__intersects=polygon
        )

    def outside(self, polygons: Iterable[Any], circles: Iterable[Any]) -> Self:
        """Those whose point lies in none of the shapely polygons or geodesic circles, edges counting as inside."""
        inside = Q()
        for polygon in polygons:
            inside |= Q(lon_lat__intersects=GEOSGeometry(memoryview(polygon.wkb), srid=WGS84))
        for circle in circles:
            inside |= Q(geom__dwithin=(Point(circle.lon, circle.lat, srid=WGS84), D(m=circle.radius_m)))
        return self.alias(lon_lat=AsGeometry("geom")).exclude(inside)


def _mercator_rectangle(box: BBox) -> Polygon:
    """The box in EPSG:3857, its latitudes held inside the Mercator square as those of `geom_mercator` are."""
    corners = Polygon.from_bbox(
        (
            box.west,
            min(max(box.south, -MERCATOR_MAX_LAT), MERCATOR_MAX_LAT),
            box.east,
            min(max(box.north, -MERCATOR_MAX_LAT), MERCATOR_MAX_LAT),
        )
    )
    corners.srid = WGS84
    corners.transform(WEB_MERCATOR)
    west, south, east, north = corners.extent
    rectangle = Polygon.from_bbox((west - 0.01, south - 0.01, east + 0.01, north + 0.01))
    rectangle.srid = WEB_MERCATOR
    return rectangle


class ShelterQuerySet(ResourceQuerySet):
    def suitable_for(self, hazard: str) -> Self:
        """Those known to be suitable for the hazard."""
        return self.filter(suitability_rows__hazard=hazard, suitability_rows__suitable="yes")

    def with_free_places(self, at_least: int) -> Self:
        """Those with so many free places; a shelter without a known capacity is left out."""
        return self.filter(free_places_persons__gte=at_least)


class StockCount(Enum):
    """What of the stock counts: what can be given now, or what could be if it were not reserved, or not expired."""

    AVAILABLE = "available"
    WITH_RESERVED = "with_reserved"
    WITH_EXPIRED = "with_expired"


class DepotQuerySet(ResourceQuerySet):
    def with_available(self, items: Collection[int]) -> Self:
        """Annotate ``available_quantity``: unreserved and unexpired stock of the items (catalogue ids)."""
        return self.annotate(available_quantity=_total(items))

    def with_each_available(self, groups: Collection[Collection[int]]) -> Self:
        """Annotate ``available_quantities``: the same for several groups of items, in their order."""
        array = Func(
            *(_total(items) for items in groups),
            template="ARRAY[%(expressions)s]",
            output_field=ArrayField(models.DecimalField()),
        )
        return self.annotate(available_quantities=array)

    def holding(self, items: Collection[int], at_least: Decimal, count: StockCount = StockCount.AVAILABLE) -> Self:
        """Those whose stock of the items, as far as it counts, adds up to `at_least`."""
        return self.filter(GreaterThanOrEqual(_total(items, count), at_least))


def _total(items: Collection[int], count: StockCount = StockCount.AVAILABLE) -> Coalesce:
    """What a depot has of the items together, today."""
    lines = apps.get_model("layers", "StockLine").objects.filter(depot=OuterRef("pk"), item__in=items).order_by()
    if count is not StockCount.WITH_EXPIRED:
        lines = lines.unexpired()
    amount = Sum("on_hand" if count is StockCount.WITH_RESERVED else "available")
    return Coalesce(Subquery(lines.values("depot").annotate(total=amount).values("total")), Value(Decimal(0)))


class StockLineQuerySet(models.QuerySet[Any]):
    def unexpired(self) -> Self:
        """Lines that may still be used today; one without an expiry date always may."""
        return self.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=timezone.localdate()))


class TeamQuerySet(ResourceQuerySet):
    def trained_in(self, discipline: str) -> Self:
        return self.filter(disciplines__contains=[discipline])

    def with_members_on_duty(self, at_least: int) -> Self:
        return self.filter(on_duty_persons__gte=at_least)


class AreaQuerySet(models.QuerySet[Any]):
    def beneath(self, code: str) -> Self:
        """The direct children of the area."""
        return self.filter(parent__code=code)

    def in_force(self) -> Self:
        """Areas that are valid today."""
        today = timezone.localdate()
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=today), Q(valid_to__isnull=True) | Q(valid_to__gte=today)
        )


class InForceQuerySet(models.QuerySet[Any]):
    def in_force(self) -> Self:
        """Rows that are in force today, both ends included."""
        today = timezone.localdate()
        begun = Q(effective_from__isnull=True) | Q(effective_from__lte=today)
        return self.filter(begun, Q(effective_to__isnull=True) | Q(effective_to__gte=today))
