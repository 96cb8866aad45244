"""The legend of a map: what colours, squares, dots and lines mean."""

from collections.abc import Iterator
from typing import NamedTuple

from layers.brief.coverage.figures import bare_percent
from layers.brief.coverage.headline import layer_noun
from layers.brief.coverage.material import Material
from layers.brief.coverage.picture import PICK_PX, Picture
from layers.brief.coverage.shades import NO_SHARE, people_classes, shade_texts
from layers.brief.coverage.squares import full_at, round_up
from layers.brief.coverage.svg import svg
from layers.brief.coverage.svg_map import pick_svg
from layers.brief.marks import COLORS
from layers.labels import L


class Key(NamedTuple):
    """A sign, drawn, and what it means."""

    sign: str
    text: str


def share_keys(material: Material, picture: Picture) -> Iterator[Key]:
    """Yield the colours of shares against the target, and the dots."""
    for color, words in shade_texts(material.target):
        yield Key(_block(color), words)
    if any(area.color == NO_SHARE for area in picture.areas):
        yield Key(_block(NO_SHARE), str(L("nobody lives there", "没有人口")))
    yield from _common(material, picture)


def people_keys(material: Material, picture: Picture) -> Iterator[Key]:
    """Yield the classes of people, what a full square stands for, the covered ground, and the dots."""
    if picture.squares:
        for one in people_classes(material):
            yield Key(_block(one.color), one.text)
        full = round_up(full_at(material.picture or {}))
        text = L("a full square: about {n} people or more", "满格：约 {n} 人及以上").format(n=f"{full:,}")
        yield Key(_squares(), text)
    if picture.covered is not None:
        yield Key(_block(COLORS["people-served"], opacity=0.18), str(L("ground within reach", "可达范围")))
    yield from _common(material, picture)


def denominator_text(material: Material) -> str:
    """What every share is a share of: a map without it says nothing."""
    whose = material.denominator
    if whose is None:
        return ""
    served = L("with a place", "有位可住") if material.with_places else L("within reach", "可达")
    text = L(
        "Share of each area's people {served}, against {target}. People: {source}, {year}.",
        "各区人口中{served}的占比，对照目标 {target}。人口：{source}，{year} 年。",
    )
    return text.format(served=served, target=bare_percent(material.target), source=whose["source"], year=whose["year"])


def _common(material: Material, picture: Picture) -> Iterator[Key]:
    if picture.sites:
        text = L("{n} {layer}", "{layer} {n} 处").format(n=f"{len(material.sites):,}", layer=layer_noun(material))
        yield Key(
            svg(14, 10, ('<circle cx="7" cy="5" r="3.2" fill="#15202b" stroke="#fff" stroke-width="0.8"/>',)), text
        )
    if picture.picks:
        number = pick_svg(PICK_PX / 2, PICK_PX / 2, 1)
        yield Key(
            svg(PICK_PX, PICK_PX, (number,)),
            str(L("proposed site, in the order of gain", "建议新增场所（按新增人数排序）")),
        )
    if picture.asked is not None:
        yield Key(
            svg(14, 10, ('<path d="M0 5H14" stroke="#15202b" stroke-width="1.6"/>',)),
            str(L("place asked about", "统计范围")),
        )


def _block(color: str, *, opacity: float = 1.0) -> str:
    part = f'<rect width="14" height="10" fill="{color}" fill-opacity="{opacity}" stroke="#7d8a97" stroke-width="0.6"/>'
    return svg(14, 10, (part,))


def _squares() -> str:
    boxes = "".join(f'<path d="M{x} {10 - s}h{s}v{s}h-{s}z"/>' for x, s in ((0, 2.5), (3.5, 4), (8.5, 5.5)))
    return svg(14, 10, (f'<g fill="#7d8a97">{boxes}</g>',))
