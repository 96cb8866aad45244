"""Who reaches whom: sites of today and candidates side by side, and how far people are from each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.people.cells import Cells
from layers.queries.coverage.answer import Basis
from layers.queries.coverage.distances import reach_by_distance
from layers.queries.coverage.metres import Places, near_metres
from layers.queries.coverage.question import CoverageQuestion, Method
from layers.queries.coverage.reach import Floats, Reach, Sites, reach_from_pairs
from layers.queries.coverage.siting.question import Candidate
from layers.queries.coverage.walking import WalkingReach, reach_by_walking, walker
from layers.steps import Step, unheeded


@dataclass(frozen=True)
class Table:
    """Sites of today first, then candidates."""

    reach: Reach
    """Cells × (sites of today and candidates)."""
    n_sites: int
    basis: Basis
    walking: WalkingReach | None = None
    """What there is to say of the ways, where they are walked."""

    def today(self) -> Reach:
        return some_sites(self.reach, 0, self.n_sites)

    def candidates(self) -> Reach:
        return some_sites(self.reach, self.n_sites, self.reach.n_sites)


def some_sites(reach: Reach, first: int, end: int) -> Reach:
    """Return the pairs of the sites from `first` up to `end`, numbered from 0."""
    kept = np.flatnonzero((reach.sites >= first) & (reach.sites < end))
    cells, sites = reach.cells[kept], reach.sites[kept] - first
    return reach_from_pairs(
        cells, sites, reach.costs[kept], n_cells=reach.n_cells, n_sites=end - first, unit=reach.unit
    )


def as_sites(candidates: tuple[Candidate, ...], limit: float) -> Sites:
    lons, lats = (np.array([getattr(one, name) for one in candidates], float) for name in ("lon", "lat"))
    places = np.array([np.nan if one.places is None else one.places for one in candidates], float)
    codes = tuple(f"+{place + 1}" for place in range(len(candidates)))
    return Sites(codes, lons, lats, places, np.full(len(candidates), limit))


def side_by_side(today: Sites, others: Sites) -> Sites:
    columns = ("lons", "lats", "capacity_persons", "limits")
    joined = (np.concatenate([getattr(today, name), getattr(others, name)]) for name in columns)
    return Sites((*today.codes, *others.codes), *joined)


def table_of(question: CoverageQuestion, cells: Cells, today: Sites, others: Sites, step: Step = unheeded) -> Table:
    """Return who reaches whom, by metres or by minutes on foot, as coverage itself is measured."""
    sites = side_by_side(today, others)
    if question.method is not Method.TRAVEL_TIME:
        return Table(reach_by_distance(cells, sites), len(today), Basis.GEODESIC)
    walking = reach_by_walking(
        cells,
        sites,
        vehicle=walker(question.speed_m_s),
        avoid=question.avoid,
        progress=lambda done, total: step(done / total),
    )
    return Table(walking.reach, len(today), Basis(walking.basis), walking)


def metres_between(cells: Cells, sites: Sites) -> Floats:
    """Return the metres from every cell to every site, shape (cells, sites)."""
    n, m = len(cells), len(sites)
    at, to = np.repeat(np.arange(n), m), np.tile(np.arange(m), n)
    places = Places(cells.lons, cells.lats), Places(sites.lons, sites.lats)
    return near_metres(*places, at, to, np.full(n * m, np.inf)).reshape(n, m)


@dataclass(frozen=True)
class Gathered:
    """Cells taken together by squares, each standing where the largest of them does."""

    cells: Cells
    persons: Floats
    farthest_m: float
    """How far any cell is from the one it stands with."""
    groups: NDArray[np.int64]
    """With which of them each cell stands, shape (all cells,); -1 for those without people."""


def gathered(cells: Cells, persons: Floats, most: int) -> Gathered:
    """Return at most about `most` cells, by squares as small as will do; all of them where they are so few."""
    some, stands = np.flatnonzero(persons > 0), np.full(len(persons), -1, np.int64)
    cells, persons = cells.take(some), persons[some]
    if len(cells) <= most:
        stands[some] = np.arange(len(some))
        return Gathered(cells, persons, 0.0, stands)
    size = np.sqrt(max(np.ptp(cells.lons) * np.ptp(cells.lats), 1e-9) / most) / 2
    while True:
        groups = _squares(cells, size)
        if groups.max() < most:
            break
        size *= 1.2
    order = np.lexsort((np.arange(len(cells)), -persons, groups))
    first = order[np.unique(groups[order], return_index=True)[1]]
    moved = near_metres(
        Places(cells.lons, cells.lats),
        Places(cells.lons[first], cells.lats[first]),
        np.arange(len(cells)),
        groups,
        np.full(len(cells), np.inf),
    )
    stands[some] = groups
    return Gathered(cells.take(first), np.bincount(groups, persons).astype(float), float(moved.max()), stands)


def _squares(cells: Cells, size_deg: float) -> NDArray[np.int64]:
    keys = np.floor(np.stack([cells.lats, cells.lons]) / size_deg).astype(np.int64)
    return np.unique(keys, axis=1, return_inverse=True)[1].ravel()
