"""What is asked of the clocks, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from layers.labels import BothLanguages, L
from layers.queries.danger import Danger
from layers.queries.fill.need import NeededItem
from layers.queries.question import AsOf
from layers.travel.vehicle import Vehicle

MAX_SITES = 2000
MAX_ROAD_PAIRS = 100_000


class Point(models.TextChoices):
    """Which point stands for a site."""

    SEAT = "seat", L("the area's seat", "行政区驻地")
    INSIDE = "inside", L("a point inside the area's outline", "行政区边界内一点")
    POSITION = "position", L("the resource's position", "资源位置")
    GIVEN = "given", L("as given", "所给坐标")


@dataclass(frozen=True)
class Site:
    """A place to be reached; `area` is the one above it, or the smallest that it lies in."""

    name: str
    name_en: str
    lon: float
    lat: float
    point: Point
    code: str | None = None
    layer: str | None = None
    area: str | None = None


@dataclass(frozen=True)
class Clock:
    """A row of the table: stock of depots of these levels (none: any) is there within so many seconds."""

    key: str
    title: BothLanguages
    levels: tuple[str, ...]
    within_s: int
    standard_no: str
    clause: str
    verification: str


@dataclass(frozen=True)
class ClocksQuestion:
    """Which sites, what each of them needs, and which clocks are to be held."""

    sites: tuple[Site, ...]
    items: tuple[NeededItem, ...]
    clocks: tuple[Clock, ...]
    vehicle: Vehicle
    asked: Mapping[str, object]
    """The sites as the caller named them."""
    pointless: tuple[str, ...] = ()
    """Codes of areas that no point stands for: neither a seat nor an outline is known."""
    avoid: Danger | None = None
    keep_minimum: bool = True
    usable_only: bool = True
    by_road: bool = False


@dataclass(frozen=True)
class Failure:
    """An item of which too little is there when the clock has run out; `arrive_s` None when there is never enough."""

    item: str
    short: int
    """Thousandths."""
    arrive_s: int | None


@dataclass(frozen=True)
class Verdict:
    """Whether one clock is held at one site; `arrive_s` is when the last needed part is there."""

    clock: Clock
    arrive_s: int | None
    fails: tuple[Failure, ...]

    @property
    def passes(self) -> bool:
        return not self.fails

    @property
    def margin_s(self) -> int | None:
        """How much time is left (or, negative, was missing)."""
        return None if self.arrive_s is None else self.clock.within_s - self.arrive_s


@dataclass(frozen=True)
class JudgedSite:
    site: Site
    verdicts: tuple[Verdict, ...]

    @property
    def passes(self) -> bool | None:
        """Whether every clock is held; None where there is none."""
        return all(one.passes for one in self.verdicts) if self.verdicts else None


@dataclass(frozen=True)
class JudgedArea:
    """How many of the sites beneath an area hold each clock."""

    code: str
    name: str
    name_en: str
    sites: int
    passed: Mapping[str, int]


@dataclass(frozen=True)
class ClocksAnswer:
    """The answer. Each site is judged as if it alone were to be served."""

    question: ClocksQuestion
    sites: tuple[JudgedSite, ...]
    areas: tuple[JudgedArea, ...]
    basis: str
    excluded: Mapping[str, int]
    freshness: AsOf

    @property
    def passed(self) -> dict[str, int]:
        """How many sites hold each clock."""
        return count_passed(self.question.clocks, self.sites)


def count_passed(clocks: tuple[Clock, ...], sites: tuple[JudgedSite, ...]) -> dict[str, int]:
    """Return by clock how many of the sites hold it."""
    return {clock.key: sum(one.verdicts[place].passes for one in sites) for place, clock in enumerate(clocks)}
