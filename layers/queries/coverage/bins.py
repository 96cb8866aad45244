"""The people of cells added up over a grid, by class: what a map draws while a slider moves."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.geo import BBox
from layers.queries.coverage.answer import ByCell

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Bins:
    """Those squares of a grid that have people, from south to north and west to east; columns of shape (bins,)."""

    cell_deg: float
    """The squares' edge; a power of two of a degree, so that the grid stays where it is when the map moves."""
    lons: Floats
    """Of the squares' centres."""
    lats: Floats
    served: Floats
    """Without a capacity: covered."""
    in_reach_no_place: Floats
    out_of_reach: Floats

    @property
    def people(self) -> float:
        return float((self.served + self.in_reach_no_place + self.out_of_reach).sum())

    @property
    def most_people(self) -> float:
        """In any one square."""
        return float((self.served + self.in_reach_no_place + self.out_of_reach).max(initial=0.0))


def bin_cells(by_cell: ByCell, *, bbox: BBox | None = None, columns: int = 96) -> Bins:
    """Add up the people of cells over squares of lon and lat.

    Parameters
    ----------
    bbox
        Only cells whose point lies in it; None: all of them.
    columns
        About how many squares lie across the box, at most: from half as many.
    """
    cells = by_cell.cells
    inside = cells.persons > 0
    if bbox is not None:
        inside &= cells.inside(bbox)
    lons, lats = cells.lons[inside], cells.lats[inside]
    width = _width(lons, bbox)
    edge = 2.0 ** math.ceil(math.log2(max(width, 1e-6) / columns))
    across = math.ceil(360 / edge)
    square = np.floor(lats / edge).astype(np.int64) * across + np.floor(lons / edge).astype(np.int64) + across // 2
    numbers, which = np.unique(square, return_inverse=True)
    rows, across_at = np.divmod(numbers, across)
    covered = np.where(by_cell.is_covered, cells.persons, 0.0)
    served = covered if by_cell.served is None else by_cell.served
    classes = (served, np.maximum(covered - served, 0.0), cells.persons - covered)
    return Bins(
        edge,
        (across_at - across // 2 + 0.5) * edge,
        (rows + 0.5) * edge,
        *(np.bincount(which, one[inside], minlength=len(numbers)).astype(float) for one in classes),
    )


def _width(lons: Floats, bbox: BBox | None) -> float:
    if bbox is not None:
        return (bbox.east - bbox.west) % 360 or 360.0
    return float(np.ptp(lons)) if len(lons) else 1.0
