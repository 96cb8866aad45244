"""The curve of gain: what share of people is served with one new site, two, three …"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from layers.brief.coverage.figures import bare_percent, percent
from layers.brief.coverage.svg import line, svg, text
from layers.brief.marks import COLORS
from layers.labels import L

WIDTH_PX, HEIGHT_PX = 701, 210
LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 52, 24, 18, 34
INK, INK2, GRID = "#15202b", "#435160", "#dde3e8"
MOST_TICKS = 12


def gains_svg(siting: Mapping[str, Any], *, target: float) -> str:
    """Return the curve, from today on; empty where nothing was gained."""
    points = [point for point in siting.get("curve") or [] if point.get("share") is not None]
    before = (siting.get("before") or {}).get("share")
    steps = [(0, before), *((point["n"], point["share"]) for point in points if point["n"] > 0)]
    if not points or before is None:
        return ""
    low, high = _range([share for _, share in steps], target)
    most = max(n for n, _ in steps)
    places = [(_x(n, most), _y(share, low, high)) for n, share in steps]
    return svg(
        WIDTH_PX,
        HEIGHT_PX,
        (
            *_grid(low, high, most),
            *_target(target, low, high),
            *_curve(places),
            *_texts(places, [share for _, share in steps], target),
        ),
        name=str(L("Gain by number of new sites", "新增场所数与占比提升")),
    )


def _range(shares: Sequence[float], target: float) -> tuple[float, float]:
    """Round tenths around the shares, and around the target where it is near."""
    least, most = min(shares), max(shares)
    if least - 0.2 <= target <= most + 0.2:
        least, most = min(least, target), max(most, target)
    low, high = int(least * 10) / 10, min(1.0, (int(most * 10 + 0.999)) / 10)
    return (low, high) if high - low > 0.05 else (max(0.0, low - 0.1), max(high, low + 0.1))


def _x(n: float, most: int) -> float:
    return LEFT_PX + n / max(most, 1) * (WIDTH_PX - LEFT_PX - RIGHT_PX)


def _y(share: float, low: float, high: float) -> float:
    return HEIGHT_PX - BOTTOM_PX - (share - low) / (high - low) * (HEIGHT_PX - TOP_PX - BOTTOM_PX)


def _grid(low: float, high: float, most: int) -> Iterator[str]:
    for step in range(round(low * 10), round(high * 10) + 1):
        y = _y(step / 10, low, high)
        yield line(LEFT_PX, y, WIDTH_PX - RIGHT_PX, y, stroke=GRID, stroke_width=0.8)
        yield text(LEFT_PX - 6, y + 3, f"{step * 10}%", font_size=9, text_anchor="end", fill=INK2)
    every = -(-most // MOST_TICKS) or 1
    for n in range(0, most + 1, every):
        words = str(n) if n else str(L("today", "现状"))
        yield text(_x(n, most), HEIGHT_PX - 19, words, font_size=9, text_anchor="middle", fill=INK2)
    middle = (LEFT_PX + WIDTH_PX - RIGHT_PX) / 2
    yield text(middle, HEIGHT_PX - 5, str(L("new sites", "新增场所数")), font_size=9, text_anchor="middle", fill=INK2)


def _target(target: float, low: float, high: float) -> Iterator[str]:
    if not low <= target <= high:
        return
    y = _y(target, low, high)
    yield line(LEFT_PX, y, WIDTH_PX - RIGHT_PX, y, stroke=INK, stroke_width=1.2, stroke_dasharray="4 2.5")
    words = L("target {share}", "目标 {share}").format(share=bare_percent(target))
    yield text(LEFT_PX + 4, y - 4, words, font_size=9, font_weight=700, fill=INK)


def _curve(places: Sequence[tuple[float, float]]) -> Iterator[str]:
    green = COLORS["people-served"]
    data = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    yield f'<path d="M{data}" fill="none" stroke="{green}" stroke-width="2"/>'
    for x, y in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{green}" stroke="#ffffff"/>'


def _texts(places: Sequence[tuple[float, float]], shares: Sequence[float], target: float) -> Iterator[str]:
    """The first and the last share in figures."""
    for place in dict.fromkeys((0, len(places) - 1)):
        x, y = places[place]
        anchor = "start" if place == 0 else "end"
        words = percent(shares[place], target=target)
        yield text(x, y - 8, words, font_size=10, font_weight=700, text_anchor=anchor, fill=INK)
