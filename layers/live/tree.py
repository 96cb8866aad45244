"""The R-tree of points on the unit sphere (`rtree`): put, remove, and the few nearest by chord.

A row is asked for at every question, so the library is called directly with buffers made once; its own Python
wrapper (`Index.nearest_v`) takes longer than the search, and is used for more rows than the buffers hold.
"""

import ctypes
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rtree import core
from rtree import index as rtree_index

from layers.live.sphere import Floats

NODE_CAPACITY = 16
ROOM = 256
"""Of rows in the buffers."""

Xyz = tuple[float, float, float]


class PointTree:
    """Rows by slot; whoever reads or changes it holds the table's lock, since neither library nor buffers are safe."""

    def __init__(self, slots: NDArray[np.int64], xyz: Floats) -> None:
        properties = rtree_index.Property(dimension=3, leaf_capacity=NODE_CAPACITY, index_capacity=NODE_CAPACITY)
        stream = ((slots, xyz, xyz),) if len(slots) else ()
        self._index = rtree_index.Index(*stream, properties=properties)
        self._place = (ctypes.c_double * 3)()
        self._slots = (ctypes.c_int64 * ROOM)()
        self._count, self._chord = ctypes.c_uint64(), ctypes.c_double()
        self._answered = ctypes.c_int64()

    def put(self, slot: int, xyz: Sequence[float]) -> None:
        self._index.insert(slot, (*xyz, *xyz))

    def remove(self, slot: int, xyz: Sequence[float]) -> None:
        self._index.delete(slot, (*xyz, *xyz))

    def nearest(self, place: Xyz, wanted: int) -> tuple[list[int], float]:
        """Return the slots of the nearest by chord, in no order, and the chord of the farthest.

        Ties at the end may add a few; `wanted` is at least 1.
        """
        if wanted < ROOM and self._fill(place, wanted):
            return self._slots[: self._count.value], self._chord.value
        at = np.array([place])
        slots, _, chords = self._index.nearest_v(  # type: ignore[no-untyped-call]
            at, at, num_results=wanted, return_max_dists=True
        )
        return slots.tolist(), float(chords[0])

    def _fill(self, place: Xyz, wanted: int) -> bool:
        """Ask into the buffers; whether they had room."""
        self._place[:] = list(place)
        self._chord.value = 0.0  # no limit
        at = ctypes.addressof(self._place)
        core.rt.Index_NearestNeighbors_id_v(
            self._index.handle,
            wanted,
            1,
            3,
            ROOM,
            3,
            1,
            at,
            at,
            ctypes.addressof(self._slots),
            ctypes.addressof(self._count),
            ctypes.addressof(self._chord),
            ctypes.byref(self._answered),
        )
        return self._answered.value == 1
