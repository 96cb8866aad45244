"""What can be settled without a solver, and provably changes neither the number served nor the total cost."""

import numpy as np
from numpy.typing import NDArray

from layers.queries.coverage.transport.problem import Problem, Whole

Mask = NDArray[np.bool_]

WORTH_IT = 0.99
"""Where this share of the pairs is left, another look would not pay."""


def never_full(problem: Problem) -> Mask:
    """Return which sites have room for everyone in reach of them, shape (sites,)."""
    return problem.demand_in_reach() <= problem.room


def without_needless(problem: Problem) -> Problem:
    """Drop the pairs that cost more than one to a site which is never full.

    Notes
    -----
    Whoever would take the dearer pair can always take the cheaper one. Each pair dropped lessens the demand in reach
    of its site, which may thereby become one that is never full; so this is repeated while it is worth it.
    """
    while True:
        keeps = _up_to_first(problem, never_full(problem)[problem.sites])
        eased = problem.take(keeps)
        if len(eased) >= WORTH_IT * len(problem):
            return eased
        problem = eased


def _up_to_first(problem: Problem, marked: Mask) -> Mask:
    positions = np.arange(len(problem))
    last = np.full(len(problem.demand), len(problem))
    at = positions[marked][::-1]
    last[problem.cells[at]] = at
    return positions <= last[problem.cells]


def settled(problem: Problem) -> Whole:
    """Return what the pairs carry of the cells that have one site left, which is never full."""
    pairs_of_cell = np.bincount(problem.cells, minlength=len(problem.demand))
    alone = (pairs_of_cell[problem.cells] == 1) & never_full(problem)[problem.sites]
    return np.where(alone, problem.demand[problem.cells], 0)
