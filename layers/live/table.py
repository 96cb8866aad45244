"""One layer in memory: an R-tree over unit vectors, and columns for the filters."""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from rtree import index as rtree_index

from layers.layer import Layer
from layers.live.areas import AreaTable
from layers.live.blobs import PIECES, BlobStore
from layers.live.columns import Column, columns_of
from layers.live.resource import LiveResource, Position
from layers.live.rows import Row
from layers.live.selection import Mask, Rows, Slots
from layers.live.sphere import chord_beyond, geodesic_m, to_sphere
from layers.live.stock import StockTable

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
        self.version = 0
        self.areas = AreaTable()
        self.stock = StockTable()
        self._load((), np.zeros((0, 2)), ())

    def column(self, name: str) -> Column:
        return self.columns[name]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._slot_of)

    def load(self, rows: Iterable[Row], areas: AreaTable) -> None:
        """Take in all rows at once, in the place of what was there."""
        with self.lock:
            self.areas = areas
            ids, places, area, verified, numbers = [], [], [], [], []
            base, ends = bytearray(), []
            for row in rows:
                ids.append(row.id)
                places.append((row.lon, row.lat))
                area.append(areas.place(row.area_id))
                verified.append(row.verified_s)
                numbers.append(row.numbers)
                row_ends = []
                for piece in row.pieces:
                    base += piece
                    row_ends.append(len(base))
                ends.append(row_ends)
            self._load(ids, np.array(places, float).reshape(-1, 2), numbers)
            self.area[: len(ids)] = area
            self.verified_s[: len(ids)] = verified
            self.blobs = BlobStore(bytes(base), np.array(ends, np.int64).reshape(len(ids), PIECES))

    def _load(self, ids: Sequence[UUID], places: NDArray[np.float64], numbers: Sequence[tuple[float, ...]]) -> None:
        n = len(ids)
        self.ids: list[UUID | None] = list(ids)
        self._slot_of = {row_id: slot for slot, row_id in enumerate(ids)}
        self.lons, self.lats = places[:, 0].copy(), places[:, 1].copy()
        self.xyz = to_sphere(self.lons, self.lats)
        self.area = np.full(n, -1, np.int32)
        self.verified_s = np.full(n, np.nan)
        self.alive = np.ones(n, bool)
        matrix = np.array(numbers, float).reshape(n, len(self.columns))
        self.numbers = {
            name: matrix[:, i].astype(column.dtype) for i, (name, column) in enumerate(self.columns.items())
        }
        self.blobs = BlobStore()
        self._tree = _tree(self.xyz)
        self._used = n
        self.version += 1

    # ── Changing ──

    def put(self, row: Row) -> int:
        """Take in a new or changed row; return its slot."""
        with self.lock:
            slot = self._slot_of.get(row.id)
            xyz = to_sphere([row.lon], [row.lat])[0]
            if slot is None:
                slot = self._new_slot(row.id)
                self._tree.insert(slot, (*xyz, *xyz))
            elif (self.lons[slot], self.lats[slot]) != (row.lon, row.lat):
                self._tree.delete(slot, (*self.xyz[slot], *self.xyz[slot]))
                self._tree.insert(slot, (*xyz, *xyz))
            self.lons[slot], self.lats[slot], self.xyz[slot] = row.lon, row.lat, xyz
            self.area[slot] = self.areas.place(row.area_id)
            self.verified_s[slot] = row.verified_s
            self.alive[slot] = True
            for number, name in zip(row.numbers, self.columns, strict=True):
                self.numbers[name][slot] = number
            self.blobs.put(slot, row.pieces)
            self.version += 1
            return slot

    def remove(self, row_id: UUID) -> None:
        """Forget a row, if it is there."""
        with self.lock:
            slot = self._slot_of.pop(row_id, None)
            if slot is None:
                return
            self._tree.delete(slot, (*self.xyz[slot], *self.xyz[slot]))
            self.ids[slot] = None
            self.alive[slot] = False
            self.stock.replace(slot, ())
            self.version += 1

    def slot(self, row_id: UUID) -> int | None:
        return self._slot_of.get(row_id)

    def _new_slot(self, row_id: UUID) -> int:
        slot = self._used
        if slot == len(self.alive):
            self._grow(max(64, 2 * slot))
        self._used += 1
        self.ids.append(row_id)
        self._slot_of[row_id] = slot
        self.stock.grow(self._used)
        return slot

    def _grow(self, size: int) -> None:
        def grown(array: NDArray[np.generic]) -> NDArray[np.generic]:
            larger = np.zeros((size, *array.shape[1:]), array.dtype)
            larger[: len(array)] = array
            return larger

        for name in ("lons", "lats", "xyz", "area", "verified_s", "alive"):
            setattr(self, name, grown(getattr(self, name)))
        self.numbers = {name: grown(array) for name, array in self.numbers.items()}

    # ── Asking ──

    def resources(self, found: Found, items: frozenset[int] | None = None) -> list[LiveResource]:
        """Return the rows found as resources, equal distances in the order of their codes."""
        stock = self.stock.available(items) if items is not None else None
        resources = [
            LiveResource(
                self.ids[slot],
                Position(float(self.lons[slot]), float(self.lats[slot])),
                metres,
                _moment(self.verified_s[slot]),
                float(stock[slot]) if stock is not None else None,
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
        return np.flatnonzero(self.alive[: self._used])

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


def _moment(seconds: float) -> datetime | None:
    return None if np.isnan(seconds) else datetime.fromtimestamp(float(seconds), UTC)


def _tree(xyz: NDArray[np.float64]) -> rtree_index.Index:
    properties = rtree_index.Property(dimension=3, leaf_capacity=NODE_CAPACITY, index_capacity=NODE_CAPACITY)
    if not len(xyz):
        return rtree_index.Index(properties=properties)
    return rtree_index.Index((np.arange(len(xyz)), xyz, xyz), properties=properties)
