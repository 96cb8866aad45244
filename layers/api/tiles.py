"""/tiles/{layer}/{z}/{x}/{y}.mvt and /tiles/{layer}.json"""

from hashlib import blake2b
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.describe import TYPES
from layers.api.views import LayerView
from layers.catalog import Layer
from layers.filters import Parameter, one_of
from layers.labels import L
from layers.models import AreaLevel
from layers.queries.question import data_version
from layers.tiles import MAX_ZOOM, TileAddress, render_tile

MVT = "application/vnd.mapbox-vector-tile"
TILE_FORMAT = 1
"""Raised when the same data would make other tiles."""


LEVEL = Parameter(
    "level",
    L("only areas of this level, from far off too; those that the zoom shows if not given", "仅该级别，默认随缩放级别"),
    "choice",
    one_of(AreaLevel),
    AreaLevel,
    "town",
)


def tile_parameters(layer: Layer) -> tuple[Parameter, ...]:
    """What the tiles of a layer may be asked for."""
    return (LEVEL,) if layer.geometry == "polygon" else ()


class TileView(LayerView):
    """One vector tile with the layer's summary fields; 204 where nothing lies, 304 for a known ETag."""

    filtered = False

    def get(self, request: Request, z: int, x: int, y: int) -> HttpResponse:
        level = self.asked(request).values.get("level")
        address = TileAddress(z, x, y)
        etag = f'"{self.layer.key}-{TILE_FORMAT}-{data_version(self.layer)}-{_fields_mark(self.layer.tile_fields)}"'
        known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
        if etag in known or f"W/{etag}" in known:
            return self._labelled(HttpResponse(status=304), etag)
        tile = render_tile(self.layer, address, level=level)
        return self._labelled(HttpResponse(tile, content_type=MVT, status=200 if tile else 204), etag)

    def _labelled(self, response: HttpResponse, etag: str) -> HttpResponse:
        response["ETag"] = etag
        patch_cache_control(response, no_cache=True, **({} if self.layer.readable_by(None) else {"private": True}))
        return response


class TileJsonView(LayerView):
    """TileJSON 3.0 of the layer."""

    filtered = False
    parameters: ClassVar = ()
    responds = "TileJson"

    def get(self, request: Request) -> Response:
        self.asked(request)
        address = request.build_absolute_uri(f"/tiles/{self.layer.key}/")
        return Response(
            {
                "tilejson": "3.0.0",
                "name": self.layer.key,
                "scheme": "xyz",
                "minzoom": 0,
                "maxzoom": min(MAX_ZOOM, 14),
                "tiles": [address + "{z}/{x}/{y}.mvt"],
                "version": "1.0.0",
                "bounds": [-180, -85.051129, 180, 85.051129],
                "vector_layers": [{"id": name, "fields": self._fields()} for name in self._sources()],
            }
        )

    def _sources(self) -> tuple[str, ...]:
        return ("areas", "area_labels") if self.layer.geometry == "polygon" else (self.layer.key,)

    def _fields(self) -> dict[str, Any]:
        kinds = {name: self.layer.model._meta.get_field(name).get_internal_type() for name in self.layer.tile_fields}
        return {
            "code": "String",
            "name": "String",
            "name_en": "String",
            **{
                name: "Number" if TYPES.get(kind) in ("integer", "number") else "String" for name, kind in kinds.items()
            },
        }


def _fields_mark(fields: tuple[str, ...]) -> str:
    return blake2b(",".join(fields).encode(), digest_size=4).hexdigest()
