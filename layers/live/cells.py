"""Rows sorted by cells of a grid of longitude and latitude, so that all around a place lie in a few slices.

An R-tree is quick to find a few rows and slow to hand out thousands; slices of a sorted array are the opposite.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from layers.live.sphere import Floats

Slots = NDArray[np.int64]
CELLS_A_DEGREE = 16
ACROSS = 360 * CELLS_A_DEGREE
AROUND = 2
"""So many cells to each side tell how densely rows lie; fewer would hold too few rows to tell."""
MOST_BANDS = 256
"""A search over more bands of latitude than this looks at every row instead."""

SLACK_DEG = 1e-6
"""About a decimetre: far above the rounding of the borders worked out here."""


class Near(NamedTuple):
    """Rows where the cells have them, with their unit vectors, and those that changed, some of which may be gone."""

    slots: Slots
    xyz: Floats
    loose: Slots


class Cells:
    """Rows by cell as they stood when they were sorted, and those that changed since, which every search looks at."""

    MOST_LOOSE = 4096

    def __init__(self, slots: Slots, lons: Floats, lats: Floats, xyz: Floats) -> None:
        cells = _bands(lats) * ACROSS + _columns(lons)
        order = np.argsort(cells, kind="stable")
        self._cells, self._slots, self._xyz = cells[order], slots[order], xyz[order]
        self._is_loose = np.zeros(int(slots.max(initial=-1)) + 1, bool)
        self._loose: list[int] = []

    def note(self, slot: int) -> None:
        """Take note that a row is new, has moved or is gone."""
        if slot >= len(self._is_loose):
            self._is_loose = np.pad(self._is_loose, (0, slot + 1))
        if not self._is_loose[slot]:
            self._is_loose[slot] = True
            self._loose.append(slot)

    @property
    def is_worn(self) -> bool:
        """Whether so many rows changed that sorting anew pays."""
        return len(self._loose) > max(self.MOST_LOOSE, len(self._slots) // 64)

    def around(self, lon: float, lat: float, angle: float) -> Near | None:
        """Return all rows within an angle (radians) of a place, and more besides.

        None where the search would cover so much that looking at every row is better.
        """
        reach_deg = math.degrees(angle) + SLACK_DEG
        south, north = lat - reach_deg, lat + reach_deg
        if north >= 90 or south <= -90 or 2 * reach_deg * CELLS_A_DEGREE > MOST_BANDS:
            return None
        # The widest meridian that touches a cap is reached at sin Δλ = sin θ / cos φ (spherical trigonometry).
        sine = math.sin(math.radians(reach_deg)) / math.cos(math.radians(lat))
        if sine >= 1:
            return None
        width_deg = math.degrees(math.asin(sine)) + SLACK_DEG
        bands = np.arange(_band(south), _band(north) + 1) * ACROSS
        parts = []
        for west, east in _spans(lon - width_deg, lon + width_deg):
            begins = self._cells.searchsorted(bands + _column(west), "left")
            ends = self._cells.searchsorted(bands + _column(east), "right")
            parts += [slice(begin, end) for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
        slots = np.concatenate([self._slots[part] for part in parts])
        xyz = np.concatenate([self._xyz[part] for part in parts])
        if self._loose:
            firm = ~self._is_loose[slots]
            slots, xyz = slots[firm], xyz[firm]
        return Near(slots, xyz, np.array(self._loose, np.int64))

    def density(self, lon: float, lat: float) -> float:
        """Return how many rows, roughly, a unit of the unit sphere's surface holds around a place."""
        band, column = _band(lat), _column(lon)
        bands = np.arange(band - AROUND, band + AROUND + 1) * ACROSS
        begins = self._cells.searchsorted(bands + column - AROUND, "left")
        ends = self._cells.searchsorted(bands + column + AROUND, "right")
        side = math.radians((2 * AROUND + 1) / CELLS_A_DEGREE)
        return float((ends - begins).sum()) / (side * side * max(0.01, math.cos(math.radians(lat))))


def side_by_side(lons: Floats, lats: Floats, cells_a_degree: int) -> Slots:
    """Return an order in which neighbours come one after another, by the cells of a grid.

    Places asked about in this order look at the same parts of a tree, which halves the time that takes.
    """
    cells = np.floor(lats * cells_a_degree) * (360 * cells_a_degree) + np.floor(lons * cells_a_degree)
    return np.argsort(cells, kind="stable")


def _spans(west: float, east: float) -> list[tuple[float, float]]:
    """The longitudes from west to east, cut at the antimeridian."""
    if west < -180:
        return [(west + 360, 180.0), (-180.0, east)]
    if east > 180:
        return [(west, 180.0), (-180.0, east - 360)]
    return [(west, east)]


def _band(lat: float) -> int:
    return math.floor((lat + 90) * CELLS_A_DEGREE)


def _column(lon: float) -> int:
    return min(math.floor((lon + 180) * CELLS_A_DEGREE), ACROSS - 1)


def _bands(lats: Floats) -> NDArray[np.int64]:
    return np.floor((lats + 90) * CELLS_A_DEGREE).astype(np.int64)


def _columns(lons: Floats) -> NDArray[np.int64]:
    return np.minimum(np.floor((lons + 180) * CELLS_A_DEGREE).astype(np.int64), ACROSS - 1)
