"""The k nearest resources, in the ellipsoid's order, with the reasons for what was passed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layers.layer import Layer
from layers.queries import from_memory
from layers.queries.origin import Origin
from layers.queries.question import AsOf, Consistency, count_excluded, freshness, narrowed, shown
from layers.queries.ranking import ROUNDING_M, Ranked, rank


@dataclass(frozen=True)
class Nearest:
    """The answer: up to k resources in order, and how many nearer ones each reason left out."""

    layer: Layer
    origin: Origin
    k: int
    max_distance_m: float | None
    filters: Mapping[str, Any]
    found: tuple[Ranked, ...]
    excluded: Mapping[str, int]
    freshness: AsOf


def find_nearest(
    layer: Layer,
    origin: Origin,
    *,
    k: int,
    max_distance_m: float | None = None,
    filters: Mapping[str, Any] | None = None,
    consistency: Consistency = Consistency.LIVE,
) -> Nearest:
    """Find the k nearest resources of a layer that pass the filters; no radius is needed.

    Parameters
    ----------
    layer, origin
        What is looked for, and from where; a resource or an origin with an outline is measured to its outline.
    k
        How many; fewer come back only when there are no more.
    max_distance_m
        Geodesic metres; a resource at exactly this distance is in.
    filters
        Parsed values by parameter name (`layers.filters.parse_filters`).
    consistency
        ``LIVE`` answers from memory where this process keeps the layer there; ``STRICT`` asks PostGIS.

    Returns
    -------
    Nearest
        Ordered by geodesic distance on WGS 84, ties by code. `excluded` counts resources at most as far as the
        last one found (with fewer than k: within `max_distance_m`, or anywhere) under the first filter each fails.

    Notes
    -----
    In the database two steps, both served by the GiST index on geography. PostGIS orders geographies by spherical
    distance, which may differ from the ellipsoid's order; so the first step takes k candidates in that order, and the
    exact distance of the farthest is a bound within which the true k must lie. The second step ranks everything within
    the bound. In memory the same with a bound of its own: `layers.live.sphere`.
    """
    values = dict(filters or {})
    if consistency is Consistency.LIVE:
        live = from_memory.nearest(layer, origin, k, max_distance_m, values)
        if live is not None:
            return Nearest(layer, origin, k, max_distance_m, values, *live)
    fresh = freshness(layer)
    every = layer.model._default_manager.all()
    if max_distance_m is not None:
        every = _at_most(every, origin, max_distance_m)
    matching = narrowed(every, layer, values)
    place = origin.geometry
    candidates = list(matching.with_distance_to(place).nearest_first(place).values_list("distance_m", flat=True)[:k])
    if len(candidates) == k:
        bound = max(candidates)
        every, matching = _at_most(every, origin, bound), _at_most(matching, origin, bound)
    rows = shown(matching, layer, values).with_distance_to(place).order_by("distance_m", "code").select_related("area")
    found = list(rows.prefetch_related(*layer.prefetch)[:k])
    excluded = count_excluded(every, layer, values)
    return Nearest(layer, origin, k, max_distance_m, values, rank(found, origin), excluded, fresh)


def _at_most(rows: Any, origin: Origin, metres: float) -> Any:
    """The rows at most so far away, the limit included: the index finds them, the exact distance decides."""
    near = rows.within_distance(origin.geometry, metres + ROUNDING_M)
    return near.with_distance_to(origin.geometry).filter(distance_m__lte=metres)
