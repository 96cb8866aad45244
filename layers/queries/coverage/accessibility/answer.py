"""The answer about places per person: over all, by area, and by cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from layers.models import Area
from layers.people.cells import Cells, People
from layers.queries.coverage.accessibility.catchment import (
    Accessibility,
    Standing,
    weighted_mean,
    weighted_quantiles,
)
from layers.queries.coverage.accessibility.question import AccessibilityQuestion
from layers.queries.coverage.answer import Basis
from layers.queries.coverage.notes import Note
from layers.queries.coverage.radii import StandardRadius
from layers.queries.coverage.reach import Floats, Sites
from layers.queries.coverage.versions import DataVersions

QUANTILES = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}


@dataclass(frozen=True)
class PerPerson:
    """Places per person of some people. Who has no site in reach counts with 0; who is undefined counts not at all."""

    people: float
    mean: float | None
    """By people; None where it is defined for nobody."""
    quantiles: Mapping[str, float] | None
    """As `QUANTILES` names them, by people."""
    none_in_reach: float
    """People without any site in reach."""
    undefined: float
    """People whose sites in reach are all of unknown capacity."""
    at_least: float
    """People of whom some site in reach has no known capacity: their figure is a least value."""


@dataclass(frozen=True)
class AccessibilityRow:
    """One administrative area; without an area: the people in none of the others."""

    area: Area | None
    figures: PerPerson | None
    """None where the area has no outline."""
    sites: int = 0
    """How many stand in it."""


@dataclass(frozen=True)
class Supply:
    """The places that there are to share."""

    places: float
    """Of all sites whose capacity is known."""
    shared: float
    """Of those that have people in reach."""
    without_people: int
    """Sites of known capacity that nobody is in reach of."""


@dataclass(frozen=True)
class PerCell:
    """Places per person of each cell, for whoever draws them or hands them on; shape (cells,) each."""

    cells: Cells
    """With the people who live in the place that was asked about."""
    per_person: Floats
    """NaN is undefined, 0 is none."""
    standing: NDArray[np.uint8]


@dataclass(frozen=True)
class AccessibilityAnswer:
    question: AccessibilityQuestion
    people: People
    basis: Basis
    sites: Sites
    """Those that stand in the area or reach someone there."""
    excluded: Mapping[str, int]
    standard: tuple[StandardRadius, ...]
    total: PerPerson
    area: AccessibilityRow | None
    rows: tuple[AccessibilityRow, ...]
    outside: PerPerson | None
    """Of the people in none of the areas of the rows; None where there are no rows."""
    supply: Supply
    neighbours: float
    """People beyond the edge who are in reach of these sites and share their places."""
    data: DataVersions
    notes: tuple[Note, ...]
    by_cell: PerCell = field(repr=False)

    @property
    def without_capacity(self) -> int:
        return int(np.isnan(self.sites.capacity_persons).sum())


def per_person_of(found: Accessibility, persons: Floats) -> PerPerson:
    """Return the figures of people.

    Parameters
    ----------
    persons
        How many of each cell they are, shape (cells,).
    """
    quantiles = weighted_quantiles(found.per_person, persons, list(QUANTILES.values()))
    is_defined = np.isfinite(found.per_person)
    return PerPerson(
        float(persons.sum()),
        weighted_mean(found.per_person, persons),
        None if quantiles is None else dict(zip(QUANTILES, quantiles, strict=True)),
        float(persons[found.standing == Standing.NONE_IN_REACH].sum()),
        float(persons[~is_defined].sum()),
        float(persons[is_defined & found.is_partial].sum()),
    )
