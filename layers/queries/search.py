"""Finding things by what people type: names, codes, addresses, pinyin, areas, coordinates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Value, When
from django.db.models.functions import Length

from layers.catalog import Layer
from layers.errors import InvalidInputError
from layers.geo import LonLat
from layers.models import Area

_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_DECIMAL = re.compile(rf"^({_NUMBER})\s*°?\s*([EWNS东西南北]?)[\s,，;]+({_NUMBER})\s*°?\s*([EWNS东西南北]?)$", re.I)
_DMS = re.compile(
    r"(\d{1,3})\s*[°度]\s*(?:(\d{1,2})\s*[′'分]\s*)?(?:(\d{1,2}(?:\.\d+)?)\s*[″\"”秒]\s*)?([EWNS东西南北])", re.I
)
_DATUM = re.compile(r"^\s*(wgs-?84|cgcs2000|gcj-?02|bd-?09)\s*[:：]?\s*", re.I)
_SIGNS = {
    "E": ("lon", 1),
    "W": ("lon", -1),
    "N": ("lat", 1),
    "S": ("lat", -1),
    "东": ("lon", 1),
    "西": ("lon", -1),
    "北": ("lat", 1),
    "南": ("lat", -1),
}


@dataclass(frozen=True)
class Hit:
    """A resource or an area that matches, with the layer it belongs to."""

    layer: Layer
    row: Any


def find_by_text(text: str, layers: Iterable[Layer], *, limit: int) -> list[Hit]:
    """Find rows whose name, English name, code, address or pinyin (whole or initials) contains `text`.

    Names that begin with it come first, then the shorter name, then the code; areas before resources.
    """
    needle = text.strip().lower()
    hits: list[Hit] = []
    for layer in sorted(layers, key=lambda one: one.order):
        rows = layer.model._default_manager.filter(search_key__contains=needle)
        ranked = rows.annotate(
            standing=Case(
                When(code__iexact=needle, then=Value(0)),
                When(name__istartswith=needle, then=Value(1)),
                default=Value(2),
            )
        ).order_by("standing", Length("name"), F("code"))
        if layer.model is not Area:
            ranked = ranked.select_related("area")
        hits.extend(Hit(layer, row) for row in ranked[:limit])
    hits.sort(key=lambda hit: hit.row.standing)
    return hits[:limit]


@dataclass(frozen=True)
class TypedPosition:
    """Coordinates that someone typed, and the datum that they named."""

    lon: float
    lat: float
    datum: str


def parse_position(text: str) -> TypedPosition | None:
    """Return the coordinates in `text`, or None where there are none (or none that can be on Earth).

    Understands ``109.5,34.5`` (lon, lat), ``34.5N 109.5E``, ``34°30′00″N 109°30′00″E`` and a datum in front.
    """
    named = _DATUM.match(text)
    datum = named.group(1).lower().replace("-", "") if named else "wgs84"
    rest = text[named.end() :].strip() if named else text.strip()
    axes = _decimal(rest) or _sexagesimal(rest)
    if not axes:
        return None
    try:
        position = LonLat(axes["lon"], axes["lat"])
    except InvalidInputError:
        return None
    return TypedPosition(position.lon, position.lat, datum)


def _decimal(text: str) -> dict[str, float] | None:
    found = _DECIMAL.match(text)
    if not found:
        return None
    first, first_side, second, second_side = found.groups()
    if not first_side and not second_side:
        return {"lon": float(first), "lat": float(second)}
    if not (first_side and second_side):
        return None
    return _by_side([(float(first), first_side), (float(second), second_side)])


def _sexagesimal(text: str) -> dict[str, float] | None:
    found = _DMS.findall(text)
    if len(found) != 2 or _DMS.sub("", text).strip(" ,，"):
        return None
    return _by_side([(int(d) + int(m or 0) / 60 + float(s or 0) / 3600, side) for d, m, s, side in found])


def _by_side(parts: list[tuple[float, str]]) -> dict[str, float] | None:
    axes = {}
    for value, side in parts:
        axis, sign = _SIGNS[side.upper()]
        axes[axis] = sign * value
    return axes if len(axes) == 2 else None
