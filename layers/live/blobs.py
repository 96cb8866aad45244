"""The properties of every row as bytes: one mapped piece for those loaded together, and those that changed since."""

import mmap

import numpy as np
from numpy.typing import NDArray

Pieces = tuple[bytes, ...]
"""One a sensitivity: public, internal, restricted; the insides of JSON objects."""


class BlobStore:
    """Pieces by slot."""

    def __init__(self, base: "memoryview | mmap.mmap | bytes", places: NDArray[np.int64]) -> None:
        self._base = base
        self._places = places
        self._changed: dict[int, Pieces] = {}

    def put(self, slot: int, pieces: Pieces) -> None:
        self._changed[slot] = pieces

    def get(self, slot: int) -> Pieces:
        """Return the pieces of a row."""
        changed = self._changed.get(slot)
        if changed is not None:
            return changed
        return tuple(bytes(self._base[begin:end]) for begin, end in self._places[slot].tolist())
