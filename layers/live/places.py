"""Where the rows of a layer are, and which of them are near: an R-tree for the first few, cells for all around."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.geo import GEOD
from layers.live.cells import Cells
from layers.live.sphere import (
    Floats,
    chord_beyond,
    chord_within,
    geodesic_m,
    geodesics,
    greatest_m,
    to_sphere,
    unit_vector,
)
from layers.live.tree import PointTree, Xyz

Slots = NDArray[np.int64]
Passes = Callable[[Slots], NDArray[np.bool_]]
FIRST_LOOK, GROWTH = 2, 4
"""How many candidates beyond k are looked at first, and by how much each further look widens."""
FEW_MEASURED = 32
"""So few candidates are measured one by one."""
FEW_ROWS = 4096
"""So few are all filtered at once."""
SAMPLE = 2048
"""So many rows are asked first whether they pass, to guess how far must be looked."""
COMMON = 0.25
"""Where such a share passes, the R-tree finds k of them soonest."""
GENEROUS = 1.8
"""How many times the expected number of rows is looked at, so that the first look is mostly enough."""
BROAD = 0.125
"""Where the look would cover such a share of all rows, all are filtered at once."""
MOST_OF_TREE = 4096
"""When so many candidates did not hold k that pass, all rows are filtered at once."""
MOST_KEPT = 65_536
FEW_CHANGES, ROWS_A_CHANGE = 24, 512
"""The R-tree takes as long to let go of one row as to build itself anew of about so many rows."""
WHOLE_SPHERE = 3.0
"""A chord longer than any."""


@dataclass(frozen=True)
class Found:
    """Rows in order: their slots and exact metres."""

    slots: list[int]
    metres: list[float]
    bearings_deg: list[float]
    """Clockwise from north, [0, 360)."""


@dataclass(frozen=True)
class Look:
    """All rows within a chord of a place, and some beyond it."""

    lon: float
    lat: float
    chord: float
    slots: Slots
    chords: Floats


class Places:
    """Rows by slot; whoever reads or changes them holds the table's lock."""

    def __init__(self, lons: Floats, lats: Floats) -> None:
        self.lons, self.lats = lons, lats
        self.xyz = to_sphere(lons, lats)
        self.alive = np.ones(len(lons), bool)
        self.count = len(lons)
        self._build()

    def _sort(self) -> None:
        slots = self.all_slots()
        self._cells = Cells(slots, self.lons[slots], self.lats[slots], self.xyz[slots])
        self._sample = slots[:: max(1, len(slots) // SAMPLE)]
        self._last: Look | None = None

    # ── Changing ──

    def put(self, slots: Slots, lons: Floats, lats: Floats) -> None:
        """Put rows, new or known, where they are now; each is named once."""
        if (highest := int(slots.max(initial=-1))) >= len(self.alive):
            self._grow(max(64, 2 * highest))
        differ = ~self.alive[slots] | (self.lons[slots] != lons) | (self.lats[slots] != lats)
        slots, lons, lats = slots[differ], lons[differ], lats[differ]
        is_few = self._is_few(len(slots))
        if is_few:
            self._out_of_tree(slots[self.alive[slots]])
        self.count += int((~self.alive[slots]).sum())
        self.lons[slots], self.lats[slots], self.xyz[slots] = lons, lats, to_sphere(lons, lats)
        self.alive[slots] = True
        if is_few:
            for slot, xyz in zip(slots.tolist(), self.xyz[slots].tolist(), strict=True):
                self._tree.put(slot, xyz)
        self._note(slots, is_few=is_few)

    def remove(self, slots: Slots) -> None:
        """Forget rows that are there."""
        is_few = self._is_few(len(slots))
        if is_few:
            self._out_of_tree(slots)
        self.alive[slots] = False
        self.count -= len(slots)
        self._note(slots, is_few=is_few)

    def _is_few(self, changed: int) -> bool:
        """Whether changing the tree takes less than building it anew."""
        return changed <= max(FEW_CHANGES, self.count // ROWS_A_CHANGE)

    def _out_of_tree(self, slots: Slots) -> None:
        for slot, xyz in zip(slots.tolist(), self.xyz[slots].tolist(), strict=True):
            self._tree.remove(slot, xyz)

    def _note(self, slots: Slots, *, is_few: bool) -> None:
        """Take note of the rows that changed: one by one in the tree, or so many that it is built anew."""
        if not is_few:
            self._build()
            return
        self._last = None
        for slot in slots.tolist():
            self._cells.note(slot)
        if self._cells.is_worn:
            self._sort()

    def _build(self) -> None:
        slots = self.all_slots()
        self._tree = PointTree(slots, self.xyz[slots])
        self._sort()

    def _grow(self, size: int) -> None:
        for name in ("lons", "lats", "xyz", "alive"):
            setattr(self, name, grown(getattr(self, name), size))

    # ── Asking ──

    def all_slots(self) -> Slots:
        """Return the slots of all rows."""
        return np.flatnonzero(self.alive)

    def nearest(self, lon: float, lat: float, k: int, passes: Passes | None, max_distance_m: float | None) -> Found:
        """Return the k nearest rows that pass, ties at the end included, by exact metres.

        Every search widens until the bound of `layers.live.sphere` says that nothing unseen can be nearer than the
        k-th, or as near.
        """
        if passes is None or not self.count:
            return self._nearest_of_tree(lon, lat, k, passes, max_distance_m)
        if self.count <= FEW_ROWS:
            return self._nearest_of_all(lon, lat, k, passes, max_distance_m)
        share = (int(passes(self._sample).sum()) + 0.5) / (len(self._sample) + 1)
        if share >= COMMON:
            return self._nearest_of_tree(lon, lat, k, passes, max_distance_m)
        wanted = GENEROUS * k / share
        if wanted > BROAD * self.count:
            return self._nearest_of_all(lon, lat, k, passes, max_distance_m)
        density = self._cells.density(lon, lat)  # rows a unit of the sphere's surface
        chord = math.sqrt(wanted / density / math.pi) if density else WHOLE_SPHERE
        return self._nearest_around(lon, lat, k, passes, max_distance_m, chord)

    def within(self, lon: float, lat: float, radius_m: float, passes: Passes | None) -> Found:
        """Return all rows at most `radius_m` away that pass, in order."""
        seen = self.around(lon, lat, radius_m)
        passing = seen if passes is None else seen[passes(seen)]
        return self._first(lon, lat, passing, len(passing), radius_m)

    def around(self, lon: float, lat: float, radius_m: float) -> Slots:
        """Return the slots of all rows that may be at most `radius_m` away, and perhaps a few that are not."""
        chord = chord_beyond(radius_m)
        look = self._look(lon, lat, chord)
        return look.slots[look.chords <= chord]

    def reached(self, lon: float, lat: float, radius_m: float) -> Slots:
        """Return the slots of all rows at most `radius_m` away; only those near the border need measuring."""
        beyond = chord_beyond(radius_m)
        look = self._look(lon, lat, beyond)
        sure = look.chords <= chord_within(radius_m)
        border = look.slots[(look.chords <= beyond) & ~sure]
        if len(border):
            border = border[geodesic_m(lon, lat, self.lons[border], self.lats[border]) <= radius_m]
        return np.concatenate([look.slots[sure], border])

    # ── Ways to search ──

    def _nearest_of_tree(
        self, lon: float, lat: float, k: int, passes: Passes | None, max_distance_m: float | None
    ) -> Found:
        """Ask the R-tree for more and more: for questions that most rows pass."""
        limit = WHOLE_SPHERE if max_distance_m is None else chord_beyond(max_distance_m)
        place = unit_vector(lon, lat)
        wanted = k + FIRST_LOOK + k // 16
        while True:
            seen, chord = self._tree_nearest(place, min(wanted, self.count))
            found = self._first_few(lon, lat, self._passing(seen, passes), k, max_distance_m)
            reach = chord_beyond(found.metres[k - 1]) if len(found.slots) >= k else WHOLE_SPHERE
            if len(seen) >= self.count or chord > min(reach, limit):
                return found
            wanted *= GROWTH
            if passes is not None and wanted > MOST_OF_TREE:
                return self._nearest_of_all(lon, lat, k, passes, max_distance_m)

    def _nearest_around(
        self, lon: float, lat: float, k: int, passes: Passes, max_distance_m: float | None, chord: float
    ) -> Found:
        """Look at all rows within a chord, and within a longer one if that was not enough."""
        limit = WHOLE_SPHERE if max_distance_m is None else chord_beyond(max_distance_m)
        while True:
            chord = min(chord, limit)
            look = self._look(lon, lat, chord)
            if len(look.slots) > BROAD * self.count:
                return self._nearest_of_all(lon, lat, k, passes, max_distance_m)
            passing = passes(look.slots)
            found = self._measured(lon, lat, k, look.slots[passing], look.chords[passing], max_distance_m)
            if chord >= limit:
                return found
            if len(found.slots) < k:
                chord *= math.sqrt(min(4.0, 1.0 + GENEROUS * k / (len(found.slots) + 1)))
                continue
            needed = chord_beyond(found.metres[k - 1])
            if needed <= chord:
                return found
            chord = needed

    def _nearest_of_all(self, lon: float, lat: float, k: int, passes: Passes, max_distance_m: float | None) -> Found:
        """Filter all rows at once: for filters that few rows pass."""
        alive = self.all_slots()
        passing = alive[passes(alive)]
        chords = self._chords(np.array(unit_vector(lon, lat)), passing)
        return self._measured(lon, lat, k, passing, chords, max_distance_m)

    def _measured(
        self, lon: float, lat: float, k: int, slots: Slots, chords: Floats, max_distance_m: float | None
    ) -> Found:
        """Measure rows, of many only those that may be among the k nearest."""
        if len(slots) > k + FIRST_LOOK:
            kth = float(np.partition(chords, k - 1)[k - 1])
            slots = slots[chords <= chord_beyond(greatest_m(kth))]
        return self._first_few(lon, lat, slots.tolist(), k, max_distance_m)

    def _look(self, lon: float, lat: float, chord: float) -> Look:
        """All rows within a chord; the same place is often asked about twice, to find and then to count."""
        last = self._last
        if last is not None and last.lon == lon and last.lat == lat and chord <= last.chord:
            return last
        near = self._cells.around(lon, lat, 2 * math.asin(min(1.0, chord / 2))) if chord < 1 else None
        place = np.array(unit_vector(lon, lat))
        if near is None:
            slots = self.all_slots()
            chords = self._chords(place, slots)
        else:
            slots, apart = near.slots, near.xyz - place
            chords = np.sqrt(np.einsum("ij,ij->i", apart, apart))
            if len(near.loose):
                loose = near.loose[self.alive[near.loose]]
                slots, chords = np.concatenate([slots, loose]), np.concatenate([chords, self._chords(place, loose)])
        look = Look(lon, lat, chord, slots, chords)
        self._last = look if len(slots) <= MOST_KEPT else None
        return look

    def _tree_nearest(self, place: Xyz, wanted: int) -> tuple[list[int], float]:
        return self._tree.nearest(place, wanted) if wanted else ([], WHOLE_SPHERE)

    def _passing(self, slots: list[int], passes: Passes | None) -> list[int]:
        if passes is None:
            return slots
        seen = np.array(slots, np.int64)
        passing: list[int] = seen[passes(seen)].tolist()
        return passing

    def _first_few(self, lon: float, lat: float, slots: list[int], k: int, max_distance_m: float | None) -> Found:
        """The same as `_first`; numbers one by one are sooner done than arrays while they are few."""
        if len(slots) > FEW_MEASURED:
            return self._first(lon, lat, np.array(slots, np.int64), k, max_distance_m)
        lons, lats = self.lons[slots].tolist(), self.lats[slots].tolist()
        rows = []
        for slot, to_lon, to_lat in zip(slots, lons, lats, strict=True):
            azimuth, _, metres = GEOD.inv(lon, lat, to_lon, to_lat)
            if max_distance_m is None or metres <= max_distance_m:
                rows.append((metres, slot, azimuth % 360.0))
        rows.sort()
        while len(rows) > k and rows[-1][0] > rows[k - 1][0]:
            rows.pop()
        return Found([slot for _, slot, _ in rows], [metres for metres, _, _ in rows], [at for _, _, at in rows])

    def _first(self, lon: float, lat: float, slots: Slots, k: int, max_distance_m: float | None) -> Found:
        """Measure rows; the k nearest of them in order, all as far as the k-th included: the caller settles ties."""
        azimuths, metres = geodesics(lon, lat, self.lons[slots], self.lats[slots])
        order = np.argsort(metres, kind="stable")
        metres = metres[order]
        count = len(order) if max_distance_m is None else int(np.searchsorted(metres, max_distance_m, "right"))
        if k < count:
            count = int(np.searchsorted(metres[:count], metres[k - 1], "right"))
        order = order[:count]
        return Found(slots[order].tolist(), metres[:count].tolist(), (azimuths[order] % 360.0).tolist())

    def _chords(self, centre: NDArray[np.float64], slots: Slots) -> Floats:
        apart = self.xyz[slots] - centre
        chords: Floats = np.sqrt(np.einsum("ij,ij->i", apart, apart))
        return chords


def grown(array: NDArray[Any], size: int) -> NDArray[Any]:
    """Return the array with room for so many rows."""
    larger = np.zeros((size, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger
