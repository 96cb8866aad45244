"""The k nearest resources of each of very many places."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from layers.layer import Layer
from layers.live import service
from layers.live.crowd import Crowd, Nearest, nearest_of_each
from layers.live.sphere import Floats
from layers.queries import from_memory
from layers.queries.question import AsOf

MAX_ORIGINS = 100_000
MAX_K = 10


@dataclass(frozen=True)
class NearestMany:
    """The answer: the rows that might be found, and which of them each origin found."""

    layer: Layer
    k: int
    max_distance_m: float | None
    crowd: Crowd
    found: Nearest
    freshness: AsOf


def is_answered(layer: Layer) -> bool:
    """Whether the question may be asked of the layer: of those that are kept in memory."""
    return layer.model.MEASURED_TO == "geom"  # type: ignore[attr-defined,no-any-return]


def find_nearest_many(
    layer: Layer,
    lons: Floats,
    lats: Floats,
    *,
    k: int,
    max_distance_m: float | None = None,
    filters: Mapping[str, Any] | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> NearestMany:
    """Find, for each origin, what `layers.queries.nearest.find_nearest` would, all in one go.

    Parameters
    ----------
    layer
        What is looked for; one that `is_answered`.
    lons, lats
        Of the origins, shape (n,), degrees on WGS 84, checked.
    k, max_distance_m, filters
        As for one origin; the filters are applied once for all.
    progress
        Told, from time to time, how many origins are done.

    Notes
    -----
    Answered from the live index; a process without one (the command line) reads the layer for this question alone.
    """
    values = dict(filters or {})
    crowd, fresh = from_memory.crowd(layer, values) or _read_for_this(layer, values)
    found = nearest_of_each(crowd, lons, lats, k, max_distance_m=max_distance_m, progress=progress)
    return NearestMany(layer, k, max_distance_m, crowd, found, fresh)


def _read_for_this(layer: Layer, values: Mapping[str, Any]) -> tuple[Crowd, AsOf]:
    with service.reading(layer) as index:
        found = from_memory.crowd(layer, values, index)
    assert found is not None  # noqa: S101  (it has been loaded)
    return found
