"""Which share of each cell's people lives in which area: polygons by area share where cut, points whole."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from shapely.geometry.base import BaseGeometry

from layers.geo import GEOD
from layers.people.cells import Cells, Floats, Outlines

FEW_AREAS = 16
ECCENTRICITY = float(np.sqrt(GEOD.es))


@dataclass(frozen=True)
class AreaShares:
    """A sparse matrix, areas × cells, of shares from 0 to 1; those of one cell never add up to more than 1."""

    matrix: csr_matrix

    def __len__(self) -> int:
        return int(self.matrix.shape[0])

    def totals(self, values: Floats) -> Floats:
        """Return the sums over the cells of each area of something counted by cell, shape (areas,)."""
        return np.asarray(self.matrix @ values, float)

    @property
    def inside(self) -> Floats:
        """The share of each cell that lies in any area, shape (cells,)."""
        sums: Floats = np.asarray(self.matrix.sum(axis=0), float).ravel()
        return np.minimum(1.0, sums)


def area_shares(cells: Cells, areas: Sequence[BaseGeometry | None]) -> AreaShares:
    """Return the shares of each cell's people in areas that do not overlap.

    Parameters
    ----------
    cells
        A cell with an outline is shared by the ground it has in each area; one without is where its point is, in the
        first area that holds it, edges counting as inside.
    areas
        Outlines in lon and lat; an area without one has nobody.

    Notes
    -----
    Ground is measured in the cylindrical equal-area projection of the ellipsoid. Where areas overlap, the people of a
    cell are divided among them, so that nobody is counted twice.
    """
    outlines = np.array([shapely.Point() if one is None else _valid(one) for one in areas], object)
    if cells.outlines is None:
        at_area, at_cell = _points_in(cells, outlines)
        shares = np.ones(len(at_cell))
    else:
        at_area, at_cell, shares = _polygons_in(cells, outlines)
    matrix = csr_matrix((shares, (at_area, at_cell)), shape=(len(areas), len(cells)))
    matrix.sort_indices()
    return AreaShares(matrix)


def _points_in(cells: Cells, areas: Outlines) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each cell that lies in any area the first, by cell."""
    if len(areas) <= FEW_AREAS:
        return _points_in_few(cells, areas)
    tree = shapely.STRtree(shapely.points(cells.lons, cells.lats))
    at_area, at_cell = tree.query(areas, predicate="intersects")
    order = np.lexsort((at_area, at_cell))
    at_area, at_cell = at_area[order], at_cell[order]
    first = np.diff(at_cell, prepend=-1) > 0
    return at_area[first], at_cell[first]


def _points_in_few(cells: Cells, areas: Outlines) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The same, without making a geometry of each point."""
    area_of, left = np.full(len(cells), -1), np.arange(len(cells))
    shapely.prepare(areas)
    for number, area in enumerate(areas):
        inside = shapely.intersects_xy(area, cells.lons[left], cells.lats[left])
        area_of[left[inside]] = number
        left = left[~inside]
    found = np.flatnonzero(area_of >= 0)
    return area_of[found], found


def _polygons_in(cells: Cells, areas: Outlines) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    outlines = shapely.make_valid(cells.outlines)
    tree = shapely.STRtree(outlines)
    at_area, at_cell = tree.query(areas, predicate="intersects")
    whole_area, whole_cell = tree.query(areas, predicate="covers")
    shares = np.isin(at_area * len(cells) + at_cell, whole_area * len(cells) + whole_cell).astype(float)
    cut = np.flatnonzero(shares == 0)
    parts = shapely.intersection(areas[at_area[cut]], outlines[at_cell[cut]])
    shares[cut] = _ground(parts) / np.maximum(_ground(outlines[at_cell[cut]]), np.finfo(float).tiny)
    sums = np.bincount(at_cell, shares, minlength=len(cells))
    shares = np.minimum(shares, 1.0) / np.maximum(sums, 1.0)[at_cell]
    some = shares > 0
    return at_area[some], at_cell[some], shares[some]


def _valid(outline: BaseGeometry) -> BaseGeometry:
    return outline if outline.is_valid else shapely.make_valid(outline)


def _ground(polygons: NDArray[np.object_]) -> Floats:
    """Areas in the cylindrical equal-area projection (Snyder 1987, eq. 3-12), of which only ratios are used."""
    if not len(polygons):
        return np.zeros(0)
    return np.asarray(shapely.area(shapely.transform(polygons, _equal_area)), float)


def _equal_area(lon_lat: Floats) -> Floats:
    sine = np.sin(np.radians(lon_lat[:, 1]))
    e = ECCENTRICITY
    q = (1 - e * e) * (sine / (1 - (e * sine) ** 2) + np.arctanh(e * sine) / e)
    return np.stack([np.radians(lon_lat[:, 0]), q / 2], axis=-1)
