"""Small worlds for tests: places drawn as a grid of letters with a stated spacing, so that metres can be worked out.

``draw('''
A.B
..C
''', spacing_m=1000)`` puts A at the origin, B 2 km east of it, C 2 km east and 1 km south (geodesic steps).
"""

import math
from collections.abc import Iterable
from typing import Any

from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.utils import timezone

from layers.geo import GEOD, WGS84
from layers.models import Area, Depot, HazardPoint, Incident, Item, RoadClosure, Shelter, Team

ORIGIN = (109.51, 34.50)


def draw(
    grid: str, *, spacing_m: float = 1000.0, origin: tuple[float, float] = ORIGIN
) -> dict[str, tuple[float, float]]:
    """Return letter → (lon, lat); the first line's first column is the origin, rows go south, columns east."""
    places = {}
    for row, line in enumerate(grid.strip().splitlines()):
        for column, letter in enumerate(line.strip()):
            if letter == ".":
                continue
            lon, lat, _ = GEOD.fwd(*origin, 180, row * spacing_m)
            lon, lat, _ = GEOD.fwd(lon, lat, 90, column * spacing_m)
            places[letter] = (lon, lat)
    return places


def geodesic_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres between two (lon, lat) by an implementation other than PostGIS's."""
    return float(GEOD.inv(*a, *b)[2])


def point(place: tuple[float, float]) -> Point:
    return Point(*place, srid=WGS84)


def box(west: float, south: float, east: float, north: float) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=WGS84)


def shelter(code: str, place: tuple[float, float] = ORIGIN, **values: Any) -> Shelter:
    row = Shelter.objects.create(code=code, name=values.pop("name", f"Shelter {code}"), geom=point(place), **values)
    row.refresh_from_db()
    return row


def shelters(places: dict[str, tuple[float, float]], **values: Any) -> None:
    for code, place in places.items():
        shelter(code, place, **values)


def item(key: str, parent: Item | None = None) -> Item:
    return Item.objects.get_or_create(key=key, defaults={"name": key, "unit": "件", "parent": parent})[0]


def depot(
    code: str, place: tuple[float, float] = ORIGIN, *, stock: Iterable[dict[str, Any]] = (), **values: Any
) -> Depot:
    row = Depot.objects.create(
        code=code, name=f"Depot {code}", geom=point(place), level=values.pop("level", "county"), **values
    )
    row.set_stock(list(stock))
    return row


def team(code: str, place: tuple[float, float] = ORIGIN, **values: Any) -> Team:
    values.setdefault("category", "social")
    return Team.objects.create(code=code, name=f"Team {code}", geom=point(place), **values)


def hazard(code: str, place: tuple[float, float] = ORIGIN, **values: Any) -> HazardPoint:
    values.setdefault("kind", "landslide")
    values.setdefault("risk_level", "major")
    return HazardPoint.objects.create(code=code, name=f"Hazard {code}", geom=point(place), **values)


def incident(code: str, place: tuple[float, float] = ORIGIN, **values: Any) -> Incident:
    values.setdefault("kind", "flood")
    values.setdefault("started_at", timezone.now())
    return Incident.objects.create(code=code, name=f"Incident {code}", geom=point(place), **values)


def closure(code: str, place: tuple[float, float] = ORIGIN, **values: Any) -> RoadClosure:
    values.setdefault("reason", "flood")
    return RoadClosure.objects.create(code=code, name=f"Closure {code}", geom=point(place), **values)


def area(code: str, outline: MultiPolygon | None = None, *, parent: Area | None = None, level: str = "county") -> Area:
    row = Area.objects.create(code=code, name=f"Area {code}", level=level, parent=parent, geom=outline)
    row.refresh_from_db()
    return row


def tile_of(layer: str, lon: float, lat: float, z: int) -> str:
    """The address of the tile that a position lies in."""
    x = int((lon + 180) / 360 * 2**z)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z)
    return f"/tiles/{layer}/{z}/{x}/{y}.mvt"
