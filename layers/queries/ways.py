"""The ways that the found resources travel, as lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from layers.queries.nearest import Nearest
from layers.queries.soonest import danger_of_roads, stop_at, towards_of
from layers.travel.legs import Basis
from layers.travel.times import route_line

Line = Sequence[tuple[float, float]]


def find_ways(answer: Nearest) -> Mapping[Any, Line | None]:
    """Return for each resource found, by ``pk``, its way in the direction of travel; None where it is an estimate."""
    ways: dict[Any, Line | None] = {}
    for one in answer.found:
        ways[one.resource.pk] = None
        if answer.by_time and one.journey and one.journey.leg.basis == Basis.ROAD:
            way = route_line(
                answer.origin.position,
                stop_at(one.resource),
                answer.by_time.vehicle,
                towards=towards_of(answer.layer),
                avoid=danger_of_roads(answer.filters),
            )
            ways[one.resource.pk] = way.coordinates if way else None
    return ways
