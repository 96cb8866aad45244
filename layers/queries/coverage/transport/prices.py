"""Prices of places: with the right ones everybody's own best choice fills the sites as the best assignment does.

The Lagrangian of the transport problem. For any prices λ, not negative where places are plentiful,
Σ_i p_i · min(h_i, min_j (c_ij + λ_j)) − Σ_j K_j λ_j is at most the least cost. h_i is 0 where places are scarce, where
a cell may stay unserved, and infinite elsewhere, where it may not. That is the proof of the gap.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.queries.coverage.reach import Floats
from layers.queries.coverage.transport.coarse import FAR
from layers.queries.coverage.transport.problem import Whole
from layers.queries.coverage.transport.scarcity import Parts

ROUNDS = 14
FIRST_STEP = 0.04
"""Of the greatest cost."""
LEAST_STEP = 0.0002
GROWS, SHRINKS = 1.5, 0.5
"""A step grows while a site stays too full, or too empty, and shrinks when that turns: Rprop."""
EAGER = 4.0
"""Sites that are full or empty by a quarter take whole steps, others lesser ones."""


@dataclass(frozen=True)
class Choice:
    """What each cell would choose at some prices."""

    worths: Whole
    """Of each pair, cost and price."""
    best: Whole
    """The pair each cell finds best, the first of equals."""
    least: Whole
    """What that costs, shape (cells,)."""
    stays: NDArray[np.bool_]
    """Cells that would rather stay unserved."""


def choose(parts: Parts, prices: Whole) -> Choice:
    """Return what each cell would choose."""
    fine = parts.problem
    worths = fine.costs + prices[fine.sites]
    least = np.minimum.reduceat(worths, parts.begins)
    at = np.flatnonzero(worths == least[fine.cells])[::-1]
    best = np.empty(len(least), np.int64)
    best[fine.cells[at]] = at
    return Choice(worths, best, least, least >= homes(parts))


def homes(parts: Parts) -> Whole:
    """Return what it costs each cell to stay unserved."""
    return np.where(parts.scarce_cells, 0, FAR)


def bound(parts: Parts, prices: Whole, choice: Choice) -> int:
    """Return what the total cost is at least, in whole numbers."""
    least = np.minimum(choice.least, homes(parts))
    return int((parts.problem.demand * least).sum()) - int((parts.problem.room * prices).sum())


def better_prices(parts: Parts, prices: Whole) -> tuple[Whole, int]:
    """Return the best prices of `ROUNDS` of raising where too many come and lowering where too few, and their bound."""
    fine = parts.problem
    farthest = max(1, int(fine.costs.max(initial=1)))
    steps = np.full(len(prices), FIRST_STEP * farthest)
    before = np.zeros(len(prices))
    best, most = prices, None
    for _ in range(ROUNDS):
        choice = choose(parts, prices)
        least = bound(parts, prices, choice)
        if most is None or least > most:
            best, most = prices, least
        come = choice.best[~choice.stays]
        loads = np.bincount(fine.sites[come], fine.demand[fine.cells[come]], minlength=len(prices))
        over = loads.astype(np.int64) - fine.room
        turn = np.sign(over) * before
        steps = np.clip(
            steps * np.where(turn > 0, GROWS, np.where(turn < 0, SHRINKS, 1.0)), LEAST_STEP * farthest, None
        )
        before = np.sign(over)
        prices = _moved(parts, prices, steps * before * _eagerness(over, fine.room))
    return best, most or 0


def _eagerness(over: Whole, room: Whole) -> Floats:
    return np.minimum(1.0, EAGER * np.abs(over) / np.maximum(room, 1))


def _moved(parts: Parts, prices: Whole, by: Floats) -> Whole:
    moved = prices + np.rint(by).astype(np.int64)
    return np.where(parts.scarce_sites, np.minimum(moved, 0), np.maximum(moved, 0))
