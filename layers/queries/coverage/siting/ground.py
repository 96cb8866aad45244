"""What a choice is made on: the people, the sites of today, the candidates, and what those are worth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from layers.queries.coverage.answer import Basis
from layers.queries.coverage.place import Place
from layers.queries.coverage.reach import Floats, Sites
from layers.queries.coverage.siting.choice import Choice
from layers.queries.coverage.siting.cover import Cover, cover_of
from layers.queries.coverage.siting.nearness import Nearness, OnFoot, nearness_of
from layers.queries.coverage.siting.question import Candidate, Pick, Point, SitingMethod, SitingQuestion, Standing
from layers.queries.coverage.siting.served import Option, Seats, seats_of
from layers.queries.coverage.siting.table import Table, as_sites, gathered
from layers.queries.coverage.siting.tasks import (
    CURVE_MOST,
    CoverTask,
    DistanceTask,
    ServedTask,
    Task,
    greedy_order,
    in_order,
)
from layers.steps import Step, unheeded
from layers.travel.legs import basis_of

BY_DISTANCE = (SitingMethod.PMEDIAN, SitingMethod.PCENTRE)
LEAST_GAIN = 1e-3
"""People, metres or seconds: less is none."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Ground:
    """Candidates are new sites first, then sites of today that could have more places."""

    method: SitingMethod
    persons: Floats
    table: Table
    candidates: tuple[Candidate, ...]
    n_new: int
    cover: Cover
    seats: Seats | None
    task: Task
    ways: Nearness | None = None
    how_far: "HowFar | None" = None
    """Of the methods that go by nearness."""
    cut_off_persons: float = 0.0
    """Of people whom no way within the bound joins to any site or candidate: they have no say in the choice."""
    gathered_m: float = 0.0
    """How far cells were moved to be taken together, 0 where none were."""
    n_gathered: int = 0

    @cached_property
    def own_gains(self) -> Floats:
        """People whom each candidate alone would newly cover, or give a place."""
        return self.cover.own_gains if self.seats is None else self.seats.own_gains

    @cached_property
    def covered_today(self) -> Mask:
        return self.table.today().is_covered

    def covered_with(self, columns: Sequence[int]) -> Mask:
        """Return which cells are covered with these candidates."""
        chosen = np.zeros(self.table.reach.n_sites, bool)
        chosen[: self.table.n_sites] = True
        chosen[[self.table.n_sites + column for column in columns if column < self.n_new]] = True
        covered = np.zeros(len(self.persons), bool)
        covered[self.table.reach.cells[chosen[self.table.reach.sites]]] = True
        return covered

    def gained(self, columns: Sequence[int]) -> float:
        """Return how many people these candidates newly cover, or give a place."""
        if self.seats is not None:
            return self.seats.served(columns) - self.seats.served(())
        return self.cover.gained([column for column in columns if column < self.n_new])

    def standing(self, columns: Sequence[int]) -> Standing:
        """Return how things stand with these candidates."""
        covered = float(self.persons[self.covered_with(columns)].sum())
        served = None if self.seats is None else self.seats.served(columns)
        return Standing(covered, served, **(self.how_far.of(columns) if self.how_far else {}))

    @property
    def basis(self) -> Basis:
        """What all costs are made of."""
        if not isinstance(self.ways, OnFoot):
            return self.table.basis
        return Basis(basis_of([self.table.basis.value, *([self.ways.basis] if self.ways.asked else [])]))


class HowFar:
    """How far people are from their nearest site; of every cell, also of those that were taken together to choose."""

    def __init__(
        self, place: Place, today: Sites, candidates: tuple[Candidate, ...], ways: Nearness, some: Mask
    ) -> None:
        self._cells, self._persons, self._ways = place.cells.take(some), place.persons[some], ways
        self._sites = as_sites(candidates, 0.0)
        self._today = ways.nearest(self._cells, today)
        if len(today):
            self._today = np.minimum(self._today, ways.bound)
        self._known: dict[int, Floats] = {}

    def of(self, columns: Sequence[int]) -> dict[str, float]:
        """Return the mean and the farthest, by name with unit; nothing where there is no site for somebody."""
        near = self._today
        for column in columns:
            near = np.minimum(near, self._from(column))
        if not len(near) or not np.isfinite(near).all():
            return {}
        mean = float((near * self._persons).sum() / self._persons.sum())
        return {f"mean_{self._ways.unit}": mean, f"farthest_{self._ways.unit}": float(near.max())}

    def _from(self, column: int) -> Floats:
        if column not in self._known:
            costs = self._ways.between(self._cells, self._sites.take(np.array([column])))[:, 0]
            self._known[column] = np.minimum(costs, self._ways.bound)
        return self._known[column]


def ground_of(
    question: SitingQuestion,
    place: Place,
    today: Sites,
    table: Table,
    new: tuple[Candidate, ...],
    upgrades: tuple[Candidate, ...],
) -> Ground:
    """Return what the question's choice is made on."""
    persons, method = place.persons, question.method
    cover = cover_of(persons, table.candidates(), table.today().is_covered)
    if method is SitingMethod.SERVED:
        new = tuple(_with_places(one, question.places) for one in new)
        seats = _seats(persons, table, today, new, upgrades)
        return Ground(method, persons, table, (*new, *upgrades), len(new), cover, seats, ServedTask(seats))
    if method not in BY_DISTANCE:
        task = CoverTask(cover, method is SitingMethod.LSCP, question.solver)
        return Ground(method, persons, table, new, len(new), cover, None, task)
    ways = nearness_of(question.coverage)
    few = gathered(place.cells, persons, max(1, ways.most_pairs // max(1, len(new))))
    costs, near = ways.between(few.cells, as_sites(new, 0.0)), ways.nearest(few.cells, today)
    cut_off = np.isinf(near) & np.isinf(costs).all(axis=1) if np.isfinite(ways.bound) else np.zeros(len(near), bool)
    costs, near = np.minimum(costs, ways.bound), np.minimum(near, ways.bound)
    by_distance = DistanceTask(
        costs,
        np.where(cut_off, 0.0, few.persons),
        near if len(today) else None,
        method is SitingMethod.PCENTRE,
        question.solver,
    )
    lost = (few.groups >= 0) & cut_off[few.groups] if len(cut_off) else np.zeros(len(persons), bool)
    return Ground(
        method,
        persons,
        table,
        new,
        len(new),
        cover,
        None,
        by_distance,
        ways=ways,
        how_far=HowFar(place, today, new, ways, (persons > 0) & ~lost),
        cut_off_persons=float(persons[lost].sum()),
        gathered_m=few.farthest_m,
        n_gathered=len(few.cells),
    )


def _seats(
    persons: Floats, table: Table, today: Sites, new: tuple[Candidate, ...], upgrades: tuple[Candidate, ...]
) -> Seats:
    capacity = np.concatenate([np.nan_to_num(today.capacity_persons), np.zeros(len(new))])
    at = {code: number for number, code in enumerate(today.codes)}
    options = [Option(len(today) + number, one.places or 0.0) for number, one in enumerate(new)]
    options += [Option(at[one.code or ""], one.places or 0.0) for one in upgrades]
    return seats_of(persons, capacity, table.reach, options)


def _with_places(candidate: Candidate, places: float) -> Candidate:
    return candidate if candidate.places is not None else replace(candidate, places=places)


def picked(ground: Ground, columns: Sequence[int]) -> tuple[Pick, ...]:
    """Return the chosen candidates in order, without those that add nothing to the others."""
    picks: list[Pick] = []
    taken: list[int] = []
    for column in in_order(columns, ground.task):
        if ground.task.worth([*taken, column]) - ground.task.worth(taken) <= LEAST_GAIN:
            break
        before = ground.gained(taken)
        taken.append(column)
        own, gained = float(ground.own_gains[column]), ground.gained(taken) - before
        picks.append(Pick(ground.candidates[column], gained, own, ground.standing(taken)))
    return tuple(picks)


def curve(
    ground: Ground, choice: Choice, columns: Sequence[int], time_limit_s: float, step: Step = unheeded
) -> tuple[Point, ...]:
    """Return how many people 1, 2, … sites gain, up to those picked: the best choices of as many that are known."""
    points = []
    greedy = greedy_order(ground.task, len(columns))
    for n in range(1, len(columns)):
        step(n / len(columns))
        best = ground.task.best_of(n, time_limit_s / CURVE_MOST) if len(columns) <= CURVE_MOST else None
        tried = [columns[:n], greedy[:n], *([best.columns] if best else [])]
        gained = max(map(ground.gained, tried))
        is_first = n == 1 and ground.method not in BY_DISTANCE
        points.append(Point(n, gained, is_first or (best is not None and best.gap == 0)))
    if columns:
        points.append(Point(len(columns), ground.gained(columns), choice.gap == 0))
    return tuple(points)
