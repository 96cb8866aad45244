"""The k nearest or soonest resources, with the reasons for what was passed over."""

from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from layers.layer import Layer
from layers.queries import from_memory
from layers.queries.from_database import FromDatabase
from layers.queries.origin import Origin
from layers.queries.picking import Left, Picked, pick_nearest, pick_soonest
from layers.queries.question import AsOf, Consistency
from layers.queries.ranking import Ranked, rank
from layers.queries.soonest import ByTravelTime
from layers.queries.source import Asking, Source
from layers.travel.times import TravelTimes, travel_times

MOST_LEFT_OUT = 20
"""How many of those passed over are named."""


@dataclass(frozen=True)
class Nearest:
    """The answer: up to k resources in order, how many each reason left out, and, where asked, which."""

    layer: Layer
    origin: Origin
    k: int
    max_distance_m: float | None
    filters: Mapping[str, Any]
    found: tuple[Ranked, ...]
    excluded: Mapping[str, int]
    freshness: AsOf
    by_time: ByTravelTime | None = None
    left_out: tuple[Ranked, ...] | None = None
    exact: bool = True
    """Whether the order is exact; by time along roads it may not be where very many ways had to be looked at."""


def find_nearest(
    layer: Layer,
    origin: Origin,
    *,
    k: int,
    max_distance_m: float | None = None,
    filters: Mapping[str, Any] | None = None,
    consistency: Consistency = Consistency.LIVE,
    by_time: ByTravelTime | None = None,
    explain: bool = False,
    travel: TravelTimes = travel_times,
) -> Nearest:
    """Find the k nearest resources of a layer that pass the filters, or the k soonest; no radius is needed.

    Parameters
    ----------
    layer, origin
        What is looked for, and from where; a resource or an origin with an outline is measured to its outline, unless
        by time: roads lead to points.
    k
        How many; fewer come back only when there are no more within the limits.
    max_distance_m
        Geodesic metres; a resource at exactly this distance is in.
    filters
        Parsed values by parameter name (`layers.narrowing.parse_filters`).
    consistency
        ``LIVE`` answers from memory where this process keeps the layer there; ``STRICT`` asks PostGIS.
    by_time
        Order by the time to mobilise and travel instead of by distance.
    explain
        Also name the nearest of those left out.
    travel
        Where travel times come from.

    Returns
    -------
    Nearest
        Ordered by geodesic distance on WGS 84, ties by code; or by duration, ties by distance, then code. `excluded`
        counts, among all at most as far as the farthest of the k (with fewer than k: within `max_distance_m`, or
        anywhere), those that fail a filter, each under the first it fails, and those without a road; and among those
        that would have completed the k, the ones beyond `max_distance_m` or the longest duration. `left_out` has the
        nearest of just these.

    Notes
    -----
    Memory (`layers.queries.from_memory`) and database (`layers.queries.from_database`) answer the same.
    """
    values = dict(filters or {})
    asking = Asking(layer, origin.as_point() if by_time else origin, values, max_distance_m)
    source: Source | None = from_memory.source_of(asking) if consistency is Consistency.LIVE else None
    source = source or FromDatabase(asking, to_points=by_time is not None)
    with source.steady() if by_time is None else nullcontext():
        picked = pick_soonest(source, asking, k, by_time, travel) if by_time else pick_nearest(source, asking, k)
        excluded = Counter(source.count_excluded(picked.reach_m) if values else {})
        excluded.update(one.reason for one in picked.passed_over)
        left_out = _left_out(source, asking, picked) if explain else None
    found = rank(picked.resources, asking.origin, picked.journeys)
    fresh = source.freshness
    return Nearest(
        layer,
        asking.origin,
        k,
        max_distance_m,
        values,
        found,
        dict(excluded),
        fresh,
        by_time,
        left_out,
        picked.exact,
    )


def _left_out(source: Source, asking: Asking, picked: Picked) -> tuple[Ranked, ...]:
    """The nearest of all that were passed over, whether by a filter or by a limit."""
    filtered = source.left_out(MOST_LEFT_OUT, picked.reach_m) if asking.values else []
    left = [*(Left(resource, reason) for resource, reason in filtered), *picked.passed_over]
    nearest = sorted(left, key=lambda one: (one.resource.distance_m, one.resource.code))[:MOST_LEFT_OUT]
    ranked = rank([one.resource for one in nearest], asking.origin, picked.journeys)
    return tuple(row._replace(rank=None, reason=one.reason) for row, one in zip(ranked, nearest, strict=True))
