"""What candidates are worth by each method, and the choice that is worth the most."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from layers.queries.coverage.reach import Floats
from layers.queries.coverage.siting.centre import least_farthest
from layers.queries.coverage.siting.choice import Choice, Solver
from layers.queries.coverage.siting.cover import Cover, fewest_covering, greedily, most_covered
from layers.queries.coverage.siting.median import least_total_cost
from layers.queries.coverage.siting.served import Seats, most_served
from layers.queries.coverage.siting.served import greedily as greedily_served
from layers.steps import Step, unheeded

CURVE_MOST = 30
"""For up to so many sites, the best choice of each smaller number is looked for too."""


class Task(Protocol):
    """Candidates are told by number."""

    def choose(self, p: int | None, time_limit_s: float, step: Step = unheeded) -> Choice: ...

    def worth(self, columns: Sequence[int]) -> float:
        """Return what candidates are worth together, the more the better."""

    def best_of(self, n: int, time_limit_s: float) -> Choice | None:
        """Return the best choice of fewer, where it is quick to find."""


@dataclass(frozen=True)
class CoverTask:
    cover: Cover
    fewest: bool
    solver: Solver = Solver.HIGHS

    def choose(self, p: int | None, time_limit_s: float, step: Step = unheeded) -> Choice:
        if self.fewest:
            return fewest_covering(self.cover, time_limit_s=time_limit_s, solver=self.solver, step=step)
        return most_covered(self.cover, p or 1, time_limit_s=time_limit_s, solver=self.solver, step=step)

    def worth(self, columns: Sequence[int]) -> float:
        return self.cover.gained(columns)

    def best_of(self, n: int, time_limit_s: float) -> Choice | None:
        return most_covered(self.cover, n, time_limit_s=time_limit_s)


@dataclass(frozen=True)
class ServedTask:
    seats: Seats

    def choose(self, p: int | None, time_limit_s: float, step: Step = unheeded) -> Choice:
        return most_served(self.seats, p or 1, time_limit_s=time_limit_s, step=step)

    def worth(self, columns: Sequence[int]) -> float:
        return self.seats.served(columns)

    def best_of(self, n: int, time_limit_s: float) -> Choice | None:
        return None


@dataclass(frozen=True)
class DistanceTask:
    """By metres, or seconds, to the nearest: their sum over people, or those of the farthest."""

    costs: Floats
    persons: Floats
    today: Floats | None
    farthest: bool
    solver: Solver = Solver.HIGHS

    def choose(self, p: int | None, time_limit_s: float, step: Step = unheeded) -> Choice:
        solve = least_farthest if self.farthest else least_total_cost
        how = {"existing": self.today, "time_limit_s": time_limit_s, "solver": self.solver, "step": step}
        return solve(self.costs, self.persons, p or 1, **how)  # type: ignore[arg-type]

    def worth(self, columns: Sequence[int]) -> float:
        near = np.full(len(self.persons), np.inf) if self.today is None else self.today
        if columns:
            near = np.minimum(near, self.costs[:, list(columns)].min(axis=1))
        some = self.persons > 0
        if not some.any():
            return 0.0
        return -float(near[some].max() if self.farthest else (near[some] * self.persons[some]).sum())

    def best_of(self, n: int, time_limit_s: float) -> Choice | None:
        return None


def in_order(columns: Sequence[int], task: Task) -> Iterator[int]:
    """Yield chosen candidates such that each adds as much as any of those left can, given those before it.

    Notes
    -----
    What each adds depends on the order; their sum does not. Of two that add as much the smaller number comes first.
    """
    taken: list[int] = []
    left = sorted(columns)
    while left:
        worths = [task.worth([*taken, column]) for column in left]
        taken.append(left.pop(int(np.argmax(worths))))
        yield taken[-1]


def greedy_order(task: Task, p: int) -> list[int]:
    """Return up to `p` candidates, each adding the most, for the part of a curve where the best is not known."""
    if isinstance(task, CoverTask):
        return greedily(task.cover, p)
    if isinstance(task, ServedTask):
        return greedily_served(task.seats, p)
    return []
