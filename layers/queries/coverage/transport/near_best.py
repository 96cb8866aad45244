"""Big cities: as many served as can be, proven; the total cost near the least, with a proven bound on how near."""

from dataclasses import dataclass

import numpy as np

from layers.queries.coverage.transport.coarse import first_prices
from layers.queries.coverage.transport.flow import augmented
from layers.queries.coverage.transport.prices import Choice, better_prices, choose, homes
from layers.queries.coverage.transport.problem import Problem, Whole, numbered
from layers.queries.coverage.transport.scarcity import Parts, in_parts
from layers.steps import Step, part, unheeded

WIDER = (0.02, 0.1, 0.5, np.inf)
"""Who found no place in the first choice may take what is worse than the best by so much of the greatest cost."""


@dataclass(frozen=True)
class NearBest:
    """What each pair carries, and what the total cost is at least, in thousandths."""

    amounts: Whole
    least_cost: int


def near_best_flow(problem: Problem, step: Step = unheeded) -> NearBest:
    """Return an assignment that serves the most people, at a cost near the least.

    Notes
    -----
    A greatest flow tells how many can be served and where places are scarce; prices, first from a coarser problem, then
    corrected, tell whom each site should serve; who finds no place so is led to one by paths of moves, the cheapest
    moves first. The same input gives the same answer. Order changes the cost within the bound, and no other total.
    """
    if not len(problem):
        return NearBest(np.zeros(0, np.int64), 0)
    cells, places = numbered(problem.cells, len(problem.demand))
    dense = Problem(problem.demand[cells], problem.room, places, problem.sites, problem.costs, problem.numbers)
    parts, keeps = in_parts(dense)
    step(0.2)
    first = first_prices(parts)
    step(0.4)
    prices, least = better_prices(parts, first)
    step(0.6)
    amounts = np.zeros(len(problem), np.int64)
    amounts[keeps] = _by_prices(parts, prices, part(step, 0.6, 1.0))
    return NearBest(amounts, least)


def _by_prices(parts: Parts, prices: Whole, step: Step) -> Whole:
    choice = choose(parts, prices)
    carried = _first_choice(parts, choice)
    farthest = int(parts.problem.costs.max())
    worse = choice.worths - np.minimum(choice.least, homes(parts))[parts.problem.cells]
    for at, share in enumerate(WIDER):
        step(at / len(WIDER))
        if int(carried.sum()) == parts.most:
            break
        allowed = np.flatnonzero((worse <= share * farthest) | (carried > 0))
        carried[allowed] = augmented(parts.problem.take(allowed), carried[allowed])
    return carried


def _first_choice(parts: Parts, choice: Choice) -> Whole:
    """Return what pairs carry when all come to the best, and a full site takes those who would lose most elsewhere."""
    fine = parts.problem
    others = choice.worths.copy()
    others[choice.best] = np.iinfo(np.int64).max
    second = np.minimum(np.minimum.reduceat(others, parts.begins), homes(parts))
    come = choice.best[~choice.stays]
    come = come[np.lexsort((-(second - choice.least)[fine.cells[come]], fine.sites[come]))]
    return _filled(fine, come)


def _filled(problem: Problem, order: Whole) -> Whole:
    """Return what pairs carry when they are let in one by one, in an order that keeps each site's together."""
    demand, sites = problem.demand[problem.cells[order]], problem.sites[order]
    before = np.cumsum(demand) - demand
    starts = np.flatnonzero(np.diff(sites, prepend=-1))
    before -= np.repeat(before[starts], np.diff(starts, append=len(sites)))
    carried = np.zeros(len(problem), np.int64)
    carried[order] = np.clip(problem.room[sites] - before, 0, demand)
    return carried
