"""GET /api/v1/search"""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from layers import catalog
from layers.api.reading import LIMIT, TEXT, required
from layers.api.views import OpenView
from layers.ingest.datums import bd09_to_wgs84, gcj02_to_wgs84
from layers.queries.search import Hit, TypedPosition, find_by_text, parse_position

DEFAULT_LIMIT = 12
MOST = 50
DATUMS = {"gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}
"""Datums that need converting; the others are WGS 84 for our purposes."""


class SearchView(OpenView):
    """Resources by name, code, address or pinyin initials; areas; and coordinates in any usual form."""

    parameters = (TEXT, LIMIT)
    responds = "SearchAnswer"

    def get(self, request: Request) -> Response:
        values = self.asked(request).values
        text, limit = required(values, "q"), min(values.get("limit", DEFAULT_LIMIT), MOST)
        position = parse_position(text)
        results = [_coordinate(position)] if position else []
        readable = [layer for layer in catalog.layers() if layer.readable_by(self.role)]
        results += [_document(hit) for hit in find_by_text(text, readable, limit=limit)]
        return Response({"results": results})


def _coordinate(position: TypedPosition) -> dict[str, Any]:
    convert = DATUMS.get(position.datum)
    lon, lat = map(float, convert(position.lon, position.lat)) if convert else (position.lon, position.lat)
    return {"kind": "coordinate", "name": f"{lon:.6f}, {lat:.6f}", "datum": position.datum, "lon": lon, "lat": lat}


def _document(hit: Hit) -> dict[str, Any]:
    row = hit.row
    if hit.layer is catalog.AREAS:
        return {
            "kind": "area",
            "id": str(row.pk),
            "code": row.code,
            "name": row.name,
            "name_en": row.name_en,
            "level": row.level,
            "bbox": list(row.geom.extent) if row.geom else None,
        }
    return {
        "kind": "resource",
        "layer": hit.layer.key,
        "id": str(row.pk),
        "code": row.code,
        "name": row.name,
        "name_en": row.name_en,
        "area": row.area.name if row.area else None,
        "area_en": row.area.name_en if row.area else None,
        "address": row.address,
        "lon": row.geom.x,
        "lat": row.geom.y,
    }
