"""A map of the report as SVG, for paper: nothing but paths and names."""

from collections.abc import Iterable, Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from layers.brief.coverage.labels import Label, placed
from layers.brief.coverage.picture import PICK_PX, Picture
from layers.brief.coverage.shades import PICK_COLOR
from layers.brief.coverage.svg import attributes, line, path, rect, svg, text
from layers.brief.frame import Frame
from layers.brief.marks import COLORS
from layers.geo import GEOD
from layers.labels import L

INK, HALO = "#15202b", "#fbfaf7"
CLIP_MARGIN = 1.02
SCALE_PX = 130
"""The scale bar is at most so long."""
STEPS = (1, 2, 5)


def map_svg(picture: Picture, *, name: str) -> str:
    """Return the map, drawn from the ground up."""
    frame = picture.frame
    width, height = frame.width_px, frame.height_px
    return svg(
        width,
        height,
        (
            rect(0, 0, width, height, fill=COLORS["map-void"]),
            *_ground(picture),
            *_areas(picture),
            *_people(picture),
            *_sites(picture),
            *_labels(picture),
            *_picks(picture),
            *_scale(frame),
            *_north(frame),
            rect(0.5, 0.5, width - 1, height - 1, fill="none", stroke="#7d8a97"),
        ),
        name=name,
    )


def _ground(picture: Picture) -> Iterator[str]:
    land = {"fill": COLORS["map-land"], "stroke": COLORS["map-edge"], "stroke_width": 0.8}
    for area in picture.ground.areas:
        yield path(_pixels(area.shape, picture.frame), **land)
    strong = {"fill": "none", "stroke": COLORS["map-edge-strong"], "stroke_width": 1.4}
    for border in picture.ground.strong_borders:
        yield path(_pixels(border, picture.frame), **strong)


def _areas(picture: Picture) -> Iterator[str]:
    for area in picture.areas:
        yield path(_pixels(area.shape, picture.frame), fill=area.color, stroke="#ffffff", stroke_width=1)


def _people(picture: Picture) -> Iterator[str]:
    frame = picture.frame
    if picture.covered is not None:
        green = COLORS["people-served"]
        covered = _pixels(picture.covered, frame)
        yield path(covered, fill=green, fill_opacity=0.1, stroke=green, stroke_width=0.6, stroke_opacity=0.55)
    for fill in picture.squares:
        yield path(shapely.transform(_seen(fill.shape, frame), frame.pixels), fill=fill.color, fill_opacity=0.9)
    if picture.asked is not None:
        yield path(_pixels(picture.asked, frame), fill="none", stroke=INK, stroke_width=1.4)


def _sites(picture: Picture) -> Iterator[str]:
    radius = 2.4 if len(picture.sites) <= 60 else 1.7
    dots = []
    for site in picture.sites:
        x, y = picture.frame.pixel(site.lon, site.lat)
        dots.append(
            f"M{x - radius:.1f} {y:.1f}a{radius} {radius} 0 1 0 {2 * radius} 0a{radius} {radius} 0 1 0 {-2 * radius} 0z"
        )
    if dots:
        yield f'<path d="{"".join(dots)}" fill="{INK}" stroke="#ffffff" stroke-width="0.7"/>'


def _picks(picture: Picture) -> Iterator[str]:
    """Numbered marks, the first on top; where one had to move, a thread leads to the place itself."""
    for pick in reversed(picture.picks):
        x, y = picture.frame.pixel(*pick.at)
        if abs(pick.x - x) + abs(pick.y - y) > 1:
            yield line(x, y, pick.x, pick.y, stroke=PICK_COLOR, stroke_width=1)
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.8" fill="{PICK_COLOR}"/>'
        yield pick_svg(pick.x, pick.y, pick.rank)


def pick_svg(x: float, y: float, rank: int) -> str:
    """Return the mark of a proposed site, with its number in the order of gain."""
    style = attributes({"fill": PICK_COLOR, "stroke": "#ffffff", "stroke_width": 1.4})
    circle = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{PICK_PX / 2 - 1}"{style}/>'
    size = 9.5 if rank < 100 else 7
    number = text(x, y + size * 0.36, str(rank), font_size=size, font_weight=700, text_anchor="middle", fill="#ffffff")
    return circle + number


def labels_of(picture: Picture) -> Iterable[Label]:
    """Names of the coloured areas with their share, else those of the ground."""
    if picture.areas:
        return [Label(area.label, (area.name, area.under)) for area in picture.areas]
    return [Label(area.label, (area.name,)) for area in picture.ground.areas if area.label]


def obstacles(picture: Picture) -> list[BaseGeometry]:
    """What labels must not cover, in pixels."""
    half = PICK_PX / 2 + 1
    return [shapely.box(one.x - half, one.y - half, one.x + half, one.y + half) for one in picture.picks]


def _labels(picture: Picture) -> Iterator[str]:
    halo = {"paint_order": "stroke", "stroke": HALO, "stroke_width": 2.6, "stroke_linejoin": "round"}
    for one in placed(labels_of(picture), picture.frame, taken=obstacles(picture)):
        top = one.y - (len(one.label.lines) - 1) * 6 + 3.5
        for number, words in enumerate(one.label.lines):
            style = (
                {"font_size": 10, "fill": COLORS["map-label"]} if not picture.areas else {"font_size": 10, "fill": INK}
            )
            weight = 700 if picture.areas and number else 400
            yield text(one.x, top + number * 12, words, text_anchor="middle", font_weight=weight, **style, **halo)


def _scale(frame: Frame) -> Iterator[str]:
    """A bar of round length, true in the middle of the map."""
    middle = frame.view()
    lat = (middle.south + middle.north) / 2
    metres_per_px = GEOD.inv(middle.west, lat, middle.east, lat)[2] / frame.width_px
    most_m = SCALE_PX * metres_per_px
    length_m = max(step * 10**power for power in range(7) for step in STEPS if step * 10**power <= max(most_m, 1))
    words = f"{length_m / 1000:g} km" if length_m >= 1000 else f"{length_m:g} m"
    left, bottom, width = 12, frame.height_px - 12, length_m / metres_per_px
    bar = f"M{left} {bottom - 5}V{bottom}H{left + width:.1f}V{bottom - 5}"
    for color, thickness in ((HALO, 4), (INK, 1.4)):
        yield f'<path d="{bar}" fill="none" stroke="{color}" stroke-width="{thickness}"/>'
    halo = {"paint_order": "stroke", "stroke": HALO, "stroke_width": 2.6}
    yield text(left + 4, bottom - 4, words, font_size=9, fill=INK, **halo)


def _north(frame: Frame) -> Iterator[str]:
    x = frame.width_px - 18
    yield f'<path d="M{x} 8l5.500 16-5.500-3.500-5.500 3.500z" fill="{INK}" stroke="#fff"/>'
    yield text(x, 34, str(L("N", "北")), font_size=9, font_weight=700, text_anchor="middle", fill=INK)


def _pixels(shape: BaseGeometry, frame: Frame) -> BaseGeometry:
    view = frame.view(CLIP_MARGIN)
    return shapely.transform(shapely.clip_by_rect(shape, view.west, view.south, view.east, view.north), frame.pixels)


def _seen(squares: BaseGeometry, frame: Frame) -> BaseGeometry:
    """The squares that are in view, whole: neighbours touch, which is no polygon that can be clipped."""
    view = frame.view()
    parts = shapely.get_parts(squares)
    west, south, east, north = shapely.bounds(parts).T
    return shapely.multipolygons(
        parts[(west > view.west) & (south > view.south) & (east < view.east) & (north < view.north)]
    )
