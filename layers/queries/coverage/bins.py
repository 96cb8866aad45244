"""The people of cells added up over a grid, by class: what a map draws while a slider moves."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.geo import BBox
from layers.queries.coverage.answer import ByCell
from layers.queries.coverage.grid import squares_of

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
    squares = squares_of(cells.take(inside), bbox=bbox, columns=columns)
    covered = np.where(by_cell.is_covered, cells.persons, 0.0)
    served = covered if by_cell.served is None else by_cell.served
    classes = (served, np.maximum(covered - served, 0.0), cells.persons - covered)
    return Bins(squares.edge_deg, squares.lons, squares.lats, *(squares.totals(one[inside]) for one in classes))
