"""A population beside the census counts of areas: how many people its cells have in each, and the difference."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from layers.labels import BothLanguages
from layers.models import Area, Population
from layers.people.cells import Cells
from layers.people.shares import area_shares
from layers.people.store import blocks_of


@dataclass(frozen=True)
class AreaCount:
    """One area: what its census says, and what the cells add up to."""

    code: str
    name: BothLanguages
    census_persons: int | None
    census_year: int | None
    census_source: str
    cells_persons: float

    @property
    def difference(self) -> float | None:
        """Cells minus census; None where no census count is known."""
        return None if self.census_persons is None else self.cells_persons - self.census_persons


@dataclass(frozen=True)
class Reconciliation:
    """The areas of one level that a population has people in, or should have."""

    population: Population
    level: str
    rows: tuple[AreaCount, ...]
    outside_persons: float
    """In none of the areas of the level that have an outline (and lie in the area asked about)."""


def reconcile(population: Population, *, level: str, within: str | None = None) -> Reconciliation:
    """Return the people of a population by area, beside each area's census count.

    Parameters
    ----------
    level
        Of the areas: an `AreaLevel`.
    within
        The code of an area; only areas in it are looked at.

    Notes
    -----
    The population is read block by block. Cells with an outline are shared by area, others lie where their point does
    (`layers.people.shares`). Areas without people in them are listed only where a census says that there are some and
    the population reaches as far as their box.
    """
    areas = list(_areas(level, within))
    outlines = [shapely.from_wkb(bytes(area.geom.wkb)) for area in areas if area.geom]
    parts: list[list[float]] = [[] for _ in areas]
    tree = shapely.STRtree(outlines)
    for block in blocks_of(population):
        cells = block.cells(outlines=True)
        near = np.sort(tree.query(_box(cells)))
        for index, persons in zip(near, _people_in(cells, [outlines[one] for one in near]), strict=True):
            parts[index].append(persons)
    sums = [math.fsum(part) for part in parts]
    reached = shapely.box(population.west, population.south, population.east, population.north)
    rows = tuple(
        _row(area, persons)
        for area, outline, persons in zip(areas, outlines, sums, strict=True)
        if persons or (area.population_persons and shapely.box(*outline.bounds).intersects(reached))
    )
    return Reconciliation(population, level, rows, max(0.0, population.total_persons - math.fsum(sums)))


def _areas(level: str, within: str | None) -> Iterator[Area]:
    rows = Area.objects.in_force().filter(level=level).exclude(geom=None)
    yield from (rows.filter(lineage__contains=[within]) if within else rows).order_by("code")


def _box(cells: Cells) -> BaseGeometry:
    if cells.outlines is not None:
        return shapely.box(*shapely.total_bounds(cells.outlines))
    return shapely.box(cells.lons.min(), cells.lats.min(), cells.lons.max(), cells.lats.max())


def _people_in(cells: Cells, outlines: Sequence[BaseGeometry]) -> list[float]:
    if not outlines:
        return []
    people: list[float] = area_shares(cells, outlines).totals(cells.persons).tolist()
    return people


def _row(area: Area, persons: float) -> AreaCount:
    return AreaCount(
        code=area.code,
        name={"en": area.name_en or area.name, "zh": area.name},
        census_persons=area.population_persons,
        census_year=area.population_year,
        census_source=area.population_source,
        cells_persons=persons,
    )
