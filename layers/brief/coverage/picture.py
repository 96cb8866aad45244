"""What the report's two maps show, before anyone draws them: areas by share, and people by class."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from layers.brief import words
from layers.brief.coverage.figures import percent
from layers.brief.coverage.judged import Judged
from layers.brief.coverage.material import Material, Site
from layers.brief.coverage.outlines import Outline, outlines_of
from layers.brief.coverage.shades import people_classes, shade_of
from layers.brief.coverage.siting import pick_name
from layers.brief.coverage.squares import squares
from layers.brief.frame import GROUND_MARGIN, MAP_WIDTH_PX, Frame, spread
from layers.brief.ground import Ground, ground_within

PADDING_PX = 16
TOLERANCE_PX = 0.5
HALF_WIDTH_PX = 345
"""Two of them with a gap are as wide as the paper."""
LEAST_HEIGHT_PX, MOST_HEIGHT_PX = 250, 420
SIDE_BY_SIDE_FROM = 0.85
"""Height by width: what is so tall leaves a wide map mostly empty."""
PICK_PX = 17
"""Across the mark of a proposed site."""
FAR_AWAY = (-1e6, -1e6)
MOST_SITES = 5_000
"""More dots than this are a blot; the report then says that they are not drawn."""


class Painted(NamedTuple):
    """One area in its colour."""

    shape: BaseGeometry
    color: str
    name: str
    under: str
    """Smaller print under its name."""
    label: tuple[float, float]


class PickMark(NamedTuple):
    """A proposed site: where it stands, and where on the map its number does, so that no two cover each other."""

    rank: int
    name: str
    at: tuple[float, float]
    x: float
    y: float


class Fill(NamedTuple):
    color: str
    shape: BaseGeometry


@dataclass(frozen=True)
class Picture:
    """One map."""

    frame: Frame
    ground: Ground
    areas: tuple[Painted, ...] = ()
    squares: tuple[Fill, ...] = ()
    covered: BaseGeometry | None = None
    asked: BaseGeometry | None = None
    sites: tuple[Site, ...] = ()
    picks: tuple[PickMark, ...] = ()

    @property
    def is_wide(self) -> bool:
        return self.frame.width_px > HALF_WIDTH_PX


@dataclass(frozen=True)
class Pictures:
    """Both maps; either is None where there is nothing to show on it."""

    shares: Picture | None
    people: Picture | None


def pictures(material: Material, areas: Sequence[Judged]) -> Pictures:
    """Lay out both maps, with what the database knows of the ground: side by side, or each as wide as the paper."""
    codes = [one.code for one in areas if one.code is not None]
    rough = outlines_of(codes, tolerance_deg=0.001)
    frame = _frame(material, areas, rough)
    if frame is None:
        return Pictures(None, None)
    tolerance_deg = frame.degrees_per_px * TOLERANCE_PX
    ground = ground_within(frame.view(GROUND_MARGIN), view=frame.view(), tolerance_deg=tolerance_deg)
    fine = outlines_of(codes, tolerance_deg=tolerance_deg)
    asked = _asked(material, tolerance_deg)
    painted = tuple(_painted(one, fine[one.code]) for one in areas if one.code in fine and one.people is not None)
    people = Picture(
        frame,
        ground,
        squares=_squares(material),
        covered=_covered(material, tolerance_deg),
        asked=asked,
        sites=_sites(material, frame),
        picks=_picks(material, frame),
    )
    shares = Picture(frame, ground, areas=painted, asked=asked, picks=people.picks) if painted else None
    return Pictures(shares, people)


def _frame(material: Material, areas: Sequence[Judged], outlines: dict[str, Outline]) -> Frame | None:
    """Around the areas that have people; else the place asked about, the people, or the sites."""
    lived_in = [outlines[one.code].shape for one in areas if one.code in outlines and one.people]
    shapes = lived_in or [one.shape for one in outlines.values()]
    if not shapes and (asked := _asked(material, 0)) is not None:
        shapes = [asked]
    if not shapes and material.picture and material.picture["lon"]:
        shapes = [shapely.multipoints(list(zip(material.picture["lon"], material.picture["lat"], strict=True)))]
    if not shapes and material.sites:
        shapes = [shapely.multipoints([(site.lon, site.lat) for site in material.sites])]
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    corners = ((west, south), (east, north))
    wide = Frame.around(corners, width_px=MAP_WIDTH_PX, height_px=MOST_HEIGHT_PX, padding_px=PADDING_PX)
    (left, bottom), (right, top) = wide.pixel(*corners[0]), wide.pixel(*corners[1])
    slope = (bottom - top) / max(right - left, 1e-9)
    width_px = MAP_WIDTH_PX if slope < SIDE_BY_SIDE_FROM else HALF_WIDTH_PX
    height_px = min(max((width_px - 2 * PADDING_PX) * slope + 2 * PADDING_PX, LEAST_HEIGHT_PX), MOST_HEIGHT_PX)
    return Frame.around(corners, width_px=width_px, height_px=round(height_px), padding_px=PADDING_PX)


def _asked(material: Material, tolerance_deg: float) -> BaseGeometry | None:
    """The outline of the place asked about."""
    drawn = (material.coverage.get("query") or {}).get("polygon")
    if drawn:
        return shapely.geometry.shape(drawn)
    area = material.coverage.get("area")
    found = outlines_of([area["code"]], tolerance_deg=tolerance_deg) if area else {}
    return next((one.shape for one in found.values()), None)


def _painted(one: Judged, outline: Outline) -> Painted:
    color = shade_of(one.share, target=one.target, passes=one.passes)
    return Painted(outline.shape, color, words.name_of(one.row), percent(one.share, target=one.target), outline.label)


def _squares(material: Material) -> tuple[Fill, ...]:
    if not material.picture:
        return ()
    colors = {one.key: one.color for one in people_classes(material)}
    return tuple(Fill(colors[name], shape) for name, shape in squares(material.picture, tuple(colors)))


def _covered(material: Material, tolerance_deg: float) -> BaseGeometry | None:
    drawn = material.coverage.get("geometry")
    return shapely.simplify(shapely.geometry.shape(drawn), tolerance_deg) if drawn else None


def _sites(material: Material, frame: Frame) -> tuple[Site, ...]:
    """Those in view, unless they are too many."""
    view = frame.view()
    seen = [one for one in material.sites if view.south < one.lat < view.north and view.west < one.lon < view.east]
    return tuple(seen) if len(seen) <= MOST_SITES else ()


def _picks(material: Material, frame: Frame) -> tuple[PickMark, ...]:
    """Those in view, moved apart as far as need be."""
    picks = material.siting["picks"] if material.siting else []
    view = frame.view()
    seen = [one for one in picks if view.south < one["lat"] < view.north and view.west < one["lon"] < view.east]
    marks = spread([frame.pixel(one["lon"], one["lat"]) for one in seen], least_px=PICK_PX, fixed=FAR_AWAY)
    return tuple(
        PickMark(one["rank"], pick_name(one), (one["lon"], one["lat"]), x, y)
        for one, (x, y) in zip(seen, marks, strict=True)
    )
