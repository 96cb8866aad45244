"""Who has a place: people assigned to sites within reach, no site beyond its capacity, no one counted twice."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from layers.queries.coverage.reach import Floats, Reach
from layers.queries.coverage.transport.easing import settled, without_needless
from layers.queries.coverage.transport.flow import least_cost_flow
from layers.queries.coverage.transport.near_best import near_best_flow
from layers.queries.coverage.transport.problem import (
    COST_PARTS,
    Problem,
    Whole,
    parts_of_a_person,
    problem_of,
    total_by,
)
from layers.steps import Step, part, unheeded

EXACT_UP_TO = 2_000 * 50_000
"""Sites × cells: solved exactly in seconds, or in about half a minute where very many reach each."""
MOST_PAIRS = 8_000_000
"""More pairs than this are not solved exactly."""


class Method(StrEnum):
    """How an assignment was found."""

    EXACT = "exact"
    HEURISTIC = "heuristic"


@dataclass(frozen=True)
class Assignment:
    """People by class and cell; the three classes of a cell add up to its people."""

    served: Floats
    """People with a place, shape (cells,)."""
    in_reach_no_place: Floats
    """People whom some site reaches, but whose places are taken or unknown."""
    out_of_reach: Floats
    loads: Floats
    """People at each site, shape (sites,), at most its capacity."""
    total_cost: float
    """Person-metres, or person-seconds, each cost rounded to a thousandth."""
    method: Method
    gap: float
    """Proven: the total cost is at most this share above the least, or above a thousandth if that is less; the number
    served is always the greatest."""
    pairs: Whole = field(repr=False)
    """The numbers, in the `Reach`, of the pairs that carry people."""
    pair_persons: Floats = field(repr=False)
    """How many each of them carries."""

    @property
    def served_persons(self) -> float:
        return float(self.served.sum())


def assign(
    persons: Floats, capacity_persons: Floats, reach: Reach, *, exact_up_to: int = EXACT_UP_TO, step: Step = unheeded
) -> Assignment:
    """Assign people to places: first the most people served, then among those ways the least total cost.

    Parameters
    ----------
    persons
        Of each cell, not negative; fractions are allowed.
    capacity_persons
        Of each site, not negative. NaN is unknown: such a site covers, but serves nobody.
    reach
        Cells × sites.
    exact_up_to
        The most sites × cells that are solved exactly, of those that are left when all is settled that needs no
        solver. Beyond it, or beyond `MOST_PAIRS`, the number served is still the greatest, and the cost is within
        `gap` of the least.

    step
        Told the share that is done; what it raises ends the work. An exact solution has no share: it is one call.

    Returns
    -------
    Assignment
        The same for the same input; for the same cells and sites in another order, the same number served and the same
        total cost. A cell may be served in part.

    Notes
    -----
    A transport problem: min Σ c_ij x_ij over the x that serve the most, Σ_j x_ij ≤ p_i, Σ_i x_ij ≤ K_j. Costs count in
    thousandths of a metre or second. People count one by one where all figures are whole, else in parts of 2⁻²⁰
    (`parts_of_a_person`): that can keep at most one part for each cell and site from being served.
    """
    persons, capacity = np.asarray(persons, float), np.asarray(capacity_persons, float)
    parts = parts_of_a_person(persons, capacity, reach.costs)
    problem = problem_of(persons, capacity, reach, parts)
    return _assignment(persons, capacity, reach, problem, _solve(problem, exact_up_to, step), parts)


@dataclass(frozen=True)
class _Solution:
    numbers: Whole
    """Of pairs in the `Reach`."""
    amounts: Whole
    """What they carry, in parts of a person."""
    excess: int
    """The cost is at most so much above the least."""
    method: Method


def _solve(problem: Problem, exact_up_to: int, step: Step) -> _Solution:
    eased = without_needless(problem)
    first = settled(eased)
    rest = eased.after(first).take(first == 0)
    numbers = np.concatenate([eased.numbers, rest.numbers])
    step(0.1)
    if _is_small(rest, exact_up_to):
        return _Solution(numbers, np.concatenate([first, least_cost_flow(rest)]), 0, Method.EXACT)
    near = near_best_flow(rest, part(step, 0.1, 1.0))
    excess = int((near.amounts * rest.costs).sum()) - near.least_cost
    return _Solution(numbers, np.concatenate([first, near.amounts]), excess, Method.HEURISTIC)


def _is_small(problem: Problem, exact_up_to: int) -> bool:
    n_sites, n_cells = (np.count_nonzero(np.bincount(of)) for of in (problem.sites, problem.cells))
    return int(n_sites * n_cells) <= exact_up_to and len(problem) <= MOST_PAIRS


def _assignment(
    persons: Floats, capacity: Floats, reach: Reach, problem: Problem, found: _Solution, parts: float
) -> Assignment:
    carries = np.flatnonzero(found.amounts)
    order = carries[np.argsort(found.numbers[carries], kind="stable")]
    pairs, amounts = found.numbers[order], found.amounts[order]
    cells, sites = reach.cells[pairs], reach.sites[pairs]
    taken = total_by(cells, amounts, reach.n_cells)
    whole = np.maximum(problem.demand, 1)
    served = np.where(taken == problem.demand, persons, persons * taken / whole)  # whole numbers stay whole
    pair_persons = persons[cells] * amounts / whole[cells]
    loads = np.minimum(np.bincount(sites, pair_persons, minlength=reach.n_sites), np.nan_to_num(capacity))
    cost = int((amounts * np.rint(reach.costs[pairs] * COST_PARTS).astype(np.int64)).sum())
    return Assignment(
        served=served,
        in_reach_no_place=np.where(reach.is_covered, persons - served, 0.0),
        out_of_reach=np.where(reach.is_covered, 0.0, persons),
        loads=loads,
        total_cost=cost / COST_PARTS / parts,
        method=found.method,
        gap=found.excess / max(1, cost - found.excess),
        pairs=pairs,
        pair_persons=pair_persons,
    )
