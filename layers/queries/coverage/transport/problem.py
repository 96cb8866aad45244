"""People, places and costs as whole numbers, so that sums are exact and no order of adding changes them."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.queries.coverage.reach import Floats, Positions, Reach

Whole = NDArray[np.int64]

COST_PARTS = 1000
"""Costs are rounded to millimetres, or milliseconds."""
MOST_BITS = 20
"""Fractions of people are counted in parts of 2⁻²⁰ (about a millionth), or coarser where sums would overflow."""
SUM_BITS, COST_BITS = 52, 58
"""Sums of people are added as floating point, and sums of cost as integers of 64 bits, where prices need room too."""


@dataclass(frozen=True)
class Problem:
    """The pairs that may carry people: by cell, then cost, then site, as in `Reach`."""

    demand: Whole
    """Of each cell, shape (cells,), in parts of a person."""
    room: Whole
    """Of each site, shape (sites,), in the same parts."""
    cells: Positions
    """Of each pair."""
    sites: Positions
    costs: Whole
    """Of each pair, in thousandths of a metre or second."""
    numbers: Whole
    """The number each pair has in the `Reach`."""

    def __len__(self) -> int:
        return len(self.cells)

    def take(self, which: Any) -> "Problem":
        """Return the problem with some of its pairs, by a mask or by positions in rising order."""
        return Problem(
            self.demand, self.room, self.cells[which], self.sites[which], self.costs[which], self.numbers[which]
        )

    def after(self, amounts: Whole) -> "Problem":
        """Return the problem that is left when its pairs have carried `amounts`."""
        demand = self.demand - total_by(self.cells, amounts, len(self.demand))
        room = self.room - total_by(self.sites, amounts, len(self.room))
        return Problem(demand, room, self.cells, self.sites, self.costs, self.numbers)

    def demand_in_reach(self) -> Whole:
        """Return how much demand could come to each site at most."""
        return total_by(self.sites, self.demand[self.cells], len(self.room))


def total_by(groups: Positions, amounts: Whole, n: int) -> Whole:
    """Return the sum of `amounts` in each of `n` groups; exact, as all sums stay below 2⁵³."""
    return np.bincount(groups, amounts, minlength=n).astype(np.int64)


def numbered(values: NDArray[Any], n: int) -> tuple[Positions, Positions]:
    """Return which of the numbers below `n` occur, in rising order, and the place of each value among them."""
    occurs = np.zeros(n, bool)
    occurs[values] = True
    places = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
    return np.flatnonzero(occurs).astype(np.int32), places[values]


def parts_of_a_person(persons: Floats, capacity_persons: Floats, costs: Floats) -> float:
    """Return how many parts each person is counted in: 1 where all are whole, else a power of two.

    Powers of two leave what has few binary places exact. Sums of people stay below 2⁵² parts, and exact in
    floating point; total costs stay below 2⁵⁸.
    """
    if _whole(persons) and _whole(capacity_persons):
        return 1.0
    total = math.log2(max(2.0, float(persons.sum())))
    farthest = math.log2(max(2.0, float(costs.max(initial=0.0)) * COST_PARTS))
    bits = math.floor(min(MOST_BITS, SUM_BITS - total, COST_BITS - total - farthest))
    return 2.0 ** max(0, bits)


def problem_of(persons: Floats, capacity_persons: Floats, reach: Reach, parts: float) -> Problem:
    """Return the problem in whole numbers: demand rounded up and room down, to parts of a person.

    Notes
    -----
    Sites of unknown capacity (NaN) and of none have no pairs, nor have cells without people. Room beyond the demand in
    reach is of no use, and cut off. Rounding can keep at most one part for each cell and each site from being served.
    """
    known = np.nan_to_num(capacity_persons, nan=0.0, posinf=np.inf)
    demand = np.ceil(persons * parts).astype(np.int64)
    cells = reach.cells
    useful = np.flatnonzero((known[reach.sites] > 0) & (persons[cells] > 0))
    cells, sites = cells[useful], reach.sites[useful]
    in_reach = total_by(sites, demand[cells], reach.n_sites)
    room = np.floor(np.minimum(known * parts, in_reach)).astype(np.int64)
    return Problem(demand, room, cells, sites, np.rint(reach.costs[useful] * COST_PARTS).astype(np.int64), useful)


def _whole(values: Floats) -> bool:
    known = values[np.isfinite(values)]
    return bool((known == np.floor(known)).all())
