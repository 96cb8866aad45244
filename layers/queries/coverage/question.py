"""What a question about coverage asks, as values; the whole question is in here, and nothing of the data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from shapely.geometry.base import BaseGeometry

from layers.labels import L
from layers.layer import Layer
from layers.queries.coverage.changes import NO_CHANGES, Changes, ScenarioName

MAX_RADIUS_M = 1_000_000.0
WALKING_M_S = 1.2
"""Walking speed where none is asked for (`docs/coverage.md`)."""


class Method(models.TextChoices):
    """What decides how far a site serves."""

    RADIUS = "radius", L("one radius for all", "统一半径")
    STANDARD_RADIUS = "standard_radius", L("each by its standard profile", "按规范参数各自半径")
    TRAVEL_TIME = "travel_time", L("travel time", "出行时间")


class Capacity(models.TextChoices):
    """Which of a site's capacities counts, if any."""

    NONE = "none", L("none: reach alone", "不计容量")
    EVACUATION = "evacuation", L("for evacuation", "疏散容量")
    POST_IMPACT = "post_impact", L("after the impact", "灾后安置容量")


CAPACITY_FIELDS = {
    Capacity.EVACUATION: "capacity_evacuation_persons",
    Capacity.POST_IMPACT: "capacity_post_impact_persons",
}


@dataclass(frozen=True)
class CoverageQuestion:
    """Which people a layer's sites reach, and, with a capacity, for whom there is a place."""

    layer: Layer
    method: Method = Method.RADIUS
    radius_m: float | None = None
    """Geodesic metres, the limit included; of `RADIUS`."""
    minutes: float | None = None
    """Of `TRAVEL_TIME`, the limit included."""
    speed_m_s: float = WALKING_M_S
    population: str | None = None
    """Code; None: the newest that is no demo."""
    area: str | None = None
    level: str | None = None
    """Of the rows beneath `area`, or, without one, of all areas; None: directly beneath `area`."""
    polygon: BaseGeometry | None = field(default=None, compare=False)
    """A drawn place to ask about instead of `area`."""
    capacity: Capacity = Capacity.NONE
    filters: Mapping[str, Any] = field(default_factory=dict)
    filter_texts: Mapping[str, Any] = field(default_factory=dict)
    """The filters as the caller wrote them, to be echoed."""
    changes: Changes = NO_CHANGES
    scenario: ScenarioName | None = None
    """What the changes are known by, where they have a name."""
    ground: bool = True
    """Whether km² of ground are measured too."""
    geometry: bool = False
    """Whether the covered ground is drawn."""

    @property
    def avoid(self) -> BaseGeometry | None:
        """Ground in which no site stands, and through which no way on foot leads."""
        danger = self.filters.get("avoid")
        return danger.geometry if danger else None

    @property
    def limit(self) -> float:
        """How far every site serves, in metres or in seconds; 0 where each has its own."""
        if self.method is Method.TRAVEL_TIME:
            return (self.minutes or 0.0) * 60
        return self.radius_m or 0.0
