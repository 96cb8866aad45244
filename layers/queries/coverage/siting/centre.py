"""The p-centre: sites such that nobody is farther from the nearest than they have to be.

The least distance at which `p` candidates cover everyone is found by halving, each time as a set cover: that is exact,
and far quicker than one program of it all, which is spopt's (Minieka 1970).
"""

from contextlib import suppress

import numpy as np

from layers.queries.coverage.reach import Floats, reach_from_matrix
from layers.queries.coverage.siting.choice import NOTHING, TIME_LIMIT_S, Choice, Solver
from layers.queries.coverage.siting.classic import CENTRE_MOST, UndecidedError, pcentre, require_small
from layers.queries.coverage.siting.cover import HIGHS, Cover, apart, cover_of, covering_with
from layers.steps import Step, unheeded


def least_farthest(
    costs: Floats,
    persons: Floats,
    p: int,
    *,
    existing: Floats | None = None,
    time_limit_s: float = TIME_LIMIT_S,
    solver: Solver = Solver.HIGHS,
    step: Step = unheeded,
) -> Choice:
    """Choose at most `p` candidates such that the cell with people that is farthest from all sites is the least far.

    Parameters
    ----------
    costs
        Cells × candidates, finite.
    existing
        The cost from each cell to the nearest site of today; None where there is none.

    Raises
    ------
    ValueError
        For p below 1.
    TooBroadError
        For a table that is too large for spopt.
    """
    if p < 1:
        raise ValueError("p must be at least 1")
    some = np.flatnonzero(persons > 0)
    if not len(some) or not costs.shape[1]:
        return NOTHING
    costs, persons, p = costs[some], persons[some], min(p, costs.shape[1])
    today = np.full(len(some), np.inf) if existing is None else existing[some]
    if solver is Solver.SPOPT:
        require_small(costs.size, CENTRE_MOST)
        with suppress(UndecidedError):
            return _as_written(costs, p, today, time_limit_s)
    return _halving(costs, persons, p, today, time_limit_s, step)


def _as_written(costs: Floats, p: int, today: Floats, time_limit_s: float) -> Choice:
    if not np.isfinite(today).all():
        return pcentre(costs, p, time_limit_s=time_limit_s)
    found = pcentre(np.column_stack([costs, today]), p + 1, fixed=[costs.shape[1]], time_limit_s=time_limit_s)
    return Choice(found.columns[:-1], found.value, found.bound, found.solver)


def _halving(costs: Floats, persons: Floats, p: int, today: Floats, time_limit_s: float, step: Step) -> Choice:
    """Every distance that can be the answer is one of the table's: the last that is not enough, and the next."""
    nearest = np.minimum(today, costs.min(axis=1))
    least, most = float(nearest.max()), float(np.minimum(today, costs.max(axis=1)).max())
    values = np.unique(np.concatenate([costs.ravel(), today]))
    values = values[(values >= least) & (values <= most)]

    def cover_within(place: int) -> Cover:
        limit = float(values[place])
        return cover_of(persons, reach_from_matrix(costs, limit), today <= limit)

    low, high, proven, best = -1, len(values) - 1, -1, tuple(range(p))
    rounds = max(1, (len(values) + 1).bit_length())
    while high - low > 1:
        step(1.0 - (high - low).bit_length() / rounds)
        middle = (low + high) // 2
        found, is_proven = covering_with(
            cover_within(middle), p, time_limit_s=time_limit_s / 10, step=lambda share: step(0.0)
        )
        if found is not None:
            high, best = middle, found
        else:
            low, proven = middle, middle if is_proven else proven
    undecided = low
    while undecided - proven > 1:
        step(1.0)
        middle = (undecided + proven) // 2
        undecided, proven = (undecided, middle) if apart(cover_within(middle)) > p else (middle, proven)
    return Choice(best, float(values[high]), float(values[proven + 1]), HIGHS)
