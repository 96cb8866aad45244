"""What a need is, who could give, and what is drawn from whom. Quantities are whole thousandths, so sums are exact."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db import models

from layers.labels import BothLanguages, L
from layers.live.stock import THOUSANDTHS
from layers.queries.danger import Danger
from layers.queries.origin import Origin
from layers.queries.question import AsOf
from layers.reference import ItemGroup, Kind
from layers.travel.legs import Leg, basis_of
from layers.travel.vehicle import Vehicle

MAX_ITEMS = 50


class Choice(models.TextChoices):
    """How to choose among the ways to fill a need."""

    EARLIEST = "earliest", L("earliest completion", "最早到齐")
    FEWEST_DEPOTS = "fewest_depots", L("fewest depots", "动用储备库最少")
    LEAST_TONNE_KM = "least_tonne_km", L("least tonne-kilometres", "吨公里最少")


REASONS = {
    "no_stock": L("nothing of it available and unexpired", "没有未过期的可用库存"),
    "not_usable": L("cannot serve now", "当前不可用"),
    "inside_danger": L("inside the area to avoid", "位于须避开的区域内"),
    "minimum": L("has no more than its minimum stock", "库存不高于下限"),
    "no_road": L("no road leads to the place", "没有道路可达"),
    "too_late": L("arrives after the deadline", "无法在时限前到达"),
}
"""Why a depot gives nothing, in the order in which a depot is judged: each is counted once, under the first."""


@dataclass(frozen=True)
class NeededItem:
    """An item, or a group with everything beneath it, and how much of it is needed."""

    group: ItemGroup
    quantity: Decimal

    @property
    def thousandths(self) -> int:
        return int(self.quantity * THOUSANDTHS)


@dataclass(frozen=True)
class Need:
    """The question: where, what, by when, and how to choose."""

    origin: Origin
    items: tuple[NeededItem, ...]
    vehicle: Vehicle
    deadline_s: float | None = None
    choose: Choice = Choice.EARLIEST
    keep_minimum: bool = True
    usable_only: bool = True
    avoid: Danger | None = None


class Giver(NamedTuple):
    """A depot that may give, and when what it gives arrives: loading and travel, counted from now."""

    code: str
    name: str
    name_en: str
    lon: float
    lat: float
    distance_m: float
    load_s: int
    arrive_s: int
    leg: Leg


class Share(NamedTuple):
    """What the plan takes of one kind from one depot; `need` is the place of the item asked for in the question."""

    giver: Giver
    need: int
    kind: Kind
    taken: int
    """Thousandths."""


@dataclass(frozen=True)
class NearestSource:
    """Who could give more of what is missing, soonest, if the deadline were not."""

    giver: Giver
    available: int


@dataclass(frozen=True)
class Shortfall:
    """How much of an item nobody can bring in time."""

    item: NeededItem
    missing: int
    nearest_source: NearestSource | None


@dataclass(frozen=True)
class Plan:
    """The answer; a plan only, nothing is reserved by it."""

    need: Need
    shares: tuple[Share, ...]
    short: tuple[Shortfall, ...]
    excluded: Mapping[str, int]
    gap: float
    """How far the choice may be from the best, relative; 0 when it is proven best."""
    unit_of: Mapping[str, BothLanguages | None]
    """By the key asked for: the unit shared by everything beneath it, None where units differ."""
    freshness: AsOf

    @property
    def complete_s(self) -> int | None:
        """When the last part arrives; None when nothing does."""
        return max((share.giver.arrive_s for share in self.shares), default=None)

    @property
    def basis(self) -> str:
        """What the times of the parts are made of."""
        return basis_of(share.giver.leg.basis for share in self.shares)

    @property
    def tonne_km(self) -> float | None:
        """Tonnes times road kilometres over all parts; None where the mass of one is not known."""
        masses = [share.kind.unit_mass_kg for share in self.shares]
        if any(mass is None for mass in masses):
            return None
        return sum(
            (mass or 0) * share.taken / THOUSANDTHS * share.giver.leg.road_distance_m / 1e6
            for mass, share in zip(masses, self.shares, strict=True)
        )
