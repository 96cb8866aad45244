"""Mixed integer programs, written by their nonzeros and solved by HiGHS on one thread, so the same every time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from layers.steps import Step, unheeded

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Program:
    """Maximise ``gains @ x`` with ``least <= rows @ x <= most`` and ``0 <= x <= upper``; the first few are binary."""

    gains: Floats
    upper: Floats
    n_binary: int
    rows: csr_array
    least: Floats
    most: Floats


@dataclass(frozen=True)
class Solved:
    """The best values that were found, None where there are none, and what none can exceed."""

    values: Floats | None
    bound: float
    is_infeasible: bool = False


def maximise(
    program: Program,
    *,
    time_limit_s: float,
    start: Sequence[int] = (),
    gap_abs: float = 1e-6,
    step: Step = unheeded,
) -> Solved:
    """Solve a program.

    Parameters
    ----------
    start
        Binaries that are 1 in a solution that is known, to begin from.
    gap_abs
        How far from the bound is near enough; 0.999 where every value is whole.
    step
        Told the share of the time limit that has passed, whenever the solver lets anybody in, which may be seconds
        apart; what it raises ends the search.
    """
    import highspy

    model = highspy.Highs()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("mip_rel_gap", 0.0),
        ("mip_abs_gap", gap_abs),
        ("time_limit", time_limit_s),
    ):
        model.setOptionValue(option, value)
    model.passModel(_lp(program))
    if len(start):
        model.setSolution(len(start), np.asarray(start, np.int32), np.ones(len(start)))
    ended: list[BaseException] = []

    def look(event: Any) -> None:
        try:
            step(event.data_out.running_time / time_limit_s)
        except BaseException as error:  # raised again below: nothing may be raised through the solver
            ended.append(error)
            event.interrupt()

    for moment in (model.cbMipInterrupt, model.cbSimplexInterrupt):
        moment.subscribe(look)
    model.run()
    if ended:
        raise ended[0]
    info = model.getInfo()
    bound = info.mip_dual_bound if np.isfinite(info.mip_dual_bound) else _most_at_all(program)
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    infeasible = model.getModelStatus() == highspy.HighsModelStatus.kInfeasible
    return Solved(np.array(model.getSolution().col_value) if found else None, float(bound), infeasible)


def _most_at_all(program: Program) -> float:
    """What no values exceed, whatever the rows."""
    return float(np.maximum(program.gains, 0.0) @ program.upper)


def _lp(program: Program) -> object:
    import highspy

    lp = highspy.HighsLp()
    n_rows, n_columns = program.rows.shape
    lp.num_col_, lp.num_row_ = n_columns, n_rows
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = program.gains, np.zeros(n_columns), program.upper
    lp.row_lower_, lp.row_upper_ = program.least, program.most
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = program.rows.indptr.astype(np.int32)
    lp.a_matrix_.index_ = program.rows.indices.astype(np.int32)
    lp.a_matrix_.value_ = program.rows.data.astype(float)
    kinds = (highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous)
    lp.integrality_ = [kinds[0]] * program.n_binary + [kinds[1]] * (n_columns - program.n_binary)
    return lp
