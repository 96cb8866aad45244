"""The areas as bars: how their people are parted by class, against the target."""

from collections.abc import Iterator, Sequence

from layers.brief import words
from layers.brief.coverage.figures import bare_percent, percent
from layers.brief.coverage.judged import Judged
from layers.brief.coverage.material import Material
from layers.brief.coverage.shades import PeopleClass, people_classes
from layers.brief.coverage.svg import line, rect, svg, text
from layers.labels import L

WIDTH_PX, NAME_PX, FIGURE_PX = 701, 150, 62
ROW_PX, BAR_PX, TOP_PX = 17, 11, 22
MOST_BARS = 40
INK, INK2, GRID = "#15202b", "#435160", "#dde3e8"


def bars_svg(material: Material, areas: Sequence[Judged]) -> str:
    """Return a bar for each area with people, the lowest share first; empty where there are fewer than two."""
    shown = [one for one in areas if one.share is not None and one.code is not None][:MOST_BARS]
    if len(shown) < 2:
        return ""
    height = TOP_PX + len(shown) * ROW_PX + 16
    classes = people_classes(material)
    parts = [*_grid(height), *(part for n, one in enumerate(shown) for part in _bar(one, n, classes))]
    return svg(
        WIDTH_PX, height, (*parts, *_target(material.target, height)), name=str(L("People by area", "各区人口分类"))
    )


def _x(share: float) -> float:
    return NAME_PX + share * (WIDTH_PX - NAME_PX - FIGURE_PX)


def _grid(height: float) -> Iterator[str]:
    for step in range(0, 101, 20):
        x = _x(step / 100)
        yield line(x, TOP_PX - 2, x, height - 14, stroke=GRID, stroke_width=0.8)
        yield text(x, height - 3, f"{step}%", font_size=8.5, text_anchor="middle", fill=INK2)


def _bar(one: Judged, number: int, classes: Sequence[PeopleClass]) -> Iterator[str]:
    top = TOP_PX + number * ROW_PX
    name = _shortened(words.name_of(one.row))
    yield text(NAME_PX - 8, top + 11, name, font_size=9.5, text_anchor="end", fill=INK)
    start = 0.0
    for kind in classes:
        part = (getattr(one, kind.key) or 0.0) / (one.people or 1.0)
        yield rect(_x(start), top + 2, _x(part) - _x(0), BAR_PX, fill=kind.color)
        start += part
    share = percent(one.share, target=one.target)
    yield text(
        WIDTH_PX - 2,
        top + 11,
        share,
        font_size=9.5,
        text_anchor="end",
        fill=INK,
        font_weight=400 if one.passes else 700,
    )


def _target(target: float, height: float) -> Iterator[str]:
    x = _x(target)
    yield line(x, TOP_PX - 5, x, height - 14, stroke="#ffffff", stroke_width=3.2)
    yield line(x, TOP_PX - 5, x, height - 14, stroke=INK, stroke_width=1.4, stroke_dasharray="4 2.5")
    words_of_it = L("target {share}", "目标 {share}").format(share=bare_percent(target))
    yield text(x, TOP_PX - 9, words_of_it, font_size=9.5, font_weight=700, text_anchor="middle", fill=INK)


def _shortened(name: str) -> str:
    room = 26 if name.isascii() else 13
    return name if len(name) <= room else name[: room - 1] + "…"
