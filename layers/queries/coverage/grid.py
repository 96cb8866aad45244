"""The squares of a grid of lon and lat that hold some cells."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.geo import BBox
from layers.people.cells import Cells

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Squares:
    """From south to north and west to east; columns of shape (squares,)."""

    edge_deg: float
    """A power of two of a degree, so that the grid stays where it is when the map moves."""
    lons: Floats
    """Of the squares' centres."""
    lats: Floats
    which: NDArray[np.intp]
    """By cell, its square."""

    def totals(self, values: Floats) -> Floats:
        """Return the sums over the squares of something counted by cell."""
        return np.bincount(self.which, values, minlength=len(self.lons)).astype(float)


def squares_of(cells: Cells, *, bbox: BBox | None, columns: int) -> Squares:
    """Return the squares that hold cells.

    Parameters
    ----------
    columns
        About how many squares lie across the box, or across the cells without one, at most: from half as many.
    """
    edge = 2.0 ** math.ceil(math.log2(max(_width(cells, bbox), 1e-6) / columns))
    across = math.ceil(360 / edge)
    row, column = (np.floor(degrees / edge).astype(np.int64) for degrees in (cells.lats, cells.lons))
    numbers, which = np.unique(row * across + column + across // 2, return_inverse=True)
    rows, columns_at = np.divmod(numbers, across)
    return Squares(edge, (columns_at - across // 2 + 0.5) * edge, (rows + 0.5) * edge, which)


def _width(cells: Cells, bbox: BBox | None) -> float:
    if bbox is not None:
        return (bbox.east - bbox.west) % 360 or 360.0
    return float(np.ptp(cells.lons)) if len(cells) else 1.0
