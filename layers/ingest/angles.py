"""Coordinates as people write them: 116.39, 116°23′50″E, 东经116度23分50秒; or metres of a projected system."""

import re
import unicodedata
from typing import Any

from layers.ingest.errors import BadValueError
from layers.ingest.values import as_number, plain
from layers.ingest.wording import say

_PARTS = re.compile(r"(-?\d+(?:\.\d+)?)\s*[°度:\s]\s*(\d+(?:\.\d+)?)\s*[′分:\s]?\s*(?:(\d+(?:\.\d+)?)\s*[″秒]?)?\Z")
_LETTERS = {
    "e": ("x", 1),
    "w": ("x", -1),
    "n": ("y", 1),
    "s": ("y", -1),
    "东经": ("x", 1),
    "東經": ("x", 1),
    "西经": ("x", -1),
    "西經": ("x", -1),
    "北纬": ("y", 1),
    "北緯": ("y", 1),
    "南纬": ("y", -1),
    "南緯": ("y", -1),
}
_LETTER = re.compile("^({0})|({0})$".format("|".join(_LETTERS)), re.IGNORECASE)
"""Only at either end: the e of 1.1e2 is no east."""


def parse_coordinate(raw: Any, *, axis: str) -> float | None:
    """Return one coordinate as a number; `axis` is ``x`` (longitude or easting) or ``y``."""
    text = plain(raw)
    if not text:
        return None
    sign, digits = _hemisphere(text, axis)
    match = _PARTS.match(_unify(digits))
    if match is None:
        value = as_number(digits.rstrip("°度 "))
        return None if value is None else sign * float(value)
    degrees, minutes, seconds = (float(part or 0) for part in match.groups())
    if minutes >= 60 or seconds >= 60:
        raise BadValueError(
            say("“{text}” has 60 or more minutes or seconds.", "“{text}”的分或秒不小于 60。", text=text[:60])
        )
    size = abs(degrees) + minutes / 60 + seconds / 3600
    return sign * (-size if match.group(1).startswith("-") else size)


def _hemisphere(text: str, axis: str) -> tuple[int, str]:
    found = _LETTER.search(text)
    if found is None or not any(character.isdigit() for character in text):
        return 1, text
    belongs_to, sign = _LETTERS[found.group().lower()]
    if belongs_to != axis:
        raise BadValueError(
            say(
                "“{text}” is a latitude where a longitude belongs: lon and lat look swapped.",
                "“{text}”是纬度，却写在经度的位置：经纬度看起来写反了。",
                text=text[:60],
            )
            if axis == "x"
            else say(
                "“{text}” is a longitude where a latitude belongs: lon and lat look swapped.",
                "“{text}”是经度，却写在纬度的位置：经纬度看起来写反了。",
                text=text[:60],
            )
        )
    return sign, (text[: found.start()] + text[found.end() :]).strip()


def _unify(text: str) -> str:
    """Quotes as people type them become the prime and the double prime."""
    text = unicodedata.normalize("NFKC", text)
    for typed, meant in (("’", "′"), ("‘", "′"), ("＇", "′"), ("”", "″"), ("“", "″"), ("º", "°"), ("˚", "°")):
        text = text.replace(typed, meant)
    return text.replace("'", "′").replace('"', "″").replace("′′", "″").strip()
