"""Places per person over the squares of a grid: what a map draws."""

from dataclasses import dataclass

import numpy as np

from layers.geo import BBox
from layers.queries.coverage.accessibility.answer import PerCell
from layers.queries.coverage.accessibility.catchment import Standing
from layers.queries.coverage.grid import squares_of
from layers.queries.coverage.reach import Floats


@dataclass(frozen=True)
class PerPersonBins:
    """Those squares of a grid that have people, from south to north and west to east; columns of shape (bins,)."""

    cell_deg: float
    """The squares' edge; a power of two of a degree."""
    lons: Floats
    """Of the squares' centres."""
    lats: Floats
    persons: Floats
    per_person: Floats
    """The mean by people, of those for whom it is defined; NaN where it is for nobody."""
    none_in_reach: Floats
    """People."""
    undefined: Floats
    """People."""


def bin_per_person(by_cell: PerCell, *, bbox: BBox | None = None, columns: int = 96) -> PerPersonBins:
    """Average places per person over squares of lon and lat; `bbox` and `columns` as for `bin_cells`."""
    inside = by_cell.cells.persons > 0
    if bbox is not None:
        inside &= by_cell.cells.inside(bbox)
    squares = squares_of(by_cell.cells.take(inside), bbox=bbox, columns=columns)
    persons, values = by_cell.cells.persons[inside], by_cell.per_person[inside]
    is_defined, is_none = np.isfinite(values), by_cell.standing[inside] == Standing.NONE_IN_REACH
    defined = squares.totals(np.where(is_defined, persons, 0.0))
    places = squares.totals(np.where(is_defined, persons * np.nan_to_num(values), 0.0))
    mean = np.full(len(defined), np.nan)
    np.divide(places, defined, out=mean, where=defined > 0)
    return PerPersonBins(
        squares.edge_deg,
        squares.lons,
        squares.lats,
        squares.totals(persons),
        mean,
        squares.totals(np.where(is_none, persons, 0.0)),
        squares.totals(np.where(is_defined, 0.0, persons)),
    )
