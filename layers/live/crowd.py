"""Nearest rows for very many origins at once: a k-d tree over unit vectors, exact metres, and the bound of `sphere`.

The k-d tree gives k + 1 candidates by chord. Where the last of them lies beyond `chord_beyond` of the k-th's exact
metres, nothing unseen can be as near, and the k are the answer. The few origins for which that is not yet certain look
farther, and farther again, until it is.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from layers.geo import GEOD
from layers.live.blobs import BlobStore
from layers.live.cells import side_by_side
from layers.live.identity import Identities
from layers.live.selection import Slots
from layers.live.sphere import Floats, chords_beyond, to_sphere

CHUNK = 8192
"""How many origins are looked at together: what is in memory at once is a few arrays of CHUNK × candidates."""
GROWTH, LEAST_SECOND_LOOK = 4, 16
MOST_AT_ONCE = 1 << 20
"""Candidates: where very many lie at one place, a look becomes long, and fewer origins are looked at together."""
CELLS_A_DEGREE = 8
NOTHING = -1
MOST_THREADS = 4
"""Looking and measuring let go of Python's lock, so threads make use of as many processors."""
ID_TEXT = str(UUID(int=0))
DIGITS_OF = np.array([tuple(f"{octet:02x}".encode()) for octet in range(256)], np.uint8)


@dataclass(frozen=True)
class Crowd:
    """Rows as they stood when they were asked for: what comes later changes nothing here."""

    slots: Slots
    lons: Floats
    lats: Floats
    tree: cKDTree
    identities: Identities
    blobs: BlobStore

    def __len__(self) -> int:
        return len(self.slots)

    def code(self, row: int) -> str:
        return self.blobs.code(int(self.slots[row]))

    def names(self, rows: NDArray[np.int64]) -> list[bytes]:
        """Return the code and the names of rows, as members of a JSON object."""
        return self.blobs.names(self.slots[rows])

    def ids_text(self, rows: NDArray[np.int64]) -> list[bytes]:
        """Return the ids of rows as texts."""
        octets = self.identities.ids(self.slots[rows]).astype(">u8").view(np.uint8).reshape(-1, 16)
        texts = np.full((len(rows), len(ID_TEXT)), ord("-"), np.uint8)
        texts[:, [place for place, mark in enumerate(ID_TEXT) if mark != "-"]] = DIGITS_OF[octets].reshape(-1, 32)
        found: list[bytes] = texts.view(f"S{len(ID_TEXT)}").ravel().tolist()
        return found


@dataclass(frozen=True)
class Nearest:
    """By origin the rows of the crowd, nearest first, ties by code; NOTHING and NaN where there are no more."""

    rows: NDArray[np.int64]
    metres: Floats


def crowd_of(slots: Slots, lons: Floats, lats: Floats, xyz: Floats, identities: Identities, blobs: BlobStore) -> Crowd:
    """Build the k-d tree of rows at unit vectors `xyz`: about 0.4 s and 80 MB in all for a million."""
    return Crowd(slots, lons, lats, cKDTree(xyz, balanced_tree=False), identities, blobs)


def nearest_of_each(
    crowd: Crowd,
    lons: Floats,
    lats: Floats,
    k: int,
    *,
    max_distance_m: float | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Nearest:
    """Find the k nearest rows of each origin.

    Parameters
    ----------
    crowd
        The rows that may be found.
    lons, lats
        Of the origins, shape (n,), degrees on WGS 84.
    k
        How many for each.
    max_distance_m
        Geodesic metres, the limit included.
    progress
        Told, from time to time, how many origins are done.

    Returns
    -------
    Nearest
        Arrays of shape (n, k), as k single questions would be answered (`LiveTable.nearest`).
    """
    rows = np.full((len(lons), k), NOTHING, np.int64)
    metres = np.full((len(lons), k), np.nan)
    order = side_by_side(lons, lats, CELLS_A_DEGREE)
    parts = [order[begin : begin + CHUNK] for begin in range(0, len(lons) if len(crowd) else 0, CHUNK)]

    def answer(part: NDArray[np.int64]) -> int:
        rows[part], metres[part] = _answer(crowd, lons[part], lats[part], k)
        return len(part)

    with ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1)) as threads:
        for done in accumulate(threads.map(answer, parts)):
            progress(done)
    if max_distance_m is not None:
        too_far = metres > max_distance_m
        rows[too_far], metres[too_far] = NOTHING, np.nan
    return Nearest(rows, metres)


def _answer(crowd: Crowd, lons: Floats, lats: Floats, k: int) -> tuple[NDArray[np.int64], Floats]:
    rows, metres = np.full((len(lons), k), NOTHING, np.int64), np.full((len(lons), k), np.nan)
    k = min(k, len(crowd))
    left, look, measured = np.arange(len(lons)), min(k + 1, len(crowd)), k
    while len(left):
        unsure = []
        for some in np.array_split(left, 1 + len(left) * look // MOST_AT_ONCE):
            sure, *found = _look(crowd, lons[some], lats[some], k, look=look, measured=measured)
            rows[some[sure], :k], metres[some[sure], :k] = found
            unsure.append(some[~sure])
        left = np.concatenate(unsure)
        look = measured = min(max(GROWTH * look, LEAST_SECOND_LOOK), len(crowd))
    return rows, metres


def _look(
    crowd: Crowd, lons: Floats, lats: Floats, k: int, *, look: int, measured: int
) -> tuple[NDArray[np.bool_], NDArray[np.int64], Floats]:
    """Look at so many candidates of each, and measure the first of them: who is sure, and what those found."""
    chords, seen = crowd.tree.query(to_sphere(lons, lats), k=np.arange(1, look + 1))
    near = seen[:, :measured]
    origins = np.repeat(lons, measured), np.repeat(lats, measured)
    metres = GEOD.inv(*origins, crowd.lons[near].ravel(), crowd.lats[near].ravel())[2]
    exact = np.asarray(metres, float).reshape(near.shape)
    reach_m = np.partition(exact, k - 1, axis=1)[:, k - 1]
    sure = (chords[:, -1] > chords_beyond(reach_m)) | (measured == len(crowd))
    return sure, *_in_order(crowd, near[sure], exact[sure], k)


def _in_order(crowd: Crowd, seen: NDArray[np.int64], exact: Floats, k: int) -> tuple[NDArray[np.int64], Floats]:
    """The first k by metres, equal metres by code."""
    order = np.argsort(exact, axis=1, kind="stable")
    exact, seen = np.take_along_axis(exact, order, axis=1), np.take_along_axis(seen, order, axis=1)
    ties = (exact[:, 1:] == exact[:, :-1])[:, :k].any(axis=1)
    for one in np.flatnonzero(ties).tolist():
        near = np.flatnonzero(exact[one] <= exact[one, k - 1])
        by_code = sorted(near.tolist(), key=lambda i: (exact[one, i], crowd.code(seen[one, i])))
        exact[one, near], seen[one, near] = exact[one, by_code], seen[one, by_code]
    return seen[:, :k], exact[:, :k]
