"""Nearest and within answered from the live index of this process, where it has one and keeps the layer."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from layers.layer import Layer
from layers.live import service
from layers.live.selection import Mask, Rows, Slots
from layers.live.sphere import geodesic_m
from layers.live.table import LiveTable
from layers.queries.origin import Origin
from layers.queries.question import AsOf, asked_filters
from layers.queries.ranking import Ranked, rank

Counts = dict[str, int]


def nearest(
    layer: Layer, origin: Origin, k: int, max_distance_m: float | None, values: Mapping[str, Any]
) -> tuple[tuple[Ranked, ...], Counts, AsOf] | None:
    """Return what was found, what was left out, and how fresh it is; None where the database must be asked."""
    table = _table(layer, origin)
    if table is None:
        return None
    lon, lat = origin.position.lon, origin.position.lat
    with table.lock:
        fresh = _freshness(layer)
        found = table.nearest(lon, lat, k, keep=_keep(layer, values), max_distance_m=max_distance_m)
        resources = table.resources(found, _groups(values))[:k]
        reach_m = resources[-1].distance_m if len(resources) == k else max_distance_m
        excluded = _excluded(table, layer, values, _rows_within(table, lon, lat, reach_m)) if values else {}
    return rank(resources, origin), excluded, fresh


def within(
    layer: Layer, origin: Origin, radius_m: float, values: Mapping[str, Any], limit: int
) -> tuple[tuple[Ranked, ...], int, dict[str, float], AsOf] | None:
    """Return those within, their count and sums, and how fresh they are; None where the database must be asked."""
    table = _table(layer, origin)
    if table is None:
        return None
    with table.lock:
        fresh = _freshness(layer)
        found = table.within(origin.position.lon, origin.position.lat, radius_m, keep=_keep(layer, values))
        sums = {name: float(np.nansum(table.numbers[name][found.slots])) for name in layer.sums}
        resources = table.resources(found, _groups(values))[:limit]
    return rank(resources, origin), len(found.slots), sums, fresh


def _table(layer: Layer, origin: Origin) -> LiveTable | None:
    index = service.current()
    return index.table(layer) if index and origin.geometry.geom_type == "Point" else None


def _freshness(layer: Layer) -> AsOf:
    standing = service.current().standing  # type: ignore[union-attr]
    return AsOf(standing.as_of, str(standing.versions.get(layer.key, 0)), "live", degraded=not standing.connected)  # type: ignore[union-attr]


def _keep(layer: Layer, values: Mapping[str, Any]) -> Callable[[Rows], Mask] | None:
    filters = asked_filters(layer, values)
    if not filters:
        return None

    def keep(rows: Rows) -> Mask:
        mask: Mask = filters[0].passes(rows, values)
        for one in filters[1:]:
            mask = mask & one.passes(rows, values)
        return mask

    return keep


def _groups(values: Mapping[str, Any]) -> list[frozenset[int]]:
    return [group.ids for group in values.get("item", ())]


def _rows_within(table: LiveTable, lon: float, lat: float, metres: float | None) -> Slots:
    if metres is None:
        return table.all_slots()
    near = table.around(lon, lat, metres)
    return near[geodesic_m(lon, lat, table.lons[near], table.lats[near]) <= metres]


def _excluded(table: LiveTable, layer: Layer, values: Mapping[str, Any], slots: Slots) -> Counts:
    """Count what the filters leave out of the rows, as `count_excluded` does in the database."""
    excluded: Counter[str] = Counter()
    for reason, failing in _failures(table, layer, values, slots):
        excluded[reason] += len(failing)
    return dict(+excluded)


def _failures(table: LiveTable, layer: Layer, values: Mapping[str, Any], slots: Slots) -> Iterator[tuple[str, Slots]]:
    """Yield what the filters leave out of the rows, as `layers.queries.question.failures` does in the database."""
    for one in asked_filters(layer, values):
        passed = one.passes(Rows(table, slots), values)
        failing = slots[~passed]
        for relaxed in one.relaxed:
            but_for = relaxed.keep(Rows(table, failing), **one.own(values))
            yield relaxed.reason, failing[but_for]
            failing = failing[~but_for]
        yield one.reason, failing
        slots = slots[passed]
