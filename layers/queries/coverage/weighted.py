"""Population-weighted coverage: Σ wᵢ·[min_j c_ij ≤ S] / Σ wᵢ, over all, by area, or within a drawn polygon."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.people.cells import Cells
from layers.people.shares import AreaShares

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Weighed:
    """People, and those of them for whom something holds."""

    people: float
    covered_people: float

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there are no people, of whom no share is defined."""
        return min(1.0, self.covered_people / self.people) if self.people > 0 else None

    @property
    def uncovered_people(self) -> float:
        return max(0.0, self.people - self.covered_people)


@dataclass(frozen=True)
class WeighedAreas:
    """The same by area, in the order of the shares, and for the people in none of the areas."""

    areas: tuple[Weighed, ...]
    outside: Weighed


def weigh(cells: Cells, covered: NDArray[np.bool_], *, within: Floats | None = None) -> Weighed:
    """Weigh who is covered by people.

    Parameters
    ----------
    covered
        By cell, shape (cells,); a cell is covered as a whole.
    within
        By cell, the share of its people that counts; None: all of them.
    """
    persons = cells.persons if within is None else cells.persons * within
    return Weighed(float(persons.sum()), float(persons[covered].sum()))


def weigh_by_area(
    cells: Cells, covered: NDArray[np.bool_], shares: AreaShares, *, within: Floats | None = None
) -> WeighedAreas:
    """Weigh who is covered in each area.

    Parameters
    ----------
    shares
        Which share of each cell's people lives in which area.
    within
        By cell, the share of its people that the question is about at all: what of them is in no area, is outside.
    """
    counted = cells.persons * covered
    people, in_reach = shares.totals(cells.persons), shares.totals(counted)
    whole = np.ones(len(cells)) if within is None else within
    beyond = np.maximum(0.0, whole - shares.inside)
    outside = Weighed(float((cells.persons * beyond).sum()), float((counted * beyond).sum()))
    return WeighedAreas(tuple(map(Weighed, people.tolist(), in_reach.tolist())), outside)
