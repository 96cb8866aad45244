"""Outlines of areas and of what hazards affect: polygons on WGS 84, valid or mended or refused."""

from dataclasses import dataclass
from typing import Any

import shapely

from layers.errors import InvalidInputError
from layers.geo import LonLat
from layers.ingest.report import Outcome
from layers.ingest.wording import say

REPAIR_SHARE = 0.01
"""A crossed outline is mended where that changes its area by no more than this."""


@dataclass(frozen=True)
class Placed:
    """A position on WGS 84 and as the file had it, or an outline on WGS 84."""

    lon: float = 0.0
    lat: float = 0.0
    source_x: float | None = None
    source_y: float | None = None
    outline: Any = None
    """A shapely MultiPolygon."""


@dataclass(frozen=True)
class PlaceNote:
    """Something about a row's place."""

    field: str
    value: str
    reason: str
    outcome: Outcome = Outcome.REFUSED


def checked_outline(polygon: Any) -> tuple[Placed | None, list[PlaceNote]]:
    west, south, east, north = polygon.bounds
    for lon, lat in ((west, south), (east, north)):
        try:
            LonLat(lon, lat)
        except InvalidInputError as error:
            return None, [PlaceNote("geom", f"{lon:.6g}, {lat:.6g}", " ".join(str(f.detail) for f in error.faults))]
    if polygon.is_valid:
        return Placed(outline=_multi(polygon)), []
    why = shapely.is_valid_reason(polygon)
    mended = shapely.make_valid(polygon, method="structure", keep_collapsed=False)
    if mended.is_empty or abs(mended.area - polygon.area) > REPAIR_SHARE * max(mended.area, polygon.area):
        return None, [
            PlaceNote(
                "geom",
                "",
                say(
                    "The outline is not valid and cannot be mended without changing it: {why}.",
                    "边界无效，且无法在不改变形状的情况下修复：{why}。",
                    why=why,
                ),
            )
        ]
    return Placed(outline=_multi(mended)), [
        PlaceNote("geom", "", say("The outline was mended: {why}.", "边界已修复：{why}。", why=why), Outcome.WARNING)
    ]


def as_polygon(geometry: Any) -> Any:
    if geometry is None or geometry.geom_type not in ("Polygon", "MultiPolygon"):
        return None
    return shapely.force_2d(geometry)


def _multi(polygon: Any) -> Any:
    return polygon if polygon.geom_type == "MultiPolygon" else shapely.MultiPolygon([polygon])
