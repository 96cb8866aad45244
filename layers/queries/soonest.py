"""The k soonest: candidates in the order of distance, asked for their way until none unseen can be sooner."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from layers.errors import Fault, TooBroadError
from layers.labels import L
from layers.layer import Layer
from layers.queries.ranking import Journey
from layers.queries.source import Asking, Source
from layers.travel.legs import Stop, Towards
from layers.travel.profiles import standard_minutes
from layers.travel.times import TravelTimes, least_travel_s, travel_times
from layers.travel.vehicle import Vehicle

DAY = time(8), time(20)
"""Turn-out by day counts from the first to just before the second, in the server's time zone."""
FIRST_LOOK, GROWTH = 16, 3
"""How many candidates beyond k are asked for their way at first, and by how much each further look widens."""
MOST_ASKED = 10_000
"""More ways than these are not asked for in one question."""


@dataclass(frozen=True)
class ByTravelTime:
    """That the soonest are wanted, and how they travel."""

    vehicle: Vehicle
    max_duration_s: float | None = None
    """Mobilising and travelling together, the limit included."""
    by_day: bool = True
    """Whether the turn-out by day counts, or that at night."""


def is_day(moment: datetime) -> bool:
    """Whether teams turn out as by day."""
    return DAY[0] <= timezone.localtime(moment).time() < DAY[1]


@dataclass(frozen=True)
class Soonest:
    """The k soonest in order (fewer only if no more can be reached), with the journey of each by ``pk``."""

    resources: list[Any]
    journeys: dict[Any, Journey]
    unreachable: list[Any]
    """Candidates to which, or from which, no road leads."""
    exact: bool
    """False when a way looked at was one that the engine only came near to; then the order may be off as much."""


def find_soonest(
    source: Source, asking: Asking, k: int, by_time: ByTravelTime, *, travel: TravelTimes = travel_times
) -> Soonest:
    """Find exactly the k candidates with the least time to mobilise and travel.

    Parameters
    ----------
    source
        Gives the candidates in the order of distance.
    by_time
        `max_duration_s` is not looked at here.
    travel
        Where the times come from; no leg may be sooner than `layers.travel.times.least_travel_s`.

    Returns
    -------
    Soonest
        By duration; ties by distance, then code.

    Raises
    ------
    TooBroadError
        When more than `MOST_ASKED` ways would have to be asked for.

    Notes
    -----
    Candidates come nearest first, and the least time of a way grows with its distance: as soon as the least
    mobilisation of the layer and the least time over the distance of the last candidate exceed the k-th duration, no
    unseen candidate can be among the k. Ways are asked for in a few large chunks, each cut where the bound is passed.
    """
    clock = _Clock(source, asking.layer, by_time)
    towards, avoid = towards_of(asking.layer), danger_of_roads(asking.values)
    timed: list[tuple[Any, Journey]] = []
    unreachable: list[Any] = []
    seen: set[Any] = set()
    bound, wanted = math.inf, k + FIRST_LOOK
    while True:
        candidates = source.nearest(wanted)
        fresh = [one for one in candidates if one.pk not in seen and clock.soonest_s(one.distance_m) <= bound]
        seen.update(one.pk for one in fresh)
        _refuse_too_many(len(seen))
        stops = [stop_at(one) for one in fresh]
        legs = travel(asking.origin.position, stops, by_time.vehicle, towards=towards, avoid=avoid) if stops else []
        for one, leg in zip(fresh, legs, strict=True):
            if leg is None:
                unreachable.append(one)
            else:
                timed.append((one, Journey(clock.mobilise_s(one), leg)))
        timed.sort(key=lambda pair: (pair[1].duration_s, pair[0].distance_m))  # stable: candidates come by code
        bound = timed[k - 1][1].duration_s if len(timed) >= k else math.inf
        if len(candidates) < wanted or clock.soonest_s(candidates[-1].distance_m) > bound:
            first = timed[:k]
            exact = all(journey.leg.exact for _, journey in timed)
            return Soonest([one for one, _ in first], {one.pk: journey for one, journey in first}, unreachable, exact)
        wanted *= GROWTH


def stop_at(resource: Any) -> Stop:
    """Return where a way to or from a resource ends, to a micrometre: so memory and database round times alike."""
    return Stop(resource.geom.x, resource.geom.y, round(resource.distance_m, 6))


def towards_of(layer: Layer) -> Towards:
    """Return whether the resources come to the place, or are travelled to from it."""
    return Towards.PLACE if layer.comes else Towards.STOPS


def danger_of_roads(values: Mapping[str, Any]) -> BaseGeometry | None:
    """Return the ground through which no way may lead: what resources keep out of, roads keep out of too."""
    danger = values.get("avoid")
    return danger.geometry if danger else None


class _Clock:
    """How long resources of a layer take to mobilise, and how soon anything so far away could be there."""

    def __init__(self, source: Source, layer: Layer, by_time: ByTravelTime) -> None:
        self._source, self._vehicle = source, by_time.vehicle
        self._field, self._otherwise, self._least_s = "", 0.0, 0
        if layer.mobilisation:
            self._field = layer.mobilisation.day_field if by_time.by_day else layer.mobilisation.night_field
            self._otherwise = standard_minutes(layer.mobilisation.profile)
            self._least_s = round(60 * source.least_minutes(self._field, self._otherwise))

    def mobilise_s(self, resource: Any) -> int:
        stated = self._source.minutes(resource, self._field) if self._field else 0.0
        return round(60 * (self._otherwise if stated is None else stated))

    def soonest_s(self, distance_m: float) -> float:
        """No resource at least so far away can be sooner."""
        return self._least_s + least_travel_s(distance_m, self._vehicle)


def _refuse_too_many(asked: int) -> None:
    if asked > MOST_ASKED:
        detail = L(
            "More than {most:,} ways would have to be looked at; give max_distance_m, a smaller k or a filter.",
            "需要计算的路线超过 {most:,} 条；请给出 max_distance_m、减小 k 或增加筛选条件。",
        )
        raise TooBroadError(Fault(detail.format(most=MOST_ASKED), "by"))
