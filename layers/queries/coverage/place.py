"""Where a question is asked: the cells of an area or a drawn polygon, and how they are shared among areas."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from django.utils import timezone
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from layers.errors import invalid
from layers.geo import BBox
from layers.labels import L
from layers.live.sphere import to_sphere
from layers.models import Area, Population
from layers.people.cells import Cells, People
from layers.people.shares import AreaShares, area_shares
from layers.people.store import load_people
from layers.queries.coverage.kept import Kept
from layers.queries.coverage.question import CoverageQuestion

MOST_CELLS_KEPT = 2_000_000
"""Of a population with more, only the cells around the place are read."""
MARGIN_DEG = 0.25
"""Around a place, so that the cells it cuts are there even where their points lie outside."""


@dataclass(frozen=True)
class Region:
    """What is asked about: an area, a polygon or everywhere, and the areas it is told by."""

    area: Area | None
    rows: tuple[Area, ...]
    """The areas that have a row of their own, by code."""
    outline: BaseGeometry | None
    """Of the area or the polygon; None: everywhere."""
    outlines: tuple[BaseGeometry | None, ...]
    """Of the rows, within the polygon where one was drawn."""


@dataclass(frozen=True)
class Place(Region):
    """A region with the cells that have people there, and what each area has of them."""

    people: People | None
    cells: Cells
    within: NDArray[np.float64] | None
    """By cell, the share of its people that lives there; None: all of all."""
    shares: AreaShares
    """Rows × cells."""
    key: tuple[Any, ...]
    """Two places with the same key have the same cells."""

    @cached_property
    def tree(self) -> cKDTree:
        return cKDTree(to_sphere(self.cells.lons, self.cells.lats), balanced_tree=False)

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the cells' points, of which there are some."""
        lons, lats = self.cells.lons, self.cells.lats
        return float(lons.min()), float(lats.min()), float(lons.max()), float(lats.max())

    @property
    def persons(self) -> NDArray[np.float64]:
        """The people of each cell who live there."""
        return self.cells.persons if self.within is None else self.cells.persons * self.within


def _size(place: Place) -> int:
    outlines = 0 if place.cells.outlines is None else len(place.cells) * 500
    return 64 * len(place.cells) + 16 * int(place.shares.matrix.nnz) + outlines + 100_000


_KEPT: Kept[Place] = Kept(1 << 28, _size)


def place_of(question: CoverageQuestion, population: Population | None, versions: Mapping[str, str | int]) -> Place:
    """Return where a question is asked; kept by the versions of the population and of the areas.

    Raises
    ------
    InvalidInputError
        For an area that has no outline, nor any area beneath it.
    """
    about = (question.area, question.level, None if question.polygon is None else question.polygon.wkb)
    whose = (population.code, population.version) if population else None
    key = (whose, about, versions.get("areas"), timezone.localdate())
    return _KEPT.get(key, lambda: _place(question, population, key))


def _place(question: CoverageQuestion, population: Population | None, key: tuple[Any, ...]) -> Place:
    region = region_of(question)
    people = _people(population, region)
    cells = people.cells if people else Cells(np.zeros(0), np.zeros(0), np.zeros(0))
    within = None
    if region.outline is not None:
        within = area_shares(cells, [region.outline]).inside
        some = np.flatnonzero(within > 0)
        cells, within = cells.take(some), within[some]
    shares = area_shares(cells, region.outlines)
    return Place(**vars(region), people=people, cells=cells, within=within, shares=shares, key=key)


def region_of(question: CoverageQuestion) -> Region:
    """Return what a question is asked about.

    Raises
    ------
    InvalidInputError
        For an area that has no outline, nor any area beneath it.
    """
    area = Area.objects.get(code=question.area) if question.area else None
    rows = _rows(question)
    outlines = [outline_of(row) for row in rows]
    if question.polygon is None:
        return Region(area, rows, _outline_of(area, rows), tuple(outlines))
    parts = (None if one is None else shapely.intersection(one, question.polygon) for one in outlines)
    return Region(area, rows, question.polygon, tuple(parts))


def _rows(question: CoverageQuestion) -> tuple[Area, ...]:
    """Areas of the level, or directly beneath the area; of all areas none where no level is asked."""
    areas = Area.objects.in_force().order_by("code")
    if question.level:
        areas = areas.filter(level=question.level)
        return tuple(areas.filter(lineage__contains=[question.area]) if question.area else areas)
    return tuple(areas.filter(parent__code=question.area)) if question.area else ()


def outline_of(area: Area) -> BaseGeometry | None:
    """Return an area's outline in lon and lat, mended where it crosses itself."""
    return shapely.make_valid(shapely.from_wkb(bytes(area.geom.wkb))) if area.geom else None


def _outline_of(area: Area | None, rows: tuple[Area, ...]) -> BaseGeometry | None:
    """The area's outline; where it has none, that of the areas beneath it."""
    if area is None:
        return None
    if (own := outline_of(area)) is not None:
        return own
    parts = [part for row in rows if (part := outline_of(row)) is not None]
    if not parts:
        text = L(
            "{name} has no outline, nor has any area beneath it: who lives there cannot be told.",
            "{name}没有边界，其下级行政区也没有：无法判断谁住在那里。",
        )
        raise invalid("area", text.format(name=area.name))
    return shapely.union_all(parts)


def _people(population: Population | None, region: Region) -> People | None:
    if population is None:
        return None
    is_cut = bool(region.area or region.rows or region.outline is not None)
    return load_people(population.code, bbox=box_around(population, region.outline), outlines=is_cut)


def box_around(population: Population, outline: BaseGeometry | None) -> BBox | None:
    """Return the box whose cells are looked at for a place; None: all cells are."""
    if population.cells <= MOST_CELLS_KEPT or outline is None:
        return None
    west, south, east, north = outline.bounds
    return BBox(
        max(west - MARGIN_DEG, -180),
        max(south - MARGIN_DEG, -90),
        min(east + MARGIN_DEG, 180),
        min(north + MARGIN_DEG, 90),
    )
