"""Whom candidates would newly cover, and which of them cover the most, or everyone with the fewest (MCLP, LSCP).

Cells that the same candidates reach are one row: that changes no answer and makes programs much smaller.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array, hstack, vstack

from layers.queries.coverage.reach import Floats, Reach
from layers.queries.coverage.siting.choice import NOTHING, TIME_LIMIT_S, Choice, Solver
from layers.queries.coverage.siting.classic import DENSE_MOST, lscp, mclp, require_small
from layers.queries.coverage.siting.groups import grouped
from layers.queries.coverage.siting.highs import Program, maximise
from layers.steps import Step, unheeded

HIGHS = "highs"
NONZEROS_MOST = 300_000
"""Of a program that only asks whether so many suffice; beyond, that stays undecided."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Cover:
    """People who are not covered today, by the set of candidates that reach them."""

    people: Floats
    """Of each row, shape (rows,), more than 0."""
    reached: csr_array
    """Rows × candidates, 1 where a candidate reaches the people of a row."""
    row_of: NDArray[np.int64]
    """Of each cell, shape (cells,); -1 for those covered already, without people, or out of every candidate's reach."""
    unreachable: Mask
    """Cells with people whom neither a site of today nor any candidate reaches."""

    @property
    def n_candidates(self) -> int:
        return int(self.reached.shape[1])

    def covered_by(self, columns: Sequence[int]) -> Mask:
        """Return which rows any of the candidates reaches."""
        return np.asarray(self.reached[:, list(columns)].sum(axis=1)).ravel() > 0

    def gained(self, columns: Sequence[int]) -> float:
        """Return how many people the candidates would newly cover together."""
        return float(self.people[self.covered_by(columns)].sum())

    @cached_property
    def own_gains(self) -> Floats:
        """How many people each candidate alone would newly cover, shape (candidates,)."""
        return np.asarray(self.reached.T @ self.people, float)


def cover_of(persons: Floats, reach: Reach, covered: Mask) -> Cover:
    """Return whom candidates would newly cover.

    Parameters
    ----------
    reach
        Cells × candidates.
    covered
        The cells that sites of today cover, shape (cells,).
    """
    wanted = ~covered & (persons > 0)
    row_of, members = grouped(reach, wanted, np.ones(reach.n_sites, bool))
    inside = row_of >= 0
    people = np.bincount(row_of[inside], persons[inside], minlength=len(members)).astype(float)
    begins = np.cumsum([0, *map(len, members)])
    indices = np.concatenate([np.zeros(0, np.int32), *members])
    reached = csr_array((np.ones(len(indices)), indices, begins), shape=(len(members), reach.n_sites))
    return Cover(people, reached, row_of, wanted & (row_of < 0))


def most_covered(
    cover: Cover,
    p: int,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    solver: Solver = Solver.HIGHS,
    step: Step = unheeded,
) -> Choice:
    """Choose at most `p` candidates that newly cover the most people (MCLP, Church and ReVelle 1974).

    Raises
    ------
    ValueError
        For p below 1.
    TooBroadError
        For a table that is too large for spopt.
    """
    if p < 1:
        raise ValueError("p must be at least 1")
    if not len(cover.people):
        return NOTHING
    p = min(p, cover.n_candidates)
    if solver is Solver.SPOPT:
        require_small(cover.reached.shape[0] * cover.n_candidates, DENSE_MOST)
        return mclp(_costs(cover), cover.people, 0.0, p, time_limit_s=time_limit_s)
    greedy = greedily(cover, p)
    n, m = len(cover.people), cover.n_candidates
    rows = vstack([hstack([cover.reached, -eye_array(n)]), csr_array(_chosen(m, n))], format="csr")
    solved = maximise(
        Program(
            gains=np.concatenate([np.zeros(m), cover.people]),
            upper=np.ones(m + n),
            n_binary=m,
            rows=rows,
            least=np.append(np.zeros(n), 0.0),
            most=np.append(np.full(n, np.inf), p),
        ),
        time_limit_s=time_limit_s,
        start=greedy,
        step=step,
    )
    columns = greedy if solved.values is None else _ones(solved.values[:m])
    best = max((tuple(sorted(one)) for one in (columns, greedy)), key=cover.gained)
    return Choice(best, cover.gained(best), solved.bound, HIGHS)


def fewest_covering(
    cover: Cover, *, time_limit_s: float = TIME_LIMIT_S, solver: Solver = Solver.HIGHS, step: Step = unheeded
) -> Choice:
    """Choose the fewest candidates that cover everyone whom any of them reaches (LSCP, Toregas and others 1971)."""
    if not len(cover.people):
        return NOTHING
    if solver is Solver.SPOPT:
        require_small(cover.reached.shape[0] * cover.n_candidates, DENSE_MOST)
        return lscp(_costs(cover), 0.0, time_limit_s=time_limit_s)
    greedy = greedily(cover, cover.n_candidates)
    n, m = len(cover.people), cover.n_candidates
    solved = maximise(
        Program(-np.ones(m), np.ones(m), m, cover.reached, np.ones(n), np.full(n, np.inf)),
        time_limit_s=time_limit_s,
        start=greedy,
        gap_abs=0.999,
        step=step,
    )
    columns = greedy if solved.values is None else _ones(solved.values)
    best = min((tuple(sorted(one)) for one in (columns, greedy)), key=len)
    return Choice(best, float(len(best)), float(np.ceil(-solved.bound - 1e-6)), HIGHS)


def covering_with(
    cover: Cover, p: int, *, time_limit_s: float, step: Step = unheeded
) -> tuple[tuple[int, ...] | None, bool]:
    """Return at most `p` candidates that cover everyone; or None, and whether it is proven that there are none."""
    if cover.unreachable.any():
        return None, True
    greedy = greedily(cover, p)
    if cover.covered_by(greedy).all():
        return tuple(sorted(greedy)), False
    if apart(cover) > p:
        return None, True
    if cover.reached.nnz > NONZEROS_MOST:
        return None, False
    n, m = len(cover.people), cover.n_candidates
    rows = vstack([cover.reached, csr_array(np.ones((1, m)))], format="csr")
    program = Program(np.zeros(m), np.ones(m), m, rows, np.append(np.ones(n), 0.0), np.append(np.full(n, np.inf), p))
    solved = maximise(program, time_limit_s=time_limit_s, step=step)
    return None if solved.values is None else tuple(_ones(solved.values)), solved.is_infeasible


def apart(cover: Cover) -> int:
    """Return of how many rows no two share a candidate, those that few candidates reach first: so many it takes."""
    turned = cover.reached.T.tocsr()
    left = np.ones(len(cover.people), bool)
    count = 0
    for row in np.argsort(np.diff(cover.reached.indptr), kind="stable").tolist():
        if left[row]:
            count += 1
            mine = cover.reached.indices[cover.reached.indptr[row] : cover.reached.indptr[row + 1]]
            left[turned[mine].indices] = False
    return count


def greedily(cover: Cover, p: int) -> list[int]:
    """Choose again and again the candidate that newly covers the most people, until none gains any."""
    left = cover.people.copy()
    turned = cover.reached.T.tocsr()
    chosen: list[int] = []
    while len(chosen) < p:
        gains = turned @ left
        best = int(gains.argmax())
        if gains[best] <= 0:
            break
        chosen.append(best)
        left[turned.indices[turned.indptr[best] : turned.indptr[best + 1]]] = 0.0
    return chosen


def _costs(cover: Cover) -> Floats:
    """The rows as spopt reads them: cost 0 within reach, infinite beyond."""
    return np.where(cover.reached.toarray() > 0, 0.0, np.inf)


def _chosen(binaries: int, others: int) -> Floats:
    return np.concatenate([np.ones(binaries), np.zeros(others)])[None, :]


def _ones(values: Floats) -> list[int]:
    return [int(column) for column in np.flatnonzero(values > 0.5)]
