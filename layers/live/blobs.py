"""The properties of every row as bytes: one mapped piece for those loaded together, and those that changed since."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

AFTER_NAMES = b', "usable" : '
Pieces = tuple[bytes, ...]
"""One a sensitivity: public, internal, restricted; the insides of JSON objects."""
Views = tuple[bytes | memoryview, ...]
"""The same, perhaps not copied yet."""


class BlobStore:
    """Pieces by slot."""

    def __init__(self, base: Any, places: NDArray[np.int64]) -> None:
        self._base = memoryview(base)
        self._places = places
        self._changed: dict[int, Pieces] = {}

    def put(self, slots: NDArray[np.int64], pieces: Sequence[Pieces]) -> None:
        """Take in the pieces of new or changed rows."""
        self._changed.update(zip(slots.tolist(), pieces, strict=True))

    def get(self, slot: int) -> Pieces:
        """Return the pieces of a row."""
        changed = self._changed.get(slot)
        if changed is not None:
            return changed
        return tuple(bytes(self._base[begin:end]) for begin, end in self._places[slot].tolist())

    def get_all(self, slots: list[int]) -> list[Pieces]:
        """Return the pieces of a few rows, sooner than one by one."""
        return [tuple(map(bytes, views)) for views in self.views(slots)]

    def views(self, slots: list[int]) -> list[Views]:
        """Return the pieces of a few rows without copying; what is loaded lies still, and changes replace it."""
        if self._changed and not self._changed.keys().isdisjoint(slots):
            return [self.get(slot) for slot in slots]
        base = self._base
        return [tuple([base[begin:end] for begin, end in row]) for row in self._places[slots].tolist()]

    def names(self, slots: NDArray[np.int64]) -> list[bytes]:
        """Return the code and the names of rows, as members of a JSON object.

        They come first in each row's public piece (`layers.live.rows`); a quote within a name is escaped there.
        """
        if self._changed and not self._changed.keys().isdisjoint(slots.tolist()):
            pieces = [self.get(slot)[0] for slot in slots.tolist()]
        else:
            base = self._base
            pieces = [bytes(base[begin:end]) for begin, end in self._places[slots, 0].tolist()]
        return [piece[: piece.index(AFTER_NAMES)] for piece in pieces]

    def code(self, slot: int) -> str:
        return str(json.loads(b"{" + self.get(slot)[0] + b"}")["code"])

    def frozen(self, slots: NDArray[np.int64]) -> tuple[Sequence[Any], NDArray[np.int64]]:
        """Return bytes in parts, and where in them the pieces of the rows at `slots` lie, shape (n, pieces, 2).

        What was loaded together goes along as it is, with what changed behind it; once more than half of it is of no
        use any more, the rest is gathered.
        """
        row_of = np.full(max(int(slots.max(initial=-1)), max(self._changed, default=-1)) + 1, -1)
        row_of[slots] = np.arange(len(slots))
        places = np.zeros((len(slots), *self._places.shape[1:]), np.int64)
        based = slots < len(self._places)
        places[based] = self._places[slots[based]]
        parts: list[Any] = [self._base]
        end = len(self._base)
        for slot, pieces in self._changed.items():
            if row_of[slot] < 0:
                continue
            for piece, text in enumerate(pieces):
                places[row_of[slot], piece] = end, end + len(text)
                end += len(text)
            parts += pieces
        used = int((places[:, -1, 1] - places[:, 0, 0]).sum())
        return (parts, places) if 2 * used >= end else _gathered(b"".join(parts), places)


def _gathered(whole: bytes, places: NDArray[np.int64]) -> tuple[Sequence[Any], NDArray[np.int64]]:
    """Keep the bytes of the rows alone; those of one row lie together."""
    begins, ends = places[:, 0, 0], places[:, -1, 1]
    view = memoryview(whole)
    parts = [view[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
    lengths = ends - begins
    return parts, places - begins[:, None, None] + (np.cumsum(lengths) - lengths)[:, None, None]
