"""What is asked when sites are to be chosen, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from layers.labels import L
from layers.layer import Layer
from layers.models import Area
from layers.people.cells import People
from layers.queries.coverage.answer import Basis
from layers.queries.coverage.changes import AddedSite, Changes
from layers.queries.coverage.notes import Note
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.siting.choice import TIME_LIMIT_S, Choice, Solver
from layers.queries.coverage.versions import DataVersions

MAX_CANDIDATES = 2000
MAX_P = 200
USUAL_PLACES = 500
"""Of a new site, where neither it nor the question says how many."""


class SitingMethod(models.TextChoices):
    """What the chosen sites are best at."""

    LSCP = "lscp", L("everyone, with the fewest sites", "以最少场所覆盖全部人口")
    MCLP = "mclp", L("the most people covered", "覆盖人口最多")
    SERVED = "served", L("the most people with a place", "有位可容人口最多")
    PMEDIAN = "pmedian", L("the nearest on average", "平均距离最短")
    PCENTRE = "pcentre", L("the farthest the least far", "最远距离最短")


@dataclass(frozen=True)
class Listed:
    """Candidates that the question brings along."""

    sites: tuple[AddedSite, ...]


@dataclass(frozen=True)
class FromLayer:
    """The resources of a layer that pass filters, within the place asked about."""

    layer: Layer
    filters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """Points over the place asked about."""

    spacing_m: float


Source = Listed | FromLayer | Grid


@dataclass(frozen=True)
class Upgrades:
    """Places that could be added at sites of today: at those named, or at every one."""

    by_code: Mapping[str, float] = field(default_factory=dict)
    each_persons: float | None = None


@dataclass(frozen=True)
class SitingQuestion:
    """Which of the candidates, beside the sites of today."""

    coverage: CoverageQuestion
    """The layer, how far its sites serve, whom, where, and what is different from today."""
    method: SitingMethod
    source: Source | None = None
    p: int | None = None
    """At most so many; None for LSCP, which says how many it takes."""
    places: float = USUAL_PLACES
    """Of a candidate that says nothing of its own capacity."""
    upgrades: Upgrades = Upgrades()
    with_today: bool = True
    """Whether the sites of today stay; else candidates are chosen as if there were none."""
    time_limit_s: float = TIME_LIMIT_S
    solver: Solver = Solver.HIGHS
    asked: Mapping[str, Any] = field(default_factory=dict)
    """Candidates and upgrades as the caller named them."""


@dataclass(frozen=True)
class Candidate:
    """A place where a site could be, or a site that could have more places."""

    code: str | None
    name: str
    name_en: str
    lon: float
    lat: float
    places: float | None
    """Persons it would add."""
    is_upgrade: bool = False


@dataclass(frozen=True)
class Standing:
    """How things are before, between and after: people within reach, people with a place, and how far people are."""

    covered_people: float
    served: float | None
    mean_m: float | None = None
    farthest_m: float | None = None
    mean_s: float | None = None
    farthest_s: float | None = None
    """Of methods that go by nearness: metres, or, where minutes are asked, seconds on foot."""


@dataclass(frozen=True)
class Pick:
    """A chosen candidate, and how things stand with all up to it."""

    candidate: Candidate
    gained: float
    """People newly covered, or newly with a place, given those before it."""
    own_gain: float
    """The same if it were the only one."""
    after: Standing


@dataclass(frozen=True)
class Point:
    """How many people so many sites gain; `is_best` where no choice of as many gains more."""

    n: int
    gained: float
    is_best: bool


@dataclass(frozen=True)
class AreaGain:
    area: Area | None
    people: float
    before: float
    after: float
    unreachable: float


@dataclass(frozen=True)
class Unreachable:
    """People whom neither a site of today nor any candidate reaches: how many, and where most of them are."""

    people: float
    cells: int
    places: tuple[tuple[float, float, float], ...]
    """Longitude, latitude and people of the largest cells."""


@dataclass(frozen=True)
class SitingAnswer:
    question: SitingQuestion
    people: People
    total_people: float
    n_cells: int
    n_sites: int
    basis: Basis
    candidates: tuple[Candidate, ...]
    own_gains: tuple[float, ...]
    choice: Choice
    picks: tuple[Pick, ...]
    before: Standing
    after: Standing
    curve: tuple[Point, ...]
    areas: tuple[AreaGain, ...]
    unreachable: Unreachable
    feasible: bool
    changes: Changes
    """What a scenario with the picks would change."""
    data: DataVersions
    notes: tuple[Note, ...]

    @property
    def gained(self) -> float:
        return sum((pick.gained for pick in self.picks), 0.0)
