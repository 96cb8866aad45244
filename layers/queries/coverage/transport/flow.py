"""The exact answer by OR-Tools' cost-scaling network flow, in whole numbers."""

import numpy as np

from layers.queries.coverage.transport.problem import Problem, Whole


def least_cost_flow(problem: Problem) -> Whole:
    """Return what each pair carries: first as much as can be, then at the least cost.

    Notes
    -----
    Nodes are the cells, the sites and one sink. Amounts are whole, so the greatest and the least are met exactly.
    """
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # loads slowly

    if not len(problem):
        return np.zeros(0, np.int64)
    cells, cell_of = np.unique(problem.cells, return_inverse=True)
    sites, site_of = np.unique(problem.sites, return_inverse=True)
    demand, room = problem.demand[cells], problem.room[sites]
    at_site, sink = np.arange(len(sites), dtype=np.int32) + len(cells), len(cells) + len(sites)
    network = SimpleMinCostFlow()
    arcs = network.add_arcs_with_capacity_and_unit_cost(
        cell_of.astype(np.int32), at_site[site_of], np.minimum(demand[cell_of], room[site_of]), problem.costs
    )
    network.add_arcs_with_capacity_and_unit_cost(
        at_site, np.full(len(sites), sink, np.int32), room, np.zeros(len(sites), np.int64)
    )
    network.set_nodes_supplies(np.arange(len(cells), dtype=np.int32), demand)
    network.set_node_supply(sink, -int(demand.sum()))
    status = network.solve_max_flow_with_min_cost()
    if status != network.OPTIMAL:
        raise RuntimeError(f"The flow over {len(problem)} pairs ended as {status}.")
    return np.asarray(network.flows(arcs), np.int64)
