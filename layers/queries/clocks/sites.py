"""The sites of a question: areas beneath an area, resources, or points of the caller's own."""

from collections.abc import Iterable, Sequence
from typing import Any

import shapely
from django.contrib.gis.geos import MultiPoint
from django.contrib.gis.geos import Point as GeosPoint
from django.db.models.functions import Coalesce

from layers.catalog import Layer
from layers.errors import UnknownFeatureError
from layers.geo import WGS84, LonLat
from layers.labels import L
from layers.models import Area, AreaLevel, AreaPart
from layers.queries.clocks.question import Point, Site


def sites_in_area(code: str, level: str) -> tuple[tuple[Site, ...], tuple[str, ...]]:
    """Return the areas of a level that are the area or lie beneath it, by code; and those that no point stands for.

    An area stands at its seat, or, where that is not known, at a point inside its outline.
    """
    areas = Area.objects.in_force().filter(level=level, lineage__contains=[code]).order_by("code")
    rows = areas.annotate(place=Coalesce("seat", "label_point")).select_related("parent")
    sites, pointless = [], []
    for row in rows.only("code", "name", "name_en", "seat", "parent__code"):
        if row.place is None:
            pointless.append(row.code)
            continue
        point = Point.INSIDE if row.seat is None else Point.SEAT
        above = row.parent.code if row.parent else None
        sites.append(Site(row.name, row.name_en, row.place.x, row.place.y, point, row.code, "areas", above))
    return tuple(sites), tuple(pointless)


def sites_of_resources(asked: Sequence[tuple[Layer, str]]) -> tuple[Site, ...]:
    """Return resources as sites, in the order asked, each at its own position.

    Raises
    ------
    UnknownFeatureError
        Names the first that is not there.
    """
    found: dict[tuple[str, str], Any] = {}
    for layer in {layer.key: layer for layer, _ in asked}.values():
        codes = [code for one, code in asked if one is layer]
        rows: Any = layer.model._default_manager.filter(code__in=codes).select_related("area")
        found |= {(layer.key, row.code): row for row in rows}
    missing = next((f"{layer.key}:{code}" for layer, code in asked if (layer.key, code) not in found), None)
    if missing:
        raise UnknownFeatureError(L("There is no “{what}”.", "没有“{what}”。").format(what=missing[:80]))
    return tuple(_site_of(layer, found[layer.key, code]) for layer, code in asked)


def sites_at(places: Sequence[tuple[LonLat, str]]) -> tuple[Site, ...]:
    """Return points with the caller's names as sites, each with the smallest area that it lies in."""
    areas = _areas_at([position for position, _ in places])
    return tuple(
        Site(name, "", position.lon, position.lat, Point.GIVEN, area=area)
        for (position, name), area in zip(places, areas, strict=True)
    )


def _site_of(layer: Layer, row: Any) -> Site:
    area = row.area.code if row.area else None
    return Site(row.name, row.name_en, row.geom.x, row.geom.y, Point.POSITION, row.code, layer.key, area)


def _areas_at(positions: Sequence[LonLat]) -> Iterable[str | None]:
    """The code of the smallest area at each position, edges included, as the database finds that of a resource."""
    everywhere = MultiPoint([GeosPoint(one.lon, one.lat) for one in positions], srid=WGS84)
    parts = AreaPart.objects.filter(geom__intersects=everywhere, area__in=Area.objects.in_force())
    rows = list(parts.values_list("area__level", "area__code", "geom"))
    tree = shapely.STRtree([shapely.from_wkb(bytes(geom.wkb)) for _, _, geom in rows])
    found: dict[int, tuple[int, str]] = {}
    points = shapely.points([(one.lon, one.lat) for one in positions])
    for position, part in zip(*tree.query(points, predicate="intersects").tolist(), strict=True):
        level, code, _ = rows[part]
        finest = (-AreaLevel.values.index(level), code)
        found[position] = min(found.get(position, finest), finest)
    return [found[place][1] if place in found else None for place in range(len(positions))]
