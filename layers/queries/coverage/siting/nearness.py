"""How far people are from sites, for the methods that go by it: geodesic metres, or seconds on foot."""

from collections import Counter
from typing import ClassVar, Protocol

import numpy as np

from layers.people.cells import Cells
from layers.queries.coverage.distances import nearest_costs
from layers.queries.coverage.question import CoverageQuestion, Method
from layers.queries.coverage.reach import Floats, Sites, Unit
from layers.queries.coverage.siting.table import metres_between
from layers.queries.coverage.walking import MAX_SECONDS, WalkingReach, reach_by_walking, walker
from layers.travel.legs import Basis, basis_of

METRES_MOST, WALKED_MOST = 3_000_000, 1_000_000
"""Cells × candidates of which every distance, or way on foot, is found; with more, cells are taken together first."""


class Nearness(Protocol):
    """Costs, infinite where there is no site, no way, or none within the bound."""

    unit: ClassVar[Unit]
    most_pairs: ClassVar[int]
    bound: ClassVar[float]
    """Whoever is farther, or has no way, counts as being so far."""

    def nearest(self, cells: Cells, sites: Sites) -> Floats:
        """Return the cost from each cell to its nearest site, shape (cells,)."""

    def between(self, cells: Cells, sites: Sites) -> Floats:
        """Return every cost, shape (cells, sites)."""


class ByMetres:
    """As the crow flies."""

    unit: ClassVar[Unit] = Unit.METRES
    most_pairs: ClassVar[int] = METRES_MOST
    bound: ClassVar[float] = np.inf

    def nearest(self, cells: Cells, sites: Sites) -> Floats:
        return nearest_costs(cells, sites)

    def between(self, cells: Cells, sites: Sites) -> Floats:
        return metres_between(cells, sites)


class OnFoot:
    """Along ways on foot of up to four hours, round what the question keeps out of."""

    unit: ClassVar[Unit] = Unit.SECONDS
    most_pairs: ClassVar[int] = WALKED_MOST
    bound: ClassVar[float] = MAX_SECONDS

    def __init__(self, question: CoverageQuestion) -> None:
        self._vehicle, self._avoid = walker(question.speed_m_s), question.avoid
        self.asked: Counter[str] = Counter()
        """How many ways were by road, estimated, or not to be found."""

    @property
    def basis(self) -> str:
        """What the times asked for so far are made of."""
        return basis_of(basis for basis in Basis.values if self.asked[basis])

    def nearest(self, cells: Cells, sites: Sites) -> Floats:
        reach = self._walked(cells, sites).reach
        nearest = np.full(len(cells), np.inf)
        some = reach.counts > 0
        nearest[some] = reach.costs[reach.begins[:-1][some]]  # of each cell the least cost comes first
        return nearest

    def between(self, cells: Cells, sites: Sites) -> Floats:
        reach = self._walked(cells, sites).reach
        every = np.full((len(cells), len(sites)), np.inf)
        every[reach.cells, reach.sites] = reach.costs
        return every

    def _walked(self, cells: Cells, sites: Sites) -> WalkingReach:
        far = Sites(sites.codes, sites.lons, sites.lats, sites.capacity_persons, np.full(len(sites), self.bound))
        found = reach_by_walking(cells, far, vehicle=self._vehicle, avoid=self._avoid)
        self.asked.update(found.asked)
        return found


def nearness_of(question: CoverageQuestion) -> Nearness:
    return OnFoot(question) if question.method is Method.TRAVEL_TIME else ByMetres()
