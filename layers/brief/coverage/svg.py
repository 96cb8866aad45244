"""SVG written by hand: pieces of text that go into the page as they are, and into the paper as pictures."""

from collections.abc import Iterable
from html import escape
from itertools import groupby

import shapely
from shapely.geometry.base import BaseGeometry

FONTS = (
    "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',"
    "sans-serif"
)


def svg(width: float, height: float, parts: Iterable[str], *, name: str = "") -> str:
    """Return a picture of that size; `name` is read to whoever cannot see it."""
    role = f' role="img" aria-label="{escape(name)}"' if name else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" font-family="{FONTS}"{role}>{"".join(parts)}</svg>'
    )


def path(shape: BaseGeometry, **style: object) -> str:
    """Return polygons or lines, whose coordinates are pixels, as one path; nothing of nothing."""
    rings = [_ring(part) for part in shapely.get_parts(shape)]
    data = "".join(rings)
    return f'<path d="{data}"{attributes(style)}/>' if data else ""


def attributes(style: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{escape(str(value))}"' for name, value in style.items())


def text(x: float, y: float, words: str, **style: object) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{attributes(style)}>{escape(words)}</text>'


def rect(x: float, y: float, width: float, height: float, **style: object) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(0.0, width):.1f}" height="{height:.1f}"{attributes(style)}/>'


def line(x1: float, y1: float, x2: float, y2: float, **style: object) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"{attributes(style)}/>'


def _ring(part: BaseGeometry) -> str:
    if part.geom_type == "Polygon":
        return "".join(_line(ring) + "Z" for ring in (part.exterior, *part.interiors))
    if part.geom_type in ("LineString", "LinearRing"):
        return _line(part)
    return "".join(map(_ring, getattr(part, "geoms", ())))


def _line(ring: BaseGeometry) -> str:
    """Corners that fall on the same tenth of a pixel as the one before are left out."""
    corners = [corner for corner, _ in groupby(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring).tolist())]
    return "M" + "L".join(corners) if len(corners) > 1 else ""
