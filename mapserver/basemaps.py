"""Online base maps are configuration; without any, the map draws its own areas and needs no other host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

MAX_ZOOM_DEFAULT = 18


@dataclass(frozen=True)
class BaseMap:
    """One raster base map, as the page is told of it."""

    key: str
    title: dict[str, str]
    tiles: tuple[str, ...]
    attribution: str
    max_zoom: int

    @property
    def origins(self) -> list[str]:
        """The hosts the browser must be allowed to ask, as ``https://host[:port]``."""
        parts = [urlsplit(url) for url in self.tiles]
        return sorted({f"{part.scheme}://{part.netloc}" for part in parts})


def parse_base_maps(document: Any) -> tuple[BaseMap, ...]:
    """Read ``ONEMAP_BASE_MAPS``: a list of ``{key, title: {en, zh}, tiles: [url], attribution, max_zoom}``."""
    if document is None:
        return ()
    if not isinstance(document, list):
        raise ImproperlyConfigured("ONEMAP_BASE_MAPS must be a JSON list of base maps.")
    return tuple(_parse_one(entry, number) for number, entry in enumerate(document, start=1))


def _parse_one(entry: Any, number: int) -> BaseMap:
    where = f"ONEMAP_BASE_MAPS, entry {number}"
    if not isinstance(entry, dict):
        raise ImproperlyConfigured(f"{where}: must be an object.")
    title, tiles = entry.get("title"), entry.get("tiles")
    if not isinstance(entry.get("key"), str) or not entry["key"]:
        raise ImproperlyConfigured(f"{where}: 'key' is missing.")
    if not isinstance(title, dict) or not {"en", "zh"} <= title.keys():
        raise ImproperlyConfigured(f"{where}: 'title' needs 'en' and 'zh'.")
    if not isinstance(tiles, list) or not tiles:
        raise ImproperlyConfigured(f"{where}: 'tiles' must be a list of URL templates.")
    max_zoom = entry.get("max_zoom", MAX_ZOOM_DEFAULT)
    if not isinstance(max_zoom, int) or not 0 <= max_zoom <= 24:
        raise ImproperlyConfigured(f"{where}: 'max_zoom' must be a whole number from 0 to 24.")
    return BaseMap(
        key=entry["key"],
        title={"en": str(title["en"]), "zh": str(title["zh"])},
        tiles=tuple(_parse_template(url, where) for url in tiles),
        attribution=str(entry.get("attribution", "")),
        max_zoom=max_zoom,
    )


def _parse_template(url: Any, where: str) -> str:
    if not isinstance(url, str) or not all(mark in url for mark in ("{x}", "{y}", "{z}")):
        raise ImproperlyConfigured(f"{where}: {url!r} is not a URL template with {{z}}, {{x}} and {{y}}.")
    parts = urlsplit(url)
    # The host goes into the Content-Security-Policy header, so it must be plain: write t0, t1, … out as separate URLs.
    if parts.scheme not in ("http", "https") or not parts.hostname or set(parts.netloc) & set("{} ;,'\""):
        raise ImproperlyConfigured(f"{where}: {url!r} needs http(s) and a plain host name.")
    return url
