"""Which new sites and which added places serve the most people, when no site may hold more than its capacity.

Whom a site can hold follows from a flow: people → sites that reach them → places. Given the sites, the most served is
the greatest flow; which sites, is a mixed integer program of flows and one binary for each option.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack, vstack

from layers.queries.coverage.reach import Floats, Reach
from layers.queries.coverage.siting.choice import NOTHING, TIME_LIMIT_S, Choice
from layers.queries.coverage.siting.groups import grouped
from layers.queries.coverage.siting.highs import Program, maximise
from layers.steps import Step, part, unheeded

PARTS = 2.0**20
"""In which people are counted where they are not whole numbers, so that flows are exact."""
PAIRS_MOST = 150_000
"""Of a group of cells and a site, in a mixed integer program."""
ENOUGH = 1e-3
"""Persons: less is no difference."""


@dataclass(frozen=True)
class Option:
    """Places that could be added at a site; a new site is one that has none today."""

    site: int
    """Its number in the `Reach`."""
    persons: float


@dataclass(frozen=True)
class Seats:
    """People in groups that the same sites reach, the places there are, and those that could be."""

    people: Floats
    """Of each group, shape (groups,)."""
    groups: NDArray[np.int64]
    """Of each pair of a group and a site that reaches it, shape (pairs,)."""
    sites: NDArray[np.int64]
    places: Floats
    """Today, of each site, shape (sites,); 0 for new ones and where none are known."""
    options: tuple[Option, ...]

    @cached_property
    def _flow(self) -> "_Flow":
        return _Flow(self)

    def served(self, columns: Sequence[int]) -> float:
        """Return how many people have a place when these options are taken."""
        return self._flow.served(self.with_options(columns))

    def with_options(self, columns: Sequence[int]) -> Floats:
        """Return the places of each site when these options are taken."""
        places = self.places.copy()
        for column in columns:
            places[self.options[column].site] += self.options[column].persons
        return places

    @cached_property
    def leanings(self) -> Floats:
        """Less than any difference that counts: the more, the more people reach an option's site, shape (options,)."""
        in_reach = np.bincount(self.sites, self.people[self.groups], minlength=len(self.places))
        most = max(1.0, float(in_reach.max(initial=0.0)))
        return np.array([ENOUGH / 100 * in_reach[one.site] / most for one in self.options], float)

    @cached_property
    def own_gains(self) -> Floats:
        """How many more people would be served by each option alone, shape (options,)."""
        today = self.served(())
        return np.array([self.served((column,)) - today for column in range(len(self.options))])


def seats_of(persons: Floats, capacity_persons: Floats, reach: Reach, options: Sequence[Option]) -> Seats:
    """Return the places and the people whom they could serve.

    Parameters
    ----------
    capacity_persons
        Today, of each site of `reach`; NaN serves nobody.
    """
    places = np.nan_to_num(np.asarray(capacity_persons, float))
    useful = places > 0
    useful[[one.site for one in options]] = True
    row_of, members = grouped(reach, (persons > 0), useful)
    inside = row_of >= 0
    people = np.bincount(row_of[inside], persons[inside], minlength=len(members)).astype(float)
    groups = np.repeat(np.arange(len(members)), [len(one) for one in members])
    sites = np.concatenate([np.zeros(0, np.int64), *members]).astype(np.int64)
    return Seats(people, groups, sites, places, tuple(options))


def most_served(
    seats: Seats,
    p: int,
    *,
    time_limit_s: float = TIME_LIMIT_S,
    pairs_most: int = PAIRS_MOST,
    step: Step = unheeded,
) -> Choice:
    """Choose at most `p` options such that the most people have a place.

    Returns
    -------
    Choice
        Its value is all who are served, those of today included. Never worse than `greedily`, which beyond
        `pairs_most` pairs of groups and sites is all that is tried.

    Raises
    ------
    ValueError
        For p below 1.
    """
    if p < 1:
        raise ValueError("p must be at least 1")
    if not seats.options:
        return NOTHING
    columns = tuple(sorted(greedily(seats, p, part(step, 0.0, 0.4))))
    value, bound = seats.served(columns), _bound(seats, columns, p)
    if bound - value <= ENOUGH or len(seats.groups) > pairs_most:
        return Choice(columns, value, max(bound, value), "greedy")
    solved = maximise(_program(seats, p), time_limit_s=time_limit_s, start=columns, step=part(step, 0.4, 1.0))
    found = [] if solved.values is None else np.flatnonzero(solved.values[: len(seats.options)] > 0.5).tolist()
    if (better := seats.served(found)) > value + ENOUGH:
        columns, value = tuple(found), better
    return Choice(columns, value, max(min(bound, solved.bound), value), "highs")


def _bound(seats: Seats, columns: Sequence[int], p: int) -> float:
    """No `p` options serve more than these and, of the largest gains that others then still have, the sum of `p`."""
    value = seats.served(columns)
    others = [column for column in range(len(seats.options)) if column not in columns]
    gains = sorted((seats.served([*columns, column]) - value for column in others), reverse=True)
    return min(value + sum(gains[:p]), seats.served(range(len(seats.options))))


def greedily(seats: Seats, p: int, step: Step = unheeded) -> list[int]:
    """Choose again and again the option by which the most people more are served, until none gains any.

    Notes
    -----
    What an option gains can only shrink as others are taken, so only those whose last known gain is the largest are
    looked at again (Minoux 1978); and the result is at least 1 - 1/e of the best gain (Nemhauser and others 1978). Of
    options that gain as many, the one with the most people in reach is taken, then the first.
    """
    gains, lean = seats.own_gains.copy(), seats.leanings
    chosen: list[int] = []
    value = seats.served(())
    while len(chosen) < p and len(chosen) < len(seats.options):
        step(len(chosen) / p)
        seen: set[int] = set()
        best = int((gains + lean).argmax())
        while best not in seen:
            gains[best] = seats.served([*chosen, best]) - value
            seen.add(best)
            best = int((gains + lean).argmax())
        if gains[best] <= 1e-9:
            break
        chosen.append(best)
        value += gains[best]
        gains[best] = -np.inf
    return chosen


def _program(seats: Seats, p: int) -> Program:
    """Flows f of pairs and binaries x of options: Σ f ≤ people, Σ f ≤ places + Σ added · x, Σ x ≤ p.

    Added places beyond the people in reach cannot be used; cutting them off makes the bound of the relaxed program
    tighter, as does f ≤ people · x for the pairs of new sites.
    """
    n, m, pairs = len(seats.people), len(seats.options), len(seats.groups)
    used, site_row = np.unique(seats.sites, return_inverse=True)
    in_reach = np.bincount(seats.sites, seats.people[seats.groups], minlength=len(seats.places))
    added = np.zeros((len(used), m))
    for column, option in enumerate(seats.options):
        row = np.searchsorted(used, option.site)
        if row < len(used) and used[row] == option.site:
            added[row, column] = min(option.persons, in_reach[option.site])
    at, ones = np.arange(pairs), np.ones(pairs)
    by_group = csr_array((ones, (seats.groups, at)), shape=(n, pairs))
    by_site = csr_array((ones, (site_row, at)), shape=(len(used), pairs))
    opening = _opening(seats)
    rows: Any = vstack(
        [
            hstack([csr_array((n, m)), by_group]),
            hstack([csr_array(-added), by_site]),
            opening,
            csr_array(np.concatenate([np.ones(m), np.zeros(pairs)])[None, :]),
        ],
        format="csr",
    )
    most = np.concatenate([seats.people, seats.places[used], np.zeros(opening.shape[0]), [p]])
    return Program(
        gains=np.concatenate([np.zeros(m), ones]),
        upper=np.concatenate([np.ones(m), seats.people[seats.groups]]),
        n_binary=m,
        rows=rows,
        least=np.full(len(most), -np.inf),
        most=most,
    )


def _opening(seats: Seats) -> csr_array:
    """Rows f - min(people, added) · x ≤ 0, for pairs of sites that have no places but those of one option."""
    m = len(seats.options)
    of_site: dict[int, list[int]] = {}
    for column, option in enumerate(seats.options):
        of_site.setdefault(option.site, []).append(column)
    new = {site: columns[0] for site, columns in of_site.items() if len(columns) == 1 and seats.places[site] <= 0}
    pairs = np.flatnonzero(np.isin(seats.sites, list(new)))
    columns = np.array([new[site] for site in seats.sites[pairs].tolist()], int)
    added = np.array([seats.options[column].persons for column in columns.tolist()], float)
    most = np.minimum(seats.people[seats.groups[pairs]], added)
    at = np.arange(len(pairs))
    data = np.concatenate([np.ones(len(pairs)), -most])
    places = (np.concatenate([at, at]), np.concatenate([pairs + m, columns]))
    return csr_array((data, places), shape=(len(pairs), m + len(seats.groups)))


class _Flow:
    """The greatest flow, in whole parts of people; only what flows out of the sites changes from one to the next."""

    def __init__(self, seats: Seats) -> None:
        from ortools.graph.python.max_flow import SimpleMaxFlow  # loads slowly

        n, s = len(seats.people), len(seats.places)
        self._source, self._sink = n + s, n + s + 1
        figures = np.concatenate([seats.people, seats.places, [one.persons for one in seats.options]])
        whole = bool((figures == np.floor(figures)).all())
        self._parts = 1.0 if whole else PARTS
        people = np.floor(seats.people * self._parts).astype(np.int64)
        self._total = int(people.sum())
        self._network = SimpleMaxFlow()
        self._network.add_arcs_with_capacity(np.full(n, self._source, np.int32), np.arange(n, dtype=np.int32), people)
        self._network.add_arcs_with_capacity(
            seats.groups.astype(np.int32), (seats.sites + n).astype(np.int32), people[seats.groups]
        )
        at_site = np.arange(n, n + s, dtype=np.int32)
        self._out = self._network.add_arcs_with_capacity(
            at_site, np.full(s, self._sink, np.int32), np.zeros(s, np.int64)
        )

    def served(self, places: Floats) -> float:
        room = np.minimum(np.floor(places * self._parts), self._total).astype(np.int64)
        self._network.set_arcs_capacity(self._out, room)
        if self._network.solve(self._source, self._sink) != self._network.OPTIMAL:
            raise RuntimeError("The flow of people to places was not found.")
        return float(self._network.optimal_flow()) / self._parts
