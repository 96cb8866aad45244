"""Resources in their order, with metres and bearing, wherever they were found."""

from dataclasses import dataclass
from typing import Any

from layers.geo import bearings_deg
from layers.queries.origin import Origin

ROUNDING_M = 0.001
"""Slack for the index's own test of distance; the exact distance then decides."""


@dataclass(frozen=True)
class Ranked:
    """A resource and where it stands: geodesic metres on WGS 84 and the azimuth to it from the origin.

    `resource` is a row of the model, or of the live index (`layers.live.resource.LiveResource`).
    """

    resource: Any
    rank: int
    distance_m: float
    bearing_deg: float


def rank(resources: list[Any], origin: Origin) -> tuple[Ranked, ...]:
    """Return the resources, each with its ``distance_m`` and in order, with ranks and bearings."""
    bearings = bearings_deg(origin.position, [r.geom.x for r in resources], [r.geom.y for r in resources])
    return tuple(
        Ranked(resource, place, resource.distance_m, bearing)
        for place, (resource, bearing) in enumerate(zip(resources, bearings, strict=True), start=1)
    )
