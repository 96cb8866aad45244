"""Resources in their order, with metres and bearing, wherever they were found."""

from collections.abc import Mapping, Sequence
from itertools import count, repeat
from typing import Any, NamedTuple

from layers.geo import bearings_deg
from layers.live.resource import LiveResource
from layers.queries.origin import Origin
from layers.travel.legs import Leg

ROUNDING_M = 0.001
"""Slack for the index's own test of distance; the exact distance then decides."""


class Journey(NamedTuple):
    """What passes before the way begins (turn-out, loading), and the way."""

    mobilise_s: int
    leg: Leg

    @property
    def duration_s(self) -> int:
        return self.mobilise_s + self.leg.travel_s


class Ranked(NamedTuple):
    """A resource and where it stands: geodesic metres on WGS 84 and the azimuth to it from the origin.

    `resource` is a row of the model, or of the live index (`layers.live.resource.LiveResource`).
    """

    resource: Any
    rank: int | None
    """None for what was left out."""
    distance_m: float
    bearing_deg: float
    journey: Journey | None = None
    """How long it takes, where that was asked."""
    reason: str = ""
    """Why it was left out."""


def rank(resources: Sequence[Any], origin: Origin, journeys: Mapping[Any, Journey] | None = None) -> tuple[Ranked, ...]:
    """Return the resources, each with its ``distance_m`` and in order, with ranks, bearings, and journeys by ``pk``."""
    metres = [resource.distance_m for resource in resources]
    known = [journeys.get(resource.pk) for resource in resources] if journeys else repeat(None)
    return tuple(map(Ranked, resources, count(1), metres, _bearings(resources, origin), known))


def _bearings(resources: Sequence[Any], origin: Origin) -> list[float]:
    """Those of the live index know theirs already."""
    if resources and isinstance(resources[0], LiveResource):
        return [resource.bearing_deg for resource in resources]
    return bearings_deg(origin.position, [r.geom.x for r in resources], [r.geom.y for r in resources])
