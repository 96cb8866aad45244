"""Cells with people, as columns."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.geo import BBox

Floats = NDArray[np.float64]
Outlines = NDArray[np.object_]


@dataclass(frozen=True)
class Cells:
    """Places with people. A cell is covered, or served, as a whole, by where its point lies.

    The point of a cell with an outline is its centroid where that lies inside, else a point on its surface.
    """

    lons: Floats
    """Shape (n,), degrees on WGS 84."""
    lats: Floats
    persons: Floats
    """Not negative; whole numbers where the source counts heads."""
    outlines: Outlines | None = None
    """shapely (Multi)Polygons, lon and lat; None where every cell is a point, or where none were asked for."""

    def __len__(self) -> int:
        return len(self.persons)

    @property
    def total_persons(self) -> float:
        """The sum in the order of the cells."""
        return float(self.persons.sum())

    def inside(self, bbox: BBox) -> NDArray[np.bool_]:
        """Return which cells have their point in a box, its edges included, shape (n,)."""
        inside = np.zeros(len(self), bool)
        for box in bbox.boxes():
            across = (self.lons >= box.west) & (self.lons <= box.east)
            inside |= across & (self.lats >= box.south) & (self.lats <= box.north)
        return inside

    def take(self, which: Any) -> "Cells":
        """Return some of the cells, by a mask or by positions."""
        outlines = None if self.outlines is None else self.outlines[which]
        return Cells(self.lons[which], self.lats[which], self.persons[which], outlines)


@dataclass(frozen=True)
class People:
    """The cells of one population, and what every share of it has to say: source and year."""

    code: str
    name: str
    name_en: str
    source: str
    year: int
    is_estimate: bool
    version: int
    """Raised by every import; two answers with the same version counted the same people."""
    cells: Cells = field(repr=False)


def joined(parts: list[Cells]) -> Cells:
    """Return cells one after another; where only some parts have outlines, the cells of the others have None."""
    lons, lats, persons = (
        np.concatenate([np.zeros(0), *(getattr(part, name) for part in parts)]) for name in ("lons", "lats", "persons")
    )
    if not any(part.outlines is not None for part in parts):
        return Cells(lons, lats, persons)
    outlines = [np.full(len(part), None, object) if part.outlines is None else part.outlines for part in parts]
    return Cells(lons, lats, persons, np.concatenate(outlines))
