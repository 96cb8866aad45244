"""Which resources answer a nearest question, and which a limit kept from answering it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from layers.queries.ranking import Journey
from layers.queries.soonest import ByTravelTime, find_soonest
from layers.queries.source import Asking, Source
from layers.travel.times import TravelTimes


class Left(NamedTuple):
    """A resource that was left out, and why."""

    resource: Any
    reason: str


@dataclass(frozen=True)
class Picked:
    """What was chosen, in order, and what a limit kept from being chosen."""

    resources: Sequence[Any]
    journeys: Mapping[Any, Journey]
    """By ``pk``; of those passed over too, where it is known."""
    passed_over: Sequence[Left]
    reach_m: float | None
    """How far away resources count that a filter left out; None: however far."""
    exact: bool = True
    """Whether every time looked at was exact."""


def pick_nearest(source: Source, asking: Asking, k: int) -> Picked:
    """Pick the k nearest."""
    nearest = source.nearest(k)
    if len(nearest) == k:
        return Picked(nearest, {}, (), nearest[-1].distance_m)
    return Picked(nearest, {}, _too_far(source, asking, k, len(nearest)), asking.max_distance_m)


def pick_soonest(source: Source, asking: Asking, k: int, by_time: ByTravelTime, travel: TravelTimes) -> Picked:
    """Pick the k soonest; those of them that are later than the longest duration are passed over."""
    soonest = find_soonest(source, asking, k, by_time, travel=travel)
    reach_m, far = asking.max_distance_m, []
    if len(soonest.resources) == k:
        reach_m = max(one.distance_m for one in soonest.resources)
    else:
        far = _too_far(source, asking, k, len(soonest.resources) + len(soonest.unreachable))
    limit_s = by_time.max_duration_s
    late = [one for one in soonest.resources if limit_s is not None and soonest.journeys[one.pk].duration_s > limit_s]
    no_road = [one for one in soonest.unreachable if reach_m is None or one.distance_m <= reach_m]
    return Picked(
        soonest.resources[: len(soonest.resources) - len(late)],  # in the order of time, so the late ones stand last
        soonest.journeys,
        [*(Left(one, "too_late") for one in late), *(Left(one, "no_road") for one in no_road), *far],
        reach_m,
        soonest.exact,
    )


def _too_far(source: Source, asking: Asking, k: int, within: int) -> list[Left]:
    """Those beyond the greatest distance that would have completed the k; so many pass the filters `within` it."""
    if asking.max_distance_m is None or within >= k:
        return []
    return [Left(one, "too_far") for one in source.nearest(k, limited=False)[within:]]
