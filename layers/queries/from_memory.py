"""Nearest and within answered from the live index of this process, where it has one and keeps the layer."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from layers.layer import Layer
from layers.live import service
from layers.live.crowd import Crowd
from layers.live.index import LiveIndex
from layers.live.resource import LiveResource
from layers.live.selection import Mask, Rows, Slots
from layers.live.table import Keep, LiveTable
from layers.queries.origin import Origin
from layers.queries.question import AsOf, asked_filters
from layers.queries.ranking import Ranked, rank
from layers.queries.source import Asking

Counts = dict[str, int]


class FromMemory:
    """A `layers.queries.source.Source`; find it with `source_of`."""

    def __init__(self, asking: Asking, table: LiveTable) -> None:
        self._asking = asking
        self._table = table
        self._keep = _keep(asking.layer, asking.values)
        self.freshness = freshness_of(asking.layer)

    def steady(self) -> AbstractContextManager[Any]:
        return self._table.lock

    def nearest(self, n: int, *, limited: bool = True) -> list[LiveResource]:
        return self._first(n, self._keep, self._asking.max_distance_m if limited else None)

    def count_excluded(self, reach_m: float | None) -> Counts:
        place = self._asking.origin.position
        with self._table.lock:
            excluded: Counter[str] = Counter()
            for reason, failing in self._failures(self._table.reached(place.lon, place.lat, reach_m)):
                excluded[reason] += len(failing)
        return dict(+excluded)

    def left_out(self, most: int, reach_m: float | None) -> list[tuple[LiveResource, str]]:
        keep = self._keep
        if keep is None:
            return []
        with self._table.lock:
            resources = self._first(most, lambda rows: ~keep(rows), reach_m)
            slots = np.array([self._table.slot(resource.pk) for resource in resources], np.int64)
            reasons = {slot: reason for reason, failing in self._failures(slots) for slot in failing.tolist()}
        return [(resource, reasons[slot]) for resource, slot in zip(resources, slots.tolist(), strict=True)]

    def minutes(self, resource: LiveResource, field: str) -> float | None:
        with self._table.lock:
            slot = self._table.slot(resource.pk)
            value = np.nan if slot is None else float(self._table.numbers[field][slot])
        return None if np.isnan(value) else value

    def least_minutes(self, field: str, otherwise: float) -> float:
        with self._table.lock:
            values = self._table.numbers[field][self._table.all_slots()]
        return float(np.where(np.isnan(values), otherwise, values).min(initial=np.inf)) if len(values) else otherwise

    def _first(self, n: int, keep: Keep | None, max_distance_m: float | None) -> list[LiveResource]:
        place = self._asking.origin.position
        with self._table.lock:
            found = self._table.nearest(place.lon, place.lat, n, keep=keep, max_distance_m=max_distance_m)
            return self._table.resources(found, _groups(self._asking.values))[:n]

    def _failures(self, slots: Slots) -> Iterator[tuple[str, Slots]]:
        """Yield what the filters leave out of the rows, as `layers.queries.question.failures` does in the database."""
        values = self._asking.values
        for one in asked_filters(self._asking.layer, values):
            passed = one.passes(Rows(self._table, slots), values)
            failing = slots[~passed]
            for relaxed in one.relaxed:
                but_for = relaxed.keep(Rows(self._table, failing), **one.own(values))
                yield relaxed.reason, failing[but_for]
                failing = failing[~but_for]
            yield one.reason, failing
            slots = slots[passed]


def source_of(asking: Asking) -> FromMemory | None:
    """Return the source in this process, or None where the database must be asked."""
    table = _table(asking.layer, asking.origin)
    return FromMemory(asking, table) if table else None


def within(
    layer: Layer, origin: Origin, radius_m: float, values: Mapping[str, Any], limit: int
) -> tuple[tuple[Ranked, ...], int, dict[str, float], AsOf] | None:
    """Return those within, their count and sums, and how fresh they are; None where the database must be asked."""
    table = _table(layer, origin)
    if table is None:
        return None
    with table.lock:
        fresh = freshness_of(layer)
        found = table.within(origin.position.lon, origin.position.lat, radius_m, keep=_keep(layer, values))
        sums = {name: float(np.nansum(table.numbers[name][found.slots])) for name in layer.sums}
        resources = table.resources(found, _groups(values))[:limit]
    return rank(resources, origin), len(found.slots), sums, fresh


def crowd(layer: Layer, values: Mapping[str, Any], index: LiveIndex | None = None) -> tuple[Crowd, AsOf] | None:
    """Return the rows that pass, and how fresh they are, from the given index or this process's."""
    index = index or service.current()
    table = index.table(layer) if index else None
    if index is None or table is None:
        return None
    fresh = freshness_of(layer, index)  # first, so that it is never too young
    return table.crowd(_keep(layer, values)), fresh


def _table(layer: Layer, origin: Origin) -> LiveTable | None:
    index = service.current()
    return index.table(layer) if index and origin.is_point else None


def freshness_of(layer: Layer, index: LiveIndex | None = None) -> AsOf:
    """Return how fresh a live index is, this process's if none is given; there must be one."""
    standing = (index or service.current()).standing  # type: ignore[union-attr]
    return AsOf(standing.as_of, str(standing.versions.get(layer.key, 0)), "live", degraded=not standing.connected)  # type: ignore[union-attr]


def _keep(layer: Layer, values: Mapping[str, Any]) -> Keep | None:
    filters = asked_filters(layer, values) if values else ()
    if not filters:
        return None

    def keep(rows: Rows) -> Mask:
        mask: Mask = filters[0].passes(rows, values)
        for one in filters[1:]:
            mask = mask & one.passes(rows, values)
        return mask

    return keep


def _groups(values: Mapping[str, Any]) -> list[frozenset[int]]:
    return [group.ids for group in values["item"]] if "item" in values else []
