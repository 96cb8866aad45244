"""What one would write without OneMap: rows through the ORM, then a loop, or a program for HiGHS."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.contrib.gis.geos import Point
from django.db.models import Q
from django.utils import timezone
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_matrix

from layers.models import Depot, StockLine

PATIENCE_S = 10.0


@dataclass(frozen=True)
class Question:
    """Where, how much of each item by key, and the truck."""

    lon: float
    lat: float
    need: dict[str, int]
    speed_km_h: float
    detour_factor: float
    loading_minutes: float


@dataclass(frozen=True)
class Line:
    """What a depot has of an item, and when it can be there."""

    depot: Any
    item: str
    amount: float
    arrive_s: int
    tonne_km: float
    """Of one unit."""


def earliest(question: Question) -> int:
    """Draw on the soonest line first; return when the last that is needed arrives."""
    left: dict[str, float] = dict(question.need)
    complete_s = 0
    for line in sorted(_lines(question), key=lambda line: line.arrive_s):
        taken = min(left[line.item], line.amount)
        if taken:
            left[line.item] -= taken
            complete_s = max(complete_s, line.arrive_s)
    return complete_s


def least_tonne_km(question: Question) -> float:
    """A linear program with a variable a line; return the least tonne-kilometres."""
    lines = _lines(question)
    of_item = _incidence([line.item for line in lines], list(question.need), np.ones(len(lines)))
    found = linprog(
        [line.tonne_km for line in lines],
        A_eq=of_item,
        b_eq=list(question.need.values()),
        bounds=[(0, line.amount) for line in lines],
        method="highs",
    )
    return float(found.fun)


def fewest_depots(question: Question) -> int:
    """An integer program with a yes or no a depot; return how many it takes, as far as was found in time."""
    lines = _lines(question)
    depots = list({line.depot: None for line in lines})
    place = {depot: at for at, depot in enumerate(depots)}
    keys = list(question.need)
    rows = [keys.index(line.item) for line in lines]
    gives = csr_matrix(([line.amount for line in lines], (rows, [place[line.depot] for line in lines])))
    found = milp(
        np.ones(len(depots)),
        constraints=LinearConstraint(gives, lb=list(question.need.values())),
        integrality=np.ones(len(depots)),
        bounds=Bounds(0, 1),
        options={"time_limit": PATIENCE_S},
    )
    return round(found.fun) if found.x is not None else len(depots)


def _lines(question: Question) -> list[Line]:
    here = Point(question.lon, question.lat, srid=4326)
    depots = {row.pk: row for row in Depot.objects.usable().with_distance_to(here)}
    in_date = Q(expires_on=None) | Q(expires_on__gte=timezone.localdate())
    stock = StockLine.objects.filter(in_date, item__key__in=question.need, available__gt=0).select_related("item")
    spare: dict[tuple[Any, str], float] = defaultdict(float)
    mass_kg: dict[str, float] = {}
    for line in stock.order_by():
        spare[line.depot_id, line.item.key] += max(float(line.available - line.minimum), 0.0)
        mass_kg[line.item.key] = line.item.unit_mass_kg or 0.0
    return [
        Line(depot, item, amount, _arrive_s(depots[depot], question), _tonne_km(depots[depot], mass_kg[item], question))
        for (depot, item), amount in spare.items()
        if depot in depots and amount
    ]


def _arrive_s(depot: Any, question: Question) -> int:
    minutes = question.loading_minutes if depot.loading_minutes is None else depot.loading_minutes
    travel_s = depot.distance_m * question.detour_factor / (question.speed_km_h / 3.6)
    return int(round(60 * minutes) + math.ceil(travel_s))


def _tonne_km(depot: Any, mass_kg: float, question: Question) -> float:
    return float(mass_kg * depot.distance_m * question.detour_factor / 1e6)


def _incidence(names: list[str], rows: list[str], values: np.ndarray[Any, Any]) -> csr_matrix:
    place = {name: at for at, name in enumerate(rows)}
    return csr_matrix((values, ([place[name] for name in names], np.arange(len(names)))), shape=(len(rows), len(names)))
