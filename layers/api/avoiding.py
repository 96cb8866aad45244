"""What a question says is to be avoided becomes a `Danger`: polygons, resources, or all that is open of a layer."""

from collections.abc import Mapping, Sequence
from typing import Any

from shapely.geometry.base import BaseGeometry

from layers.catalog import HAZARDS, INCIDENTS, find_layer
from layers.errors import Fault, InvalidInputError, invalid
from layers.filters import as_text
from layers.geo import parse_number, parse_polygon
from layers.labels import L
from layers.pointers import Reader
from layers.queries.danger import Danger, danger_of, open_dangers
from layers.rights import Role, require_reach

DRAWN = "polygon"
"""The name of what the caller drew."""
WHOLE = {layer.key: layer for layer in (HAZARDS, INCIDENTS)}
"""Layers that can be named as a whole: all of theirs that are not over."""
MAX_AVOIDED = 50


def read_avoid_texts(texts: Sequence[str], role: Role | None) -> Danger:
    """Return what the parameter ``avoid`` names, repeated or not.

    Parameters
    ----------
    texts
        Each ``layer:code``, ``hazards``, ``incidents``, or a ring ``lon,lat;lon,lat;lon,lat``.

    Raises
    ------
    InvalidInputError
        For what is none of these, or covers no ground.
    UnknownLayerError, UnknownFeatureError, NotSignedInError, NotAllowedError
        For a resource that is not there, or not the caller's to see.
    """
    _require_few(texts)
    danger = Danger()
    for text in texts:
        danger |= Danger((_ring(text),), names=(DRAWN,)) if ";" in text else _referred(text, role)
    return danger


def read_avoid_body(value: Any, role: Role | None) -> Danger:
    """Return what a body's ``avoid`` says: a GeoJSON polygon, or a list of polygons and references.

    Raises
    ------
    As `read_avoid_texts`; faults carry the pointer of their place in the list.
    """
    if not isinstance(value, list):
        return _read_one(value, role)
    _require_few(value)
    reader, danger = Reader(), Danger()
    for place, one in enumerate(value):
        with reader.at(f"/{place}"):
            danger |= _read_one(one, role)
    if reader.faults:
        raise InvalidInputError(*reader.faults)
    return danger


def _read_one(value: Any, role: Role | None) -> Danger:
    if isinstance(value, str):
        return _referred(value, role)
    if not isinstance(value, Mapping):
        detail = L(
            "avoid takes GeoJSON polygons, “layer:code”, “hazards” and “incidents”.",
            "avoid 可以是 GeoJSON 多边形、“图层:编码”、“hazards”或“incidents”。",
        )
        raise InvalidInputError(Fault(detail, pointer=""))
    return Danger((parse_polygon(value),), names=(DRAWN,))


def _referred(text: str, role: Role | None) -> Danger:
    """The ground of ``layer:code``, or of all open resources of a layer."""
    key, colon, code = as_text(text, "avoid").partition(":")
    layer = WHOLE.get(key) if not colon else find_layer(key)
    if layer is None:
        raise invalid(
            "avoid",
            L(
                "“{text}” is neither layer:code, nor one of {known}, nor a ring lon,lat;lon,lat;lon,lat.",
                "“{text}”既不是“图层:编码”，也不是 {known}，也不是 lon,lat;lon,lat;lon,lat 形式的环。",
            ).format(text=text[:40], known=", ".join(WHOLE)),
        )
    require_reach(role, layer.sensitivity, layer.title)
    if not colon:
        return open_dangers(layer)
    return danger_of(layer, code)


def _ring(text: str) -> BaseGeometry:
    """A ring as text; it need not be closed."""
    positions = []
    for corner in text.split(";"):
        parts = corner.split(",")
        if len(parts) != 2:
            raise invalid("avoid", L("Each corner of a ring is lon,lat.", "环的每个角点应为 lon,lat。"))
        positions.append([parse_number(part, name="avoid") for part in parts])
    try:
        return parse_polygon({"type": "Polygon", "coordinates": [[*positions, positions[0]]]})
    except InvalidInputError as error:
        raise InvalidInputError(*(Fault(fault.detail, parameter="avoid") for fault in error.faults)) from None


def _require_few(values: Sequence[Any]) -> None:
    if len(values) > MAX_AVOIDED:
        raise invalid(
            "avoid", L("avoid takes at most {most} areas.", "avoid 最多 {most} 个区域。").format(most=MAX_AVOIDED)
        )
