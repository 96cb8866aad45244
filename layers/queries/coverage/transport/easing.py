"""What can be settled without a solver, and provably changes neither the number served nor the total cost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from layers.queries.coverage.transport.problem import Problem, Whole, numbered

Mask = NDArray[np.bool_]


def never_full(problem: Problem) -> Mask:
    """Return which sites have room for everyone in reach of them, shape (sites,)."""
    return problem.demand_in_reach() <= problem.room


def without_needless(problem: Problem) -> Problem:
    """Drop the pairs that cost more than one to a site which is never full.

    Notes
    -----
    Whoever would take the dearer pair can always take the cheaper one. Each pair dropped lessens the demand in reach
    of its site, which may thereby become one that is never full; so this is repeated until nothing more is dropped.
    """
    while True:
        keeps = _up_to_first(problem, never_full(problem)[problem.sites])
        if keeps.all():
            return problem
        problem = problem.take(keeps)


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


@dataclass(frozen=True)
class Components:
    """What hangs together by who reaches whom; components do not touch each other."""

    of_pair: Whole
    """The component of each pair."""
    n_cells: Whole
    """How many cells each component has."""
    n_sites: Whole
    n_pairs: Whole


def components(problem: Problem) -> Components:
    """Return the components of the pairs."""
    n_cells, n = len(problem.demand), len(problem.demand) + len(problem.room)
    links = coo_matrix((np.ones(len(problem), np.int8), (problem.cells, problem.sites + n_cells)), shape=(n, n))
    _, labels = connected_components(links, directed=False)
    (cells, _), (sites, _) = numbered(problem.cells, n_cells), numbered(problem.sites, len(problem.room))
    of_pair = labels[problem.cells].astype(np.int64)
    return Components(
        of_pair, *(np.bincount(of, minlength=n) for of in (labels[cells], labels[n_cells + sites], of_pair))
    )


def filled_in_order(problem: Problem) -> Whole:
    """Return what pairs carry where each cell has one site: the cheapest first, then the first, until it is full."""
    return filled(problem, np.lexsort((problem.cells, problem.costs, problem.sites)))


def filled(problem: Problem, order: Whole) -> Whole:
    """Return what pairs carry when they are let in one by one, in an order that keeps each site's together."""
    demand, sites = problem.demand[problem.cells[order]], problem.sites[order]
    before = np.cumsum(demand) - demand
    starts = np.flatnonzero(np.diff(sites, prepend=-1))
    before -= np.repeat(before[starts], np.diff(starts, append=len(sites)))
    carried = np.zeros(len(problem), np.int64)
    carried[order] = np.clip(problem.room[sites] - before, 0, demand)
    return carried
