"""Where places are scarce: the part whose sites are full in every way that serves the most people, and the rest.

By the theorem of the greatest flow and the least cut the two do not mix: whoever can reach a site of the plentiful part
is served there, and the scarce part's sites serve only those who reach nothing else. So each part has a plain problem:
in one every site is filled, in the other every cell is served, and in both only the cost is left to lessen.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layers.queries.coverage.reach import Positions
from layers.queries.coverage.transport.flow import augmented
from layers.queries.coverage.transport.problem import Problem, Whole, total_by

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Parts:
    """A problem without the pairs that lead from one part to the other, which carry nothing."""

    problem: Problem
    """Each of its cells has pairs."""
    begins: Whole
    """Where the pairs of each cell begin, shape (cells,)."""
    scarce_sites: Mask
    scarce_cells: Mask
    most: int
    """The greatest amount that can be served."""


def in_parts(problem: Problem) -> tuple[Parts, Mask]:
    """Return the parts of a problem, and which pairs they keep. Each cell has pairs."""
    begins = first_pairs(problem)
    like = _like_cells(problem, begins)
    carried = augmented(like, np.zeros(len(like), np.int64))
    scarce = ~_leading_to_room(like, carried)
    scarce_cells = np.logical_and.reduceat(scarce[problem.sites], begins)
    keeps = scarce[problem.sites] == scarce_cells[problem.cells]
    kept = problem.take(keeps)
    return Parts(kept, first_pairs(kept), scarce, scarce_cells, int(carried.sum())), keeps


def first_pairs(problem: Problem) -> Whole:
    """Return where the pairs of each cell begin; each cell has some."""
    return np.flatnonzero(np.diff(problem.cells, prepend=-1)).astype(np.int64)


def _like_cells(problem: Problem, begins: Whole) -> Problem:
    """Return the problem with the cells that the same sites reach as one, which changes nothing in who can be served.

    Sites have random numbers, and a cell the sum of its sites'. Were the sums of two different sets the same (in a
    million sets the chance of one such case is below 1 in 10 million), `near_best_flow` would find fewer served.
    """
    marks = np.random.default_rng(0).integers(0, 2**63, len(problem.room), dtype=np.uint64)
    sums = np.add.reduceat(marks[problem.sites], begins)
    _, one, group = np.unique(sums, return_index=True, return_inverse=True)
    of_cell: Positions = group.astype(np.int32)
    stands = np.zeros(len(problem.demand), bool)
    stands[one] = True
    pairs = problem.take(stands[problem.cells])
    order = np.argsort(of_cell[pairs.cells], kind="stable")
    demand = total_by(of_cell, problem.demand, len(one))
    return replace(pairs, demand=demand, cells=of_cell[pairs.cells]).take(order)


def _leading_to_room(problem: Problem, carried: Whole) -> Mask:
    """Return which sites have room, or could get it by sending someone to a site that has, or could."""
    begins = first_pairs(problem)
    leads = total_by(problem.sites, carried, len(problem.room)) < problem.room
    used = np.flatnonzero(carried)
    while True:
        can_go = np.logical_or.reduceat(leads[problem.sites], begins)
        more = leads.copy()
        more[problem.sites[used[can_go[problem.cells[used]]]]] = True
        if (more == leads).all():
            return leads
        leads = more
