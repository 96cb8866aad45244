"""From ids to slots: a sorted array for the rows that were loaded together, a dictionary for those that came later."""

from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from layers.live.rows import halves, whole


class Identities:
    """Which slot a row has, and which row a slot; a slot is never given to another row."""

    def __init__(self, ids: NDArray[np.uint64]) -> None:
        self._base = ids
        """(n, 2) in rising order"""
        self._upper = np.ascontiguousarray(ids[:, 0])
        self._gone: set[int] = set()
        self._added: dict[UUID, int] = {}
        self._by_slot: list[UUID] = []

    @property
    def used(self) -> int:
        """How many slots were ever given."""
        return len(self._base) + len(self._by_slot)

    def slot(self, row_id: UUID) -> int | None:
        added = self._added.get(row_id)
        if added is not None:
            return added
        upper, lower = halves(row_id)
        slot = int(np.searchsorted(self._upper, np.uint64(upper)))
        while slot < len(self._base) and self._base[slot, 0] == upper:
            if self._base[slot, 1] == lower:
                return None if slot in self._gone else slot
            slot += 1
        return None

    def slots(self, ids: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the slots of many rows, -1 for those that are not there; `ids` (n, 2) are halves of ids."""
        found = np.full(len(ids), -1, np.int64)
        if len(self._base):
            places = np.minimum(np.searchsorted(self._upper, ids[:, 0]), len(self._base) - 1)
            known = (self._base[places] == ids).all(axis=1)
            if self._gone:
                known &= ~np.isin(places, [*self._gone])
            found[known] = places[known]
        for i in np.flatnonzero(found < 0).tolist():
            slot = self.slot(whole(*ids[i].tolist()))
            found[i] = -1 if slot is None else slot
        return found

    def row_id(self, slot: int) -> UUID:
        n = len(self._base)
        return whole(*self._base[slot].tolist()) if slot < n else self._by_slot[slot - n]

    def hex_ids(self, slots: NDArray[np.int64]) -> list[str]:
        """Return the ids of a few rows as thirty-two digits each."""
        if not self._by_slot:
            digits = self._base[slots].astype(">u8").tobytes().hex()
            return [digits[i : i + 32] for i in range(0, len(digits), 32)]
        return [self.row_id(slot).hex for slot in slots.tolist()]

    def ids(self, slots: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return the halves of the ids of rows, shape (n, 2)."""
        if not self._by_slot:
            return self._base[slots]
        added = np.array([halves(one) for one in self._by_slot], np.uint64).reshape(-1, 2)
        return np.concatenate([self._base, added])[slots]

    def add(self, row_id: UUID) -> int:
        """Give a new row a slot."""
        slot = self.used
        self._by_slot.append(row_id)
        self._added[row_id] = slot
        return slot

    def remove(self, row_id: UUID) -> int | None:
        """Forget a row; return the slot it had."""
        slot = self.slot(row_id)
        if slot is not None and self._added.pop(row_id, None) is None:
            self._gone.add(slot)
        return slot
