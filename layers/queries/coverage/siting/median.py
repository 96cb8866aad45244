"""The p-median: sites such that people are, weighted by how many they are, the least metres from their nearest.

A choice is improved by exchanges (Teitz and Bart 1968, in the form of Whitaker 1983), and a Lagrangian bound
(Cornuéjols, Fisher and Nemhauser 1977) says how far from the best that can be at most. Where the two do not meet, and
the table is not too large, a program decides.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from layers.queries.coverage.reach import Floats
from layers.queries.coverage.siting.choice import NOTHING, TIME_LIMIT_S, Choice, Solver
from layers.queries.coverage.siting.classic import MEDIAN_MOST, UndecidedError, pmedian, require_small
from layers.queries.coverage.siting.highs import Program, maximise
from layers.steps import Step, part, unheeded

STEPS = 200
"""Of the bound: a number, not a time, so that the same question has the same answer."""
EXCHANGES = 200
PROGRAM_MOST = 20_000
"""Pairs of a cell and a candidate that is nearer than the sites of today, in a program."""


def least_total_cost(
    costs: Floats,
    weights: Floats,
    p: int,
    *,
    existing: Floats | None = None,
    time_limit_s: float = TIME_LIMIT_S,
    solver: Solver = Solver.HIGHS,
    step: Step = unheeded,
) -> Choice:
    """Choose at most `p` candidates with the least Σ weight × cost to the nearest site, old or new.

    Parameters
    ----------
    costs
        Cells × candidates, finite.
    weights
        Of each cell.
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
    some = np.flatnonzero(weights > 0)
    if not len(some) or not costs.shape[1]:
        return NOTHING
    costs, weights, p = costs[some], weights[some], min(p, costs.shape[1])
    existing = None if existing is None or not np.isfinite(existing).all() else existing[some]
    if solver is Solver.SPOPT:
        require_small(costs.size, MEDIAN_MOST)
        with suppress(UndecidedError):
            return _as_written(costs, weights, p, existing, time_limit_s)
    weighted = costs * weights[:, None]
    today = None if existing is None else existing * weights
    columns = _exchanged(weighted, today, _greedy(weighted, today, p), part(step, 0.0, 0.25))
    value = float(_nearest(weighted, today, columns).sum())
    bound = min(value, _bound(weighted, today, p, value, part(step, 0.25, 0.5)))
    found = Choice(tuple(sorted(columns)), value, bound, "exchange")
    return found if found.gap == 0 else _decided(weighted, today, p, found, time_limit_s, part(step, 0.5, 1.0))


def _decided(weighted: Floats, today: Floats | None, p: int, found: Choice, time_limit_s: float, step: Step) -> Choice:
    """Solve the program of it all, begun from what exchanges found; never worse than that."""
    cells, candidates = np.nonzero(weighted < (np.inf if today is None else today[:, None]))
    if len(cells) > PROGRAM_MOST:
        return found
    program = _program(weighted, today, p, cells, candidates)
    solved = maximise(program, time_limit_s=time_limit_s, start=found.columns, step=step)
    columns = found.columns
    if solved.values is not None:
        columns = tuple(np.flatnonzero(solved.values[: weighted.shape[1]] > 0.5).tolist())
    value = float(_nearest(weighted, today, columns).sum())
    if value >= found.value:
        columns, value = found.columns, found.value
    return Choice(columns, value, min(value, max(found.bound, -solved.bound)), "highs")


def _program(weighted: Floats, today: Floats | None, p: int, cells: Any, columns: Any) -> Program:
    """Each cell goes to one chosen candidate, or stays with the sites of today (ReVelle and Swain 1970)."""
    (n, m), k = weighted.shape, len(cells)
    at, ones, stay = np.arange(k), np.ones(k), 0 if today is None else n
    goes = csr_array((ones, (cells, at)), shape=(n, k))
    stays = csr_array((np.ones(stay), (np.arange(stay), np.arange(stay))), shape=(n, stay))
    opened = csr_array((-ones, (at, columns)), shape=(k, m))
    each = csr_array((ones, (at, at)), shape=(k, k))
    rows: Any = vstack(
        [
            hstack([csr_array((n, m)), goes, stays]),
            hstack([opened, each, csr_array((k, stay))]),
            csr_array(np.concatenate([np.ones(m), np.zeros(k + stay)])[None, :]),
        ],
        format="csr",
    )
    return Program(
        gains=-np.concatenate([np.zeros(m), weighted[cells, columns], np.zeros(0) if today is None else today]),
        upper=np.ones(m + k + stay),
        n_binary=m,
        rows=rows,
        least=np.concatenate([np.ones(n), np.full(k, -np.inf), [0.0]]),
        most=np.concatenate([np.ones(n), np.zeros(k), [p]]),
    )


def _as_written(costs: Floats, weights: Floats, p: int, existing: Floats | None, time_limit_s: float) -> Choice:
    """The sites of today stand in the table as one column, which is fixed."""
    if existing is None:
        return pmedian(costs, weights, p, time_limit_s=time_limit_s)
    found = pmedian(
        np.column_stack([costs, existing]), weights, p + 1, fixed=[costs.shape[1]], time_limit_s=time_limit_s
    )
    return Choice(found.columns[:-1], found.value, found.bound, found.solver)


def _nearest(weighted: Floats, today: Floats | None, columns: Sequence[int]) -> Floats:
    best = np.full(len(weighted), np.inf) if today is None else today
    return np.minimum(best, weighted[:, list(columns)].min(axis=1)) if len(columns) else best


def _greedy(weighted: Floats, today: Floats | None, p: int) -> list[int]:
    columns: list[int] = []
    best = today
    for _ in range(p):
        totals = (weighted if best is None else np.minimum(weighted, best[:, None])).sum(axis=0)
        totals[columns] = np.inf
        columns.append(int(totals.argmin()))
        best = _nearest(weighted, today, columns)
    return columns


def _exchanged(weighted: Floats, today: Floats | None, columns: list[int], step: Step) -> list[int]:
    """Exchange one chosen candidate for another while that lowers the total, the best exchange first."""
    n, m = weighted.shape
    for done in range(EXCHANGES):
        step(done / EXCHANGES)
        table = weighted[:, columns] if today is None else np.column_stack([weighted[:, columns], today])
        order = np.argsort(table, axis=1, kind="stable")
        first = np.take_along_axis(table, order[:, :1], 1)
        second = np.take_along_axis(table, order[:, 1:2], 1) if table.shape[1] > 1 else np.full((n, 1), np.inf)
        saved = np.maximum(0.0, first - weighted).sum(axis=0)
        lost = np.zeros((len(columns), m))
        for place in range(len(columns)):
            mine = order[:, 0] == place
            # Whoever loses the nearest goes to the second, or to the newcomer where that is nearer.
            lost[place] = np.maximum(0.0, np.minimum(weighted[mine], second[mine]) - first[mine]).sum(axis=0)
        change = saved[None, :] - lost
        change[:, columns] = -np.inf
        best = int(change.argmax())
        if change.flat[best] <= 1e-9 * max(1.0, float(first.sum())):
            break
        columns[best // m] = best % m
    return columns


def _bound(weighted: Floats, today: Floats | None, p: int, value: float, step: Step) -> float:
    """No choice has a smaller total: the requirement that each cell has one site is priced, and prices are improved."""
    second = np.sort(weighted, axis=1)[:, : p + 1].mean(axis=1)
    prices: Floats = second if today is None else np.minimum(second, today)
    best, pace, stale = -np.inf, 1.0, 0
    for done in range(STEPS):
        step(done / STEPS)
        saving = np.minimum(0.0, weighted - prices[:, None])
        worth = saving.sum(axis=0)
        opened = np.argpartition(worth, p - 1)[:p]
        total = float(prices.sum() + worth[opened].sum())
        times = 1.0 - (saving[:, opened] < 0).sum(axis=1)
        if today is not None:
            total += float(np.minimum(0.0, today - prices).sum())
            times -= today < prices
        stale = 0 if total > best else stale + 1
        best = max(best, total)
        if stale >= 10:
            pace, stale = pace / 2, 0
        length = float((times**2).sum())
        if length == 0 or value - best <= 1e-9 * max(1.0, value):
            break
        prices = prices + pace * (value - total) / length * times
    return best
