"""The textbook programs as spopt writes them, solved by HiGHS: LSCP, MCLP, p-median, p-centre.

spopt writes every pair of a cell and a candidate, whether one reaches the other or not, so these are for small tables;
and loading it takes longer than most questions. So `cover`, `median` and `centre` have programs of their own, and these
are solved where they are asked for: by whoever wants the same question answered by a program that others wrote.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from layers.errors import Fault, TooBroadError
from layers.labels import L
from layers.queries.coverage.reach import Floats
from layers.queries.coverage.siting.choice import TIME_LIMIT_S, Choice

DENSE_MOST = 20_000
"""Cells × candidates of LSCP and MCLP; spopt takes about a second to write as many."""
MEDIAN_MOST = 5_000
"""Of p-median, whose program has a binary for each pair."""
CENTRE_MOST = 500
"""Of p-centre, whose program HiGHS solves slowly."""
SPOPT = "spopt, highs"


class InfeasibleError(Exception):
    """No choice of candidates does what is asked."""


class UndecidedError(Exception):
    """The time ran out before any choice was found."""


def require_small(pairs: int, most: int) -> None:
    """Raise where a table has more pairs of a row and a candidate than spopt can be asked to write."""
    if pairs > most:
        detail = L(
            "spopt would have to write {n:,} pairs of people and candidates; at most {most:,}. Leave out the solver.",
            "spopt 需写出 {n:,} 对人口与候选点，最多 {most:,}；请不要指定求解器。",
        )
        raise TooBroadError(Fault(detail.format(n=pairs, most=most), pointer="/solver"))


def lscp(costs: Floats, limit: float, *, fixed: Sequence[int] = (), time_limit_s: float = TIME_LIMIT_S) -> Choice:
    """Return the fewest columns such that each row has one at most `limit` away, the fixed ones among them.

    Raises
    ------
    InfeasibleError
        Some row has none within the limit.
    """
    from spopt.locate import LSCP

    model = LSCP.from_cost_matrix(np.asarray(costs, float), limit, predefined_facilities_arr=_fixed(costs, fixed))
    return _solve(model, time_limit_s, whole=True)


def mclp(
    costs: Floats,
    weights: Floats,
    limit: float,
    p: int,
    *,
    fixed: Sequence[int] = (),
    time_limit_s: float = TIME_LIMIT_S,
) -> Choice:
    """Return `p` columns, the fixed ones among them, such that the most weight has one at most `limit` away.

    Notes
    -----
    `Choice.value` is the weight covered. spopt's own ``perc_cov`` is the share of rows, not of their weight.
    """
    from spopt.locate import MCLP

    model = MCLP.from_cost_matrix(
        np.asarray(costs, float), np.asarray(weights, float), limit, p, predefined_facilities_arr=_fixed(costs, fixed)
    )
    return _solve(model, time_limit_s)


def pmedian(
    costs: Floats, weights: Floats, p: int, *, fixed: Sequence[int] = (), time_limit_s: float = TIME_LIMIT_S
) -> Choice:
    """Return `p` columns, the fixed ones among them, with the least sum of weight × cost to the nearest."""
    from spopt.locate import PMedian

    model = PMedian.from_cost_matrix(
        np.asarray(costs, float), np.asarray(weights, float), p, predefined_facilities_arr=_fixed(costs, fixed)
    )
    return _solve(model, time_limit_s)


def pcentre(costs: Floats, p: int, *, fixed: Sequence[int] = (), time_limit_s: float = TIME_LIMIT_S) -> Choice:
    """Return `p` columns, the fixed ones among them, with the least cost of the row that is farthest from them."""
    from spopt.locate import PCenter

    model = PCenter.from_cost_matrix(np.asarray(costs, float), p, predefined_facilities_arr=_fixed(costs, fixed))
    return _solve(model, time_limit_s)


def _fixed(costs: Floats, fixed: Sequence[int]) -> Any:
    """One dummy a column: spopt takes an array that is shorter for positions, and one as long for dummies."""
    if not len(fixed):
        return None
    dummies = np.zeros(np.shape(costs)[1], int)
    dummies[list(fixed)] = 1
    return dummies


def _solve(model: Any, time_limit_s: float, *, whole: bool = False) -> Choice:
    import pulp

    gap = 0.999 if whole else 1e-6
    solver = pulp.HiGHS(msg=False, threads=1, timeLimit=time_limit_s, gapRel=0.0, gapAbs=gap)
    try:
        model.solve(solver, results=False)
    except RuntimeError:
        if model.problem.status == pulp.LpStatusInfeasible:
            raise InfeasibleError from None
        raise UndecidedError from None
    value = float(model.problem.objective.value() or 0.0)
    bound = model.problem.solverModel.getInfo().mip_dual_bound
    if whole:
        bound = np.ceil(bound - 1e-6)
    columns = tuple(place for place, one in enumerate(model.fac_vars) if (one.value() or 0.0) > 0.5)
    optimal = model.problem.sol_status == pulp.LpSolutionOptimal
    return Choice(columns, value, value if optimal else float(bound), SPOPT)
