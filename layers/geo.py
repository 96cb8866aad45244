"""Places as values: parsed once, in (lon, lat) order on WGS 84, or refused with the reason.

The only file that holds SRID numbers. Nothing here guesses: swapped axes are named, never mended.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from pyproj import Geod
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from layers.errors import Fault, InvalidInputError, invalid
from layers.labels import L

WGS84 = 4326
CGCS2000 = 4490
WEB_MERCATOR = 3857
MERCATOR_MAX_LAT = 85.051128
GEOD = Geod(ellps="WGS84")

HALF_EARTH_M = 20_003_932.0
"""The longest geodesic on WGS 84 (pole to pole), rounded up: no distance can be larger."""

MAX_POLYGON_VERTICES = 20_000


def parse_number(text: object, *, name: str) -> float:
    """Return a finite number from text, refusing NaN, infinity and anything else."""
    if isinstance(text, bool):
        raise invalid(name, L("{name} must be a number.", "{name} 必须是数字。").format(name=name))
    try:
        value = float(text)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise invalid(
            name,
            L("{name} must be a number, not “{text}”.", "{name} 必须是数字，不能是“{text}”。").format(
                name=name, text=str(text)[:40]
            ),
        ) from None
    if not math.isfinite(value):
        raise invalid(name, L("{name} must be a finite number.", "{name} 必须是有限的数字。").format(name=name))
    return value


@dataclass(frozen=True)
class LonLat:
    """A position in degrees on WGS 84, longitude in [-180, 180], latitude in [-90, 90]."""

    lon: float
    lat: float

    def __post_init__(self) -> None:
        lon, lat = parse_number(self.lon, name="lon"), parse_number(self.lat, name="lat")
        object.__setattr__(self, "lon", lon)
        object.__setattr__(self, "lat", lat)
        faults = []
        if not -180 <= lon <= 180:
            faults.append(Fault(L("lon must be between -180 and 180.", "lon 必须在 -180 到 180 之间。"), "lon"))
        if not -90 <= lat <= 90:
            detail = L("lat must be between -90 and 90.", "lat 必须在 -90 到 90 之间。")
            if -90 <= lon <= 90 and -180 <= lat <= 180:
                detail = L(
                    "lat must be between -90 and 90; lon and lat look swapped: try lon={lat:g}, lat={lon:g}.",
                    "lat 必须在 -90 到 90 之间；经纬度看起来写反了，请试 lon={lat:g}、lat={lon:g}。",
                ).format(lon=lon, lat=lat)
            faults.append(Fault(detail, "lat"))
        if faults:
            raise InvalidInputError(*faults)

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        return {"type": "Point", "coordinates": (self.lon, self.lat)}


@dataclass(frozen=True)
class BBox:
    """West, south, east, north in degrees; west > east means the box crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str, *, name: str = "bbox") -> "BBox":
        parts = text.split(",")
        if len(parts) != 4:
            raise invalid(
                name,
                L("{name} needs four numbers: west,south,east,north.", "{name} 需要四个数字：西,南,东,北。").format(
                    name=name
                ),
            )
        west, south, east, north = (parse_number(part, name=name) for part in parts)
        return cls(west, south, east, north)

    def __post_init__(self) -> None:
        if not (-180 <= self.west <= 180 and -180 <= self.east <= 180):
            raise invalid(
                "bbox", L("bbox: west and east must be between -180 and 180.", "bbox：西、东必须在 -180 到 180 之间。")
            )
        if not (-90 <= self.south <= 90 and -90 <= self.north <= 90):
            raise invalid(
                "bbox",
                L(
                    "bbox: south and north must be between -90 and 90; the order is west,south,east,north.",
                    "bbox：南、北必须在 -90 到 90 之间；顺序是西,南,东,北。",
                ),
            )
        if self.south > self.north:
            raise invalid("bbox", L("bbox: south is greater than north.", "bbox：南大于北。"))

    def boxes(self) -> Iterable["BBox"]:
        """Yield one box, or two where it crosses the antimeridian; none has west > east."""
        if self.west <= self.east:
            yield self
        else:
            yield BBox(self.west, self.south, 180.0, self.north)
            yield BBox(-180.0, self.south, self.east, self.north)


def parse_distance_m(value: object, *, name: str, maximum: float = HALF_EARTH_M) -> float:
    """Return a distance in metres, > 0 and at most `maximum`."""
    metres = parse_number(value, name=name)
    if metres <= 0 or metres > maximum:
        raise invalid(
            name,
            L(
                "{name} must be greater than 0 and at most {maximum:,.0f} m.",
                "{name} 必须大于 0 且不超过 {maximum:,.0f} 米。",
            ).format(name=name, maximum=maximum),
        )
    return metres


def parse_polygon(document: Any) -> BaseGeometry:
    """Return a valid Polygon or MultiPolygon (WGS 84, edges straight in lon/lat as RFC 7946 says).

    Raises
    ------
    InvalidInputError
        With a JSON pointer: not GeoJSON, not a polygon, out of range, self-crossing, empty, too many vertices.
    """
    pointer, geometry = "", document
    if isinstance(document, dict) and document.get("type") == "Feature":
        pointer, geometry = "/geometry", document.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise _bad_polygon(
            pointer,
            L(
                "The body must be a GeoJSON Polygon or MultiPolygon (or a Feature with one).",
                "请求体必须是 GeoJSON 的 Polygon 或 MultiPolygon（或含有它们的 Feature）。",
            ),
        )
    try:
        polygon = shape(geometry)
    except Exception as fault:  # shapely raises many kinds for malformed coordinates
        raise _bad_polygon(
            f"{pointer}/coordinates",
            L("The polygon's coordinates are malformed: {why}.", "多边形坐标格式不对：{why}。").format(
                why=str(fault).rstrip(".")[:120]
            ),
        ) from None
    _check_polygon(polygon, f"{pointer}/coordinates")
    return polygon


def parse_line(document: Any) -> shapely.LineString:
    """Return a GeoJSON LineString (WGS 84) of two to `MAX_POLYGON_VERTICES` positions that are not all the same.

    Raises
    ------
    InvalidInputError
        Naming the first fault.
    """
    coordinates = document.get("coordinates") if isinstance(document, dict) else None
    if not isinstance(coordinates, list) or document.get("type") != "LineString":
        raise _bad_polygon("", L("A GeoJSON LineString is needed.", "需要 GeoJSON LineString。"))
    if not 2 <= len(coordinates) <= MAX_POLYGON_VERTICES or not all(
        isinstance(position, list) and len(position) == 2 for position in coordinates
    ):
        detail = L("A line needs 2 to {most} positions of lon and lat.", "线需要 2 到 {most} 个经纬度点。")
        raise _bad_polygon("", detail.format(most=MAX_POLYGON_VERTICES))
    positions = [LonLat(*position) for position in coordinates]
    if len(set(positions)) == 1:
        raise _bad_polygon("", L("The line has no length.", "线的长度为零。"))
    return shapely.LineString([(position.lon, position.lat) for position in positions])


def _check_polygon(polygon: BaseGeometry, pointer: str) -> None:
    coordinates = shapely.get_coordinates(polygon)
    if polygon.is_empty or not len(coordinates):
        raise _bad_polygon(pointer, L("The polygon is empty.", "多边形是空的。"))
    if len(coordinates) > MAX_POLYGON_VERTICES:
        raise _bad_polygon(
            pointer,
            L(
                "The polygon has {n} vertices; at most {most} are accepted.", "多边形有 {n} 个顶点，最多 {most} 个。"
            ).format(n=len(coordinates), most=MAX_POLYGON_VERTICES),
        )
    if not all(map(math.isfinite, coordinates.flat)):
        raise _bad_polygon(
            pointer, L("The polygon holds a coordinate that is not a finite number.", "多边形含有非有限数字的坐标。")
        )
    for lon, lat in coordinates:
        try:
            LonLat(lon, lat)
        except InvalidInputError as error:
            raise InvalidInputError(*(Fault(fault.detail, pointer=pointer) for fault in error.faults)) from None
    if not polygon.is_valid:
        raise _bad_polygon(
            pointer,
            L("The polygon is not valid: {why}.", "多边形无效：{why}。").format(why=shapely.is_valid_reason(polygon)),
        )


def _bad_polygon(pointer: str, detail: str) -> InvalidInputError:
    return InvalidInputError(Fault(detail, pointer=pointer or "/"))


def bearings_deg(origin: LonLat, lons: Sequence[float], lats: Sequence[float]) -> list[float]:
    """Return the initial geodesic azimuth from `origin` to each point, degrees clockwise from north, [0, 360)."""
    if not len(lons):
        return []
    azimuths, _, _ = GEOD.inv([origin.lon] * len(lons), [origin.lat] * len(lats), lons, lats)
    return [float(azimuth) % 360.0 for azimuth in azimuths]
