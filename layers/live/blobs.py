"""The properties of every row as bytes: one long piece of memory (or a mapped file) for those that were loaded
together, and a dictionary for those that changed since."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

PIECES = 3
"""One a sensitivity: public, internal, restricted."""


class BlobStore:
    """Pieces by slot."""

    def __init__(self, base: "bytes | memoryview" = b"", ends: NDArray[np.int64] | None = None) -> None:
        self._base = memoryview(base)
        self._ends = np.zeros((0, PIECES), np.int64) if ends is None else ends
        self._changed: dict[int, tuple[bytes, ...]] = {}

    def put(self, slot: int, pieces: Sequence[bytes]) -> None:
        self._changed[slot] = tuple(pieces)

    def get(self, slot: int) -> tuple[bytes, ...]:
        """Return the pieces of a row."""
        changed = self._changed.get(slot)
        if changed is not None:
            return changed
        start = int(self._ends[slot - 1, -1]) if slot else 0
        bounds = [start, *self._ends[slot].tolist()]
        return tuple(bytes(self._base[begin:end]) for begin, end in pairwise(bounds))
