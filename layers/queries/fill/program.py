"""The fewest depots that cover a need: a set multicover, solved as an integer program with HiGHS."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from layers.queries.fill.offers import Offers
from layers.queries.supply.columns import Whole

TIME_LIMIT_S = 0.25
"""For the whole choice, so that the answer comes within a second; what is then not proven is said by the gap."""

TOLERANCE = 1e-9
"""How far HiGHS may miss a constraint; the cover is then checked in whole numbers."""


@dataclass(frozen=True)
class Cover:
    """Depots that together cover every need, and how far their number may be from the least, relative."""

    givers: frozenset[int]
    """Places among the givers."""
    gap: float


class Coverage:
    """What each depot can give of each need, as a matrix in thousandths, never more than the need itself."""

    def __init__(self, needs: Sequence[int], offers: Offers, arrive_s: Whole) -> None:
        self.givers, columns = np.unique(offers.giver, return_inverse=True)
        """Places among the givers, which stand in the order of arrival."""
        self.arrivals = arrive_s[self.givers]
        gives = np.zeros((len(needs), len(self.givers)), np.int64)
        np.add.at(gives, (offers.need, columns.ravel()), np.minimum(offers.spare, np.asarray(needs)[offers.need]))
        wanted = np.flatnonzero(np.asarray(needs) > 0)
        self.needs = np.asarray(needs, np.int64)[wanted]
        self.gives = np.minimum(gives[wanted], self.needs[:, None])

    def covered_by(self, columns: Sequence[int]) -> bool:
        """Whether those depots cover every need, in whole numbers."""
        return bool((self.gives[:, list(columns)].sum(axis=1) >= self.needs).all())

    def arrive_s(self, columns: Sequence[int]) -> int:
        """When the last of those depots arrives."""
        return int(self.arrivals[list(columns)].max())


def fewest_givers(
    needs: Sequence[int], offers: Offers, arrive_s: Whole, *, time_limit_s: float = TIME_LIMIT_S
) -> Cover:
    """Choose the fewest depots whose offers cover `needs`; among as many, those whose last arrival is soonest.

    Parameters
    ----------
    needs
        Thousandths of each need, no more than the offers add up to.
    arrive_s
        When each of the givers arrives, in rising order.
    time_limit_s
        For both steps together.

    Returns
    -------
    Cover
        `gap` is 0 when no smaller number can do. The tie-break is exact too, unless the time ran out.
    """
    table = Coverage(needs, offers, arrive_s)
    if not len(table.needs):
        return Cover(frozenset(), 0.0)
    ends = time.monotonic() + time_limit_s
    best = _without_needless(table, _greedy(table))
    bound = _least_conceivable(table)
    if bound < len(best):
        found = _solve(table, len(table.givers), best, ends)
        best, bound = _without_needless(table, found.columns or best), max(bound, found.bound)
    best = _soonest(table, best, ends)
    return Cover(frozenset(table.givers[best].tolist()), max(0.0, (len(best) - bound) / len(best)))


def _greedy(table: Coverage) -> list[int]:
    """A cover, quickly: again and again the depot that fills the largest part of what is left."""
    left = table.needs.copy()
    chosen: list[int] = []
    while left.any():
        filled = (np.minimum(table.gives, left[:, None]) / table.needs[:, None]).sum(axis=0)
        filled[chosen] = -1.0
        best = int(filled.argmax())
        chosen.append(best)
        left = np.maximum(left - table.gives[:, best], 0)
    return chosen


def _without_needless(table: Coverage, columns: Sequence[int]) -> list[int]:
    """Leave out depots that the others make needless, the latest first."""
    kept = sorted(columns)
    for column in sorted(columns, reverse=True):
        others = [other for other in kept if other != column]
        if others and table.covered_by(others):
            kept = others
    return kept


def _least_conceivable(table: Coverage) -> int:
    """A bound, quickly: no fewer than the largest givers must be, of each need alone and of all needs as one."""
    shares = table.gives / table.needs[:, None]
    largest = -np.sort(-np.vstack([shares, shares.mean(axis=0)]), axis=1)
    return int(((largest.cumsum(axis=1) < 1 - TOLERANCE).sum(axis=1) + 1).max())


def _soonest(table: Coverage, best: list[int], ends: float) -> list[int]:
    """Halve the arrivals until no cover of as many depots completes sooner, or the time has run out.

    Columns are in the order of arrival, so the depots that arrive by a time are the first so many.
    """
    arrivals = table.arrivals.tolist()
    low, high = 0, table.arrive_s(best)
    times = sorted({arrival for arrival in arrivals if low <= arrival < high})
    first, last = 0, len(times)  # times[last:] are known to do (best), times[:first] are known not to
    while first < last and time.monotonic() < ends:
        middle = (first + last) // 2
        columns = int(np.searchsorted(arrivals, times[middle], side="right"))
        found = _solve(table, columns, None, ends, most=len(best))
        if found.columns is not None:
            best = found.columns
            last = int(np.searchsorted(times, table.arrive_s(best)))
        elif found.proven:
            first = middle + 1
        else:
            break
    return best


@dataclass(frozen=True)
class _Found:
    columns: list[int] | None
    bound: int
    proven: bool
    """Whether, without columns, there are none."""


def _solve(table: Coverage, width: int, start: list[int] | None, ends: float, *, most: int | None = None) -> _Found:
    """Cover the needs with the first `width` depots: as few as can be, or, with `most`, any so many at most."""
    if not table.covered_by(range(width)):
        return _Found(None, 0, proven=True)
    model = _model(table.gives[:, :width] / table.needs[:, None], most)
    if start is not None:
        _suggest(model, start, width)
    while True:
        model.setOptionValue("time_limit", max(ends - time.monotonic(), 0.01) + model.getRunTime())
        model.run()
        status, info = model.getModelStatus(), model.getInfo()
        bound = int(np.ceil(info.mip_dual_bound - 1e-6)) if np.isfinite(info.mip_dual_bound) else 0
        if status == highspy.HighsModelStatus.kInfeasible:
            return _Found(None, bound, proven=True)
        if info.primal_solution_status != 2:
            return _Found(None, bound, proven=False)
        columns = [column for column, value in enumerate(model.getSolution().col_value) if value > 0.5]
        if table.covered_by(columns):
            return _Found(columns, bound, proven=status == highspy.HighsModelStatus.kOptimal)
        # Short by less than HiGHS can see: any true cover needs a depot besides these.
        others = np.setdiff1d(np.arange(width), columns).astype(np.int32)
        model.addRow(1.0, highspy.kHighsInf, len(others), others, np.ones(len(others)))


def _model(shares: NDArray[np.float64], most: int | None) -> highspy.Highs:
    """The program: binary depots, each need covered once over; counting them, or with at most so many."""
    rows, width = shares.shape
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("mip_abs_gap", 0.99)  # counts are whole
    model.setOptionValue("mip_feasibility_tolerance", TOLERANCE)
    model.setOptionValue("primal_feasibility_tolerance", TOLERANCE)
    counted = np.zeros(width) if most is not None else np.ones(width)
    model.addVars(width, np.zeros(width), np.ones(width))
    model.changeColsCost(width, np.arange(width, dtype=np.int32), counted)
    integer = np.full(width, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
    model.changeColsIntegrality(width, np.arange(width, dtype=np.int32), integer)
    for row in range(rows):
        columns = np.flatnonzero(shares[row]).astype(np.int32)
        model.addRow(1.0, highspy.kHighsInf, len(columns), columns, shares[row, columns])
    if most is not None:
        model.addRow(0.0, float(most), width, np.arange(width, dtype=np.int32), np.ones(width))
    return model


def _suggest(model: highspy.Highs, columns: Sequence[int], width: int) -> None:
    """Begin from a cover that is known."""
    start = highspy.HighsSolution()
    start.col_value = [1.0 if column in set(columns) else 0.0 for column in range(width)]
    model.setSolution(start)
