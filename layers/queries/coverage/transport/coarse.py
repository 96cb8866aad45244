"""First prices, from a coarser problem: the cells with the same nearest site taken as one, at their mean costs."""

import numpy as np

from layers.queries.coverage.transport.flow import least_cost_flow
from layers.queries.coverage.transport.problem import Problem, Whole, numbered, total_by
from layers.queries.coverage.transport.scarcity import Parts

FAR = 1 << 44
"""Thousandths of a metre or second, beyond every cost and price."""


def first_prices(parts: Parts) -> Whole:
    """Return a price for each site, from an exact solution of the coarser problem."""
    coarse, most = _coarser(parts)
    carried = least_cost_flow(coarse, most)
    begins, ends, steps = _moves(coarse, carried, most)
    return _prices(parts, coarse, carried, begins, ends, steps)


def _coarser(parts: Parts) -> tuple[Problem, Whole]:
    """Return the problem of groups of cells, and what each of its pairs may carry."""
    fine, n_sites = parts.problem, len(parts.problem.room)
    nearest, group = numbered(fine.sites[parts.begins], n_sites)
    keys, key_of = np.unique(group[fine.cells].astype(np.int64) * n_sites + fine.sites, return_inverse=True)
    demand = fine.demand[fine.cells]
    most = np.bincount(key_of, demand)
    costs = np.rint(np.bincount(key_of, demand * fine.costs.astype(float)) / most).astype(np.int64)
    groups, sites = (keys // n_sites).astype(np.int32), (keys % n_sites).astype(np.int32)
    total = total_by(group, fine.demand, len(nearest))
    return Problem(total, fine.room, groups, sites, costs, np.arange(len(keys))), most.astype(np.int64)


def _moves(problem: Problem, carried: Whole, most: Whole) -> tuple[Whole, Whole, Whole]:
    """Return from which site to which others someone can move, and the least change of cost, by site."""
    used, n_sites = np.flatnonzero(carried), len(problem.room)
    ways = np.bincount(problem.cells, minlength=len(problem.demand))
    starts = np.cumsum(ways) - ways
    counts = ways[problem.cells[used]]
    of = np.repeat(np.arange(len(used)), counts)
    to = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts) + starts[problem.cells[used]][of]
    leaves = used[of]
    free = (leaves != to) & (carried[to] < most[to])
    leaves, to = leaves[free], to[free]
    steps = problem.costs[to] - problem.costs[leaves]
    keys = problem.sites[leaves].astype(np.int64) * n_sites + problem.sites[to]
    order = np.lexsort((steps, keys))
    least = order[np.flatnonzero(np.diff(keys[order], prepend=-1))]
    return keys[least] // n_sites, keys[least] % n_sites, steps[least]


def _prices(parts: Parts, coarse: Problem, carried: Whole, begins: Whole, ends: Whole, steps: Whole) -> Whole:
    """Return what a place more at each site would save.

    Where places are plentiful that is the cost of the cheapest chain of moves to a site with room; where they are
    scarce (and the price is below 0: what a site gains by each person it takes), of a chain to someone sent home.
    """
    scarce = parts.scarce_sites
    has_room = total_by(coarse.sites, carried, len(scarce)) < coarse.room
    farthest = np.zeros(len(scarce), np.int64)
    used = np.flatnonzero(carried)
    np.maximum.at(farthest, coarse.sites[used], coarse.costs[used])
    prices = _cheapest(np.where(scarce, -farthest, np.where(has_room, 0, FAR)), begins, ends, steps)
    prices = np.where(prices >= FAR // 2, 0, prices)
    return np.where(scarce, np.minimum(prices, 0), np.maximum(prices, 0))


def _cheapest(costs: Whole, begins: Whole, ends: Whole, steps: Whole) -> Whole:
    """Return the least of each site's own cost and of what lies at the end of its moves (Bellman and Ford)."""
    costs = costs.copy()
    starts = np.flatnonzero(np.diff(begins, prepend=-1))
    for _ in range(len(costs) if len(begins) else 0):
        through = np.minimum.reduceat(np.minimum(steps + costs[ends], FAR), starts)
        least = np.minimum(costs[begins[starts]], through)
        if (least == costs[begins[starts]]).all():
            break
        costs[begins[starts]] = least
    return costs
