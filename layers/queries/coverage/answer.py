"""The answer about coverage: people by class, over all, by area, and by cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from layers.models import Area
from layers.people.cells import Cells, People
from layers.queries.coverage.ground import Ground, GroundRow
from layers.queries.coverage.notes import Note
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.radii import StandardRadius
from layers.queries.coverage.reach import Sites
from layers.queries.coverage.versions import DataVersions
from layers.queries.coverage.weighted import Weighed

Floats = NDArray[np.float64]


class Basis(StrEnum):
    """What costs are made of."""

    GEODESIC = "geodesic"
    ROAD = "road"
    ESTIMATE = "estimate"
    MIXED = "mixed"
    """Some by road, some estimates."""


@dataclass(frozen=True)
class Tally(Weighed):
    """People by class; the classes add up to all of them. `served` is None where no capacity was asked."""

    served: float | None = None

    @property
    def served_share(self) -> float | None:
        return None if self.served is None else Weighed(self.people, self.served).share

    @property
    def out_of_reach(self) -> float:
        return self.uncovered_people

    @property
    def in_reach_no_place(self) -> float | None:
        return None if self.served is None else max(0.0, self.covered_people - self.served)


@dataclass(frozen=True)
class AreaRow:
    """One administrative area; without an area: the people in none of the others."""

    area: Area | None
    tally: Tally | None
    """None where the area has no outline, or where there is no population."""
    sites: int = 0
    """How many stand in it."""
    ground: GroundRow | None = None

    @property
    def census_difference(self) -> float | None:
        """People of the cells less those of the area's own count."""
        census = self.area.population_persons if self.area else None
        return None if census is None or self.tally is None else self.tally.people - census


@dataclass(frozen=True)
class Places:
    """How the places were given out."""

    method: str
    gap: float
    places: float
    places_used: float
    loads: Floats
    """People at each site, shape (sites,)."""


@dataclass(frozen=True)
class ByCell:
    """The people of each cell by class, for whoever draws them or hands them on; shape (cells,) each."""

    cells: Cells
    """With the people who live in the place that was asked about."""
    is_covered: NDArray[np.bool_]
    served: Floats | None


@dataclass(frozen=True)
class CoverageAnswer:
    question: CoverageQuestion
    people: People | None
    basis: Basis
    sites: Sites
    """Those that stand in the area or reach someone there."""
    excluded: Mapping[str, int]
    standard: tuple[StandardRadius, ...]
    total: Tally | None
    area: AreaRow | None
    rows: tuple[AreaRow, ...]
    outside: Tally | None
    """The people in none of the areas of the rows; None where there are no rows."""
    straight_line: Tally | None
    """Of travel time, who is within the circle of speed × time, capacity aside; None for other methods."""
    places: Places | None
    ground: Ground | None
    data: DataVersions
    notes: tuple[Note, ...]
    n_cells: int
    """That have people in the place asked about."""
    by_cell: ByCell = field(repr=False)
    """Empty where they were counted tile by tile."""

    @property
    def without_capacity(self) -> int:
        return int(np.isnan(self.sites.capacity_persons).sum())
