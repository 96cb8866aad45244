"""Flows in whole numbers by OR-Tools: the most, the most at the least cost, and more along what is carried already."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.queries.coverage.transport.problem import Problem, Whole, numbered, total_by

Nodes = NDArray[np.int32]


def least_cost_flow(problem: Problem, most: Whole | None = None) -> Whole:
    """Return what each pair carries: first as much as can be, then at the least cost.

    Parameters
    ----------
    most
        What each pair may carry at most; None is as much as its cell and its site allow.

    Notes
    -----
    Nodes are the cells, the sites and one sink. Cost scaling; amounts are whole, so the greatest and the least are met.
    """
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # loads slowly

    if not len(problem):
        return np.zeros(0, np.int64)
    cells, cell_of = numbered(problem.cells, len(problem.demand))
    sites, site_of = numbered(problem.sites, len(problem.room))
    demand, room = problem.demand[cells], problem.room[sites]
    at_site, sink = _nodes(len(sites), len(cells)), len(cells) + len(sites)
    allowed = np.minimum(demand[cell_of], room[site_of])
    allowed = allowed if most is None else np.minimum(allowed, most)
    network = SimpleMinCostFlow()
    arcs = network.add_arcs_with_capacity_and_unit_cost(cell_of, at_site[site_of], allowed, problem.costs)
    network.add_arcs_with_capacity_and_unit_cost(
        at_site, np.full_like(at_site, sink), room, np.zeros(len(sites), np.int64)
    )
    network.set_nodes_supplies(_nodes(len(cells)), demand)
    network.set_node_supply(sink, -int(demand.sum()))
    _solved(network.solve_max_flow_with_min_cost(), network)
    return np.asarray(network.flows(arcs), np.int64)


def augmented(problem: Problem, carried: Whole) -> Whole:
    """Return `carried` with as much more as the pairs allow; whoever has a place keeps one, though maybe another.

    Notes
    -----
    A greatest flow from the cells' people left over to the sites' room left over, forth along every pair and back along
    those that carry. Cells with one pair and nobody left over can change nothing, and are left out.
    """
    from ortools.graph.python.max_flow import SimpleMaxFlow  # loads slowly

    left = problem.demand - total_by(problem.cells, carried, len(problem.demand))
    room = problem.room - total_by(problem.sites, carried, len(problem.room))
    ways = np.bincount(problem.cells, minlength=len(left))
    pairs = np.flatnonzero(((ways > 1) | (left > 0))[problem.cells])
    back = np.flatnonzero(carried[pairs])
    cells, cell_of = numbered(problem.cells[pairs], len(left))
    sites, site_of = numbered(problem.sites[pairs], len(room))
    at_site, source, sink = _nodes(len(sites), len(cells)), len(cells) + len(sites), len(cells) + len(sites) + 1
    network = SimpleMaxFlow()
    forth = network.add_arcs_with_capacity(cell_of, at_site[site_of], problem.demand[cells][cell_of])
    returns = network.add_arcs_with_capacity(at_site[site_of[back]], cell_of[back], carried[pairs[back]])
    network.add_arcs_with_capacity(np.full(len(cells), source, np.int32), _nodes(len(cells)), left[cells])
    network.add_arcs_with_capacity(at_site, np.full_like(at_site, sink), room[sites])
    _solved(network.solve(source, sink), network)
    more = carried.copy()
    more[pairs] += np.asarray(network.flows(forth), np.int64)
    more[pairs[back]] -= np.asarray(network.flows(returns), np.int64)
    return more


def _nodes(count: int, after: int = 0) -> Nodes:
    return np.arange(after, after + count, dtype=np.int32)


def _solved(status: Any, network: Any) -> None:
    if status != network.OPTIMAL:
        raise RuntimeError(f"The flow ended as {status}.")
