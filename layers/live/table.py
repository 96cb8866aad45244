"""One layer in memory: where its rows are, and columns for the filters."""

import threading
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from layers.layer import Layer
from layers.live.areas import AreaTable
from layers.live.blobs import BlobStore
from layers.live.columns import Column, columns_of
from layers.live.crowd import Crowd, crowd_of
from layers.live.identity import Identities
from layers.live.places import Found, Passes, Places, grown
from layers.live.resource import LiveResource
from layers.live.rows import PIECES, Batch, whole
from layers.live.selection import Mask, Rows, Slots
from layers.live.sphere import Floats
from layers.live.stock import NO_LINES, Lines, StockTable

Keep = Callable[[Rows], Mask]


class LiveTable:
    """A layer's rows. Reading and changing take the same lock, since the R-tree's library is not safe for threads."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.columns = {column.name: column for column in columns_of(layer)}
        self.lock = threading.RLock()
        self.areas = AreaTable()
        self._changes = 0
        self._crowd: Crowd | None = None
        self.load(_no_rows(self.columns.values()), AreaTable())

    def column(self, name: str) -> Column:
        return self.columns[name]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.places.count

    @property
    def lons(self) -> Floats:
        """By slot, degrees; so are the latitudes."""
        return self.places.lons

    @property
    def lats(self) -> Floats:
        return self.places.lats

    def slot(self, row_id: UUID) -> int | None:
        return self._identities.slot(row_id)

    def slots(self, ids: NDArray[np.uint64]) -> Slots:
        """Return the slots of many rows, -1 where there is none; `ids` (n, 2) are halves of ids."""
        return self._identities.slots(ids)

    def row_id(self, slot: int) -> UUID:
        return self._identities.row_id(slot)

    # ── Changing ──

    def load(self, batch: Batch, areas: AreaTable, stock: StockTable | None = None) -> None:
        """Take in all rows at once, in the place of what was there."""
        places = Places(batch.lons, batch.lats)
        with self.lock:
            self._note_change()
            self.places = places
            self.areas = areas
            self._identities = Identities(batch.ids)
            self.area = areas.places(batch.area_ids)
            self.verified_s = batch.verified_s
            self.numbers = dict(batch.numbers)
            self.blobs = BlobStore(batch.blob, batch.pieces)
            self.stock = stock or StockTable()

    def frozen(self) -> tuple[Batch, Lines]:
        """Return all rows as they are now, in the order of their ids, and the stock lines by their place among them.

        For who changes the table, between two changes: so it takes no lock, and nobody who asks has to wait.
        """
        slots = self.all_slots()
        slots = slots[np.lexsort(self._identities.ids(slots).T[::-1])]
        blob, pieces = self.blobs.frozen(slots)
        batch = Batch(
            self._identities.ids(slots),
            self.lons[slots],
            self.lats[slots],
            self.areas.ids(self.area[slots]),
            self.verified_s[slots],
            {name: column[slots] for name, column in self.numbers.items()},
            blob,
            pieces,
        )
        return batch, self.stock.frozen(slots)

    def put(self, batch: Batch) -> None:
        """Take in new or changed rows."""
        pieces = BlobStore(batch.blob, batch.pieces).get_all([*range(len(batch))])
        with self.lock:
            self._note_change()
            slots = self._slots_for(batch.ids)
            self.places.put(slots, batch.lons, batch.lats)
            self.area[slots] = self.areas.places(batch.area_ids)
            self.verified_s[slots] = batch.verified_s
            for name, column in batch.numbers.items():
                self.numbers[name][slots] = column
            self.blobs.put(slots, pieces)

    def remove(self, ids: Iterable[UUID]) -> None:
        """Forget rows, those of them that are there."""
        with self.lock:
            had = (self._identities.remove(row_id) for row_id in ids)
            slots = np.array([slot for slot in had if slot is not None], np.int64)
            if not len(slots):
                return
            self._note_change()
            self.places.remove(slots)
            self.stock.replace(slots, NO_LINES)

    def _note_change(self) -> None:
        self._changes += 1
        self._crowd = None

    def _slots_for(self, ids: NDArray[np.uint64]) -> Slots:
        """The slots of rows, new or known."""
        slots = self._identities.slots(ids)
        new = np.flatnonzero(slots < 0)
        slots[new] = [self._identities.add(whole(*one)) for one in ids[new].tolist()]
        if (used := self._identities.used) > len(self.area):
            self._grow(used + max(64, used // 8))
        self.stock.grow(used)
        return slots

    def _grow(self, size: int) -> None:
        self.area, self.verified_s = grown(self.area, size), grown(self.verified_s, size)
        self.numbers = {name: grown(array, size) for name, array in self.numbers.items()}

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
            standing = slots, self.lons[slots], self.lats[slots], self.places.xyz[slots], self._identities, self.blobs
        crowd = crowd_of(*standing)
        with self.lock:
            if keep is None and changes == self._changes:
                self._crowd = crowd
        return crowd

    def resources(self, found: Found, groups: Sequence[frozenset[int]] = ()) -> list[LiveResource]:
        """Return the rows found as resources, equal distances in the order of their codes.

        Each carries what is available of the `groups` of items (catalogue ids).
        """
        slots = np.array(found.slots, np.int64)
        stock = [self.stock.total(items)[slots].tolist() for items in groups]
        resources = [
            *map(
                LiveResource,
                self._identities.hex_ids(slots),
                self.lons[slots].tolist(),
                self.lats[slots].tolist(),
                found.metres,
                found.bearings_deg,
                self.verified_s[slots].tolist(),
                zip(*stock, strict=True) if stock else repeat(()),
                self.blobs.views(found.slots),
            )
        ]
        if len(set(found.metres)) < len(found.metres):
            resources.sort(key=lambda resource: (resource.distance_m, resource.code))
        return resources

    def nearest(
        self, lon: float, lat: float, k: int, *, keep: Keep | None = None, max_distance_m: float | None = None
    ) -> Found:
        """Return the k nearest rows that `keep` lets pass, by exact metres, with all as far as the k-th."""
        with self.lock:
            return self.places.nearest(lon, lat, k, self._passes(keep), max_distance_m)

    def within(self, lon: float, lat: float, radius_m: float, *, keep: Keep | None = None) -> Found:
        """Return all rows at most `radius_m` away that `keep` lets pass, in order."""
        with self.lock:
            return self.places.within(lon, lat, radius_m, self._passes(keep))

    def reached(self, lon: float, lat: float, radius_m: float | None) -> Slots:
        """Return the slots of all rows at most `radius_m` away, in no order; None: of all."""
        with self.lock:
            return self.all_slots() if radius_m is None else self.places.reached(lon, lat, radius_m)

    def all_slots(self) -> Slots:
        """Return the slots of all rows."""
        return self.places.all_slots()

    def _passes(self, keep: Keep | None) -> Passes | None:
        return None if keep is None else lambda slots: keep(Rows(self, slots))


def _no_rows(columns: Iterable[Column]) -> Batch:
    nothing = np.zeros(0)
    numbers = {column.name: np.zeros(0, column.dtype) for column in columns}
    ids = np.zeros((0, 2), np.uint64)
    pieces = np.zeros((0, PIECES, 2), np.int64)
    return Batch(ids, nothing, nothing, ids, nothing, numbers, memoryview(b""), pieces)
