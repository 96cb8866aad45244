"""One layer in memory: an R-tree over unit vectors, and columns for the filters."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from rtree import index as rtree_index

from layers.layer import Layer
from layers.live.areas import AreaTable
from layers.live.blobs import BlobStore
from layers.live.columns import Column, columns_of
from layers.live.crowd import Crowd, crowd_of
from layers.live.identity import Identities
from layers.live.resource import LiveResource, Position
from layers.live.rows import PIECES, Batch, whole
from layers.live.selection import Mask, Rows, Slots
from layers.live.sphere import chord_beyond, geodesic_m, to_sphere
from layers.live.stock import NO_LINES, THOUSANDTHS, StockTable

Keep = Callable[[Rows], Mask]
FIRST_LOOK, GROWTH = 16, 4
"""How many candidates beyond k are looked at first, and by how much each further look widens."""
SCAN_FROM = 4096
"""When so many candidates did not hold k that pass, all rows are filtered at once and the rest is a scan."""
NODE_CAPACITY = 64


@dataclass(frozen=True)
class Found:
    """Rows in order: their slots and exact metres."""

    slots: Slots
    metres: NDArray[np.float64]


class LiveTable:
    """A layer's rows. Reading and changing take the same lock, since the R-tree's library is not safe for threads."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.columns = {column.name: column for column in columns_of(layer)}
        self.lock = threading.RLock()
        self.areas = AreaTable()
        self.stock = StockTable()
        self._changes = 0
        self._crowd: Crowd | None = None
        self.load(_no_rows(self.columns.values()), AreaTable())

    def column(self, name: str) -> Column:
        return self.columns[name]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self._count

    def slot(self, row_id: UUID) -> int | None:
        return self._identities.slot(row_id)

    def slots(self, ids: NDArray[np.uint64]) -> Slots:
        """Return the slots of many rows, -1 where there is none; `ids` (n, 2) are halves of ids."""
        return self._identities.slots(ids)

    def row_id(self, slot: int) -> UUID:
        return self._identities.row_id(slot)

    # ── Changing ──

    def load(self, batch: Batch, areas: AreaTable) -> None:
        """Take in all rows at once, in the place of what was there."""
        xyz = to_sphere(batch.lons, batch.lats)
        tree = _tree(xyz)
        with self.lock:
            self._note_change()
            self.areas = areas
            self._identities = Identities(batch.ids)
            self._count = len(batch)
            self._tree, self.xyz = tree, xyz
            self.lons, self.lats = batch.lons, batch.lats
            self.area = areas.places(batch.area_ids)
            self.verified_s = batch.verified_s
            self.alive = np.ones(len(batch), bool)
            self.numbers = dict(batch.numbers)
            self.blobs = BlobStore(batch.blob, batch.pieces)

    def frozen(self) -> "tuple[Batch, Slots]":
        """Return all rows as they are now, its blob in parts; and the slots they have here, in the order of their ids.

        What comes back does not change with the table.
        """
        with self.lock:
            slots = self.all_slots()
            slots = slots[np.lexsort(self._identities.ids(slots).T[::-1])]
            blob, pieces = self.blobs.frozen(slots)
            return Batch(
                self._identities.ids(slots),
                self.lons[slots],
                self.lats[slots],
                self.areas.ids(self.area[slots]),
                self.verified_s[slots],
                {name: column[slots] for name, column in self.numbers.items()},
                blob,
                pieces,
            ), slots

    def put(self, batch: Batch) -> None:
        """Take in new or changed rows."""
        with self.lock:
            self._note_change()
            xyz = to_sphere(batch.lons, batch.lats)
            areas = self.areas.places(batch.area_ids)
            pieces = BlobStore(batch.blob, batch.pieces)
            for i, halves_of_id in enumerate(batch.ids.tolist()):
                slot = self._place(whole(*halves_of_id), xyz[i], (batch.lons[i], batch.lats[i]))
                self.area[slot] = areas[i]
                self.verified_s[slot] = batch.verified_s[i]
                for name in self.columns:
                    self.numbers[name][slot] = batch.numbers[name][i]
                self.blobs.put(slot, pieces.get(i))

    def remove(self, row_id: UUID) -> None:
        """Forget a row, if it is there."""
        with self.lock:
            slot = self._identities.remove(row_id)
            if slot is None:
                return
            self._note_change()
            self._tree.delete(slot, (*self.xyz[slot], *self.xyz[slot]))
            self.alive[slot] = False
            self._count -= 1
            self.stock.replace(np.array([slot]), NO_LINES)

    def _note_change(self) -> None:
        self._changes += 1
        self._crowd = None

    def _place(self, row_id: UUID, xyz: NDArray[np.float64], place: tuple[float, float]) -> int:
        """Put a row, new or known, where it is now; return its slot."""
        slot = self._identities.slot(row_id)
        if slot is None:
            slot = self._identities.add(row_id)
            if slot == len(self.alive):
                self._grow(max(64, 2 * slot))
            self._count += 1
            self.stock.grow(self._identities.used)
        elif (self.lons[slot], self.lats[slot]) == place:
            return slot
        else:
            self._tree.delete(slot, (*self.xyz[slot], *self.xyz[slot]))
        self._tree.insert(slot, (*xyz, *xyz))
        (self.lons[slot], self.lats[slot]), self.xyz[slot] = place, xyz
        self.alive[slot] = True
        return slot

    def _grow(self, size: int) -> None:
        def grown(array: NDArray[Any]) -> NDArray[Any]:
            larger = np.zeros((size, *array.shape[1:]), array.dtype)
            larger[: len(array)] = array
            return larger

        for name in ("lons", "lats", "xyz", "area", "verified_s", "alive"):
            setattr(self, name, grown(getattr(self, name)))
        self.numbers = {name: grown(array) for name, array in self.numbers.items()}

    # ── Asking ──

    def crowd(self, keep: Keep | None = None) -> Crowd:
        """Return the rows that `keep` lets pass as they are now, for asking about many places at once."""
        with self.lock:
            slots = self.all_slots()
            if keep is not None:
                slots = slots[keep(Rows(self, slots))]
            elif self._crowd is not None:
                return self._crowd
            changes = self._changes
            standing = slots, self.lons[slots], self.lats[slots], self.xyz[slots], self._identities, self.blobs
        crowd = crowd_of(*standing)
        with self.lock:
            if keep is None and changes == self._changes:
                self._crowd = crowd
        return crowd

    def resources(self, found: Found, groups: Sequence[frozenset[int]] = ()) -> list[LiveResource]:
        """Return the rows found as resources, equal distances in the order of their codes.

        Each carries what is available of the `groups` of items (catalogue ids).
        """
        stock = [self.stock.total(items) for items in groups]
        resources = [
            LiveResource(
                self.row_id(slot),
                Position(float(self.lons[slot]), float(self.lats[slot])),
                metres,
                _moment(self.verified_s[slot]),
                tuple(Decimal(int(total[slot])) / THOUSANDTHS for total in stock),
                self.blobs.get(slot),
            )
            for slot, metres in zip(found.slots.tolist(), found.metres.tolist(), strict=True)
        ]
        if len(np.unique(found.metres)) < len(resources):
            resources.sort(key=lambda resource: (resource.distance_m, resource.code))
        return resources

    def nearest(
        self, lon: float, lat: float, k: int, *, keep: Keep | None = None, max_distance_m: float | None = None
    ) -> Found:
        """Return the k nearest rows that `keep` lets pass, by exact metres then slot order of equal metres undecided.

        The search widens until the bound of `layers.live.sphere` says that nothing unseen can be nearer than the k-th.
        """
        with self.lock:
            centre = to_sphere([lon], [lat])[0]
            wanted = k + FIRST_LOOK
            while True:
                seen = self._tree_nearest(centre, wanted)
                passing = seen if keep is None else seen[keep(Rows(self, seen))]
                metres = geodesic_m(lon, lat, self.lons[passing], self.lats[passing])
                everything = len(seen) >= self.count
                if len(passing) >= k or everything:
                    reach_m = np.partition(metres, k - 1)[k - 1] if len(passing) >= k else np.inf
                    if max_distance_m is not None:
                        reach_m = min(reach_m, max_distance_m)
                    if everything or self._chord(centre, seen[-1:]).max() > chord_beyond(reach_m):
                        return _first(passing, metres, k, max_distance_m)
                elif max_distance_m is not None and self._chord(centre, seen[-1:]).max() > chord_beyond(max_distance_m):
                    return _first(passing, metres, k, max_distance_m)
                if wanted >= SCAN_FROM and keep is not None:
                    return self._scan(lon, lat, k, keep, max_distance_m)
                wanted *= GROWTH

    def within(self, lon: float, lat: float, radius_m: float, *, keep: Keep | None = None) -> Found:
        """Return all rows at most `radius_m` away that `keep` lets pass, in order."""
        with self.lock:
            seen = self.around(lon, lat, radius_m)
            passing = seen if keep is None else seen[keep(Rows(self, seen))]
            metres = geodesic_m(lon, lat, self.lons[passing], self.lats[passing])
            return _first(passing, metres, len(passing), radius_m)

    def around(self, lon: float, lat: float, radius_m: float) -> Slots:
        """Return the slots of all rows that may be at most `radius_m` away, and perhaps a few that are not."""
        centre = to_sphere([lon], [lat])[0]
        chord = chord_beyond(radius_m)
        if self.count == 0:
            return np.zeros(0, np.int64)
        if chord >= 1.0:
            near = self.all_slots()
        else:
            slots, _ = self._tree.intersection_v(  # type: ignore[no-untyped-call]
                (centre - chord)[None], (centre + chord)[None]
            )
            near = np.asarray(slots, np.int64)
        return near[self._chord(centre, near) <= chord]

    def all_slots(self) -> Slots:
        """Return the slots of all rows."""
        return np.flatnonzero(self.alive)

    def _scan(self, lon: float, lat: float, k: int, keep: Keep, max_distance_m: float | None) -> Found:
        """Filter all rows at once, then take the nearest: for filters that few rows pass."""
        alive = self.all_slots()
        passing = alive[keep(Rows(self, alive))]
        if len(passing) > 4 * k + 64:
            chords = self._chord(to_sphere([lon], [lat])[0], passing)
            kth = np.argpartition(chords, k - 1)[:k]
            bound_m = geodesic_m(lon, lat, self.lons[passing[kth]], self.lats[passing[kth]]).max()
            passing = passing[chords <= chord_beyond(bound_m)]
        metres = geodesic_m(lon, lat, self.lons[passing], self.lats[passing])
        return _first(passing, metres, k, max_distance_m)

    def _tree_nearest(self, centre: NDArray[np.float64], wanted: int) -> Slots:
        """The nearest by chord, nearest first; ties at the end may add a few."""
        if self.count == 0:
            return np.zeros(0, np.int64)
        slots, _ = self._tree.nearest_v(  # type: ignore[no-untyped-call]
            centre[None], centre[None], num_results=min(wanted, self.count)
        )[:2]
        slots = np.asarray(slots, np.int64)
        return slots[np.argsort(self._chord(centre, slots), kind="stable")]

    def _chord(self, centre: NDArray[np.float64], slots: Slots) -> NDArray[np.float64]:
        return np.linalg.norm(self.xyz[slots] - centre, axis=1)  # type: ignore[no-any-return]


def _first(slots: Slots, metres: NDArray[np.float64], k: int, max_distance_m: float | None) -> Found:
    if max_distance_m is not None:
        near = metres <= max_distance_m
        slots, metres = slots[near], metres[near]
    order = np.argsort(metres, kind="stable")
    if k < len(order):  # ties at the end are kept, the caller settles them
        order = order[metres[order] <= metres[order[k - 1]]]
    return Found(slots[order], metres[order])


def _no_rows(columns: Iterable[Column]) -> Batch:
    nothing = np.zeros(0)
    numbers = {column.name: np.zeros(0, column.dtype) for column in columns}
    ids = np.zeros((0, 2), np.uint64)
    pieces = np.zeros((0, PIECES, 2), np.int64)
    return Batch(ids, nothing, nothing, ids, nothing, numbers, memoryview(b""), pieces)


def _moment(seconds: float) -> datetime | None:
    return None if np.isnan(seconds) else datetime.fromtimestamp(float(seconds), UTC)


def _tree(xyz: NDArray[np.float64]) -> rtree_index.Index:
    properties = rtree_index.Property(dimension=3, leaf_capacity=NODE_CAPACITY, index_capacity=NODE_CAPACITY)
    if not len(xyz):
        return rtree_index.Index(properties=properties)
    return rtree_index.Index((np.arange(len(xyz)), xyz, xyz), properties=properties)
