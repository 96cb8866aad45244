"""Where a question is asked from: a position, or a resource with its outline."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import GEOSGeometry, Point
from django.core.exceptions import ValidationError

from layers.catalog import Layer
from layers.errors import UnknownFeatureError
from layers.geo import WGS84, LonLat
from layers.labels import L


@dataclass(frozen=True)
class Origin:
    """A place to measure from: `geometry` for distances, `position` for bearings and drawing."""

    position: LonLat
    outline: GEOSGeometry | None = None
    """What is measured from instead of the position."""
    resource: str | None = None
    """``layer:code`` where the origin is a resource."""

    @classmethod
    def at(cls, position: LonLat) -> "Origin":
        return cls(position)

    @property
    def is_point(self) -> bool:
        return self.outline is None

    @cached_property
    def geometry(self) -> GEOSGeometry:
        return self.outline or Point(self.position.lon, self.position.lat, srid=WGS84)

    def as_point(self) -> "Origin":
        """The same without its outline: where roads lead."""
        return replace(self, outline=None)


def origin_of(layer: Layer, id_or_code: str) -> Origin:
    """Return the origin that a resource is: its outline where it has one, else its point."""
    resource = find_feature(layer, id_or_code)
    position = LonLat(resource.geom.x, resource.geom.y)
    return Origin(position, getattr(resource, "outline", None) or None, f"{layer.key}:{resource.code}")


def find_feature(layer: Layer, id_or_code: str) -> Any:
    """Return the layer's row of that uuid or business code.

    Raises
    ------
    UnknownFeatureError
    """
    rows = layer.model._default_manager.prefetch_related(*layer.prefetch)
    try:
        found = rows.filter(pk=UUID(id_or_code)).first()
    except (ValueError, ValidationError):
        found = None
    found = found or rows.filter(code=id_or_code[:64].replace("\x00", "")).first()
    if found is None:
        raise UnknownFeatureError(
            L("{layer} has nothing with the id or code “{key}”.", "{layer}中没有编号或编码为“{key}”的记录。").format(
                layer=layer.title, key=id_or_code[:64]
            )
        )
    return found
