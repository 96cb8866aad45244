"""Cells and sites for tests, made of plain numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from pyproj import Geod

from layers.people.cells import Cells
from layers.queries.coverage.reach import Sites

WGS84 = Geod(ellps="WGS84")


def cells(*rows: tuple[float, float, float]) -> Cells:
    """Cells of (lon, lat, people)."""
    columns = np.array(rows, float).reshape(-1, 3).T
    return Cells(*(column.copy() for column in columns))


def box_cells(*boxes: tuple[float, float, float, float, float]) -> Cells:
    """Cells of (west, south, east, north, people)."""
    outlines = np.array([shapely.box(*box[:4]) for box in boxes], object)
    points = shapely.centroid(outlines)
    return Cells(shapely.get_x(points), shapely.get_y(points), np.array([box[4] for box in boxes], float), outlines)


def sites(*places: tuple[float, float], limit_m: float | Sequence[float], capacity: Sequence[float] = ()) -> Sites:
    columns = np.array(places, float).reshape(-1, 2).T
    limits = np.broadcast_to(np.asarray(limit_m, float), len(places)).copy()
    room = np.array(capacity, float) if capacity else np.full(len(places), np.nan)
    return Sites(tuple(f"S{n}" for n in range(len(places))), columns[0].copy(), columns[1].copy(), room, limits)


def all_metres(cells: Cells, sites: Sites) -> Any:
    """Every distance, one pair after another: the truth that reach is held against, shape (cells, sites)."""
    metres = np.zeros((len(cells), len(sites)))
    for i in range(len(cells)):
        for j in range(len(sites)):
            metres[i, j] = WGS84.inv(cells.lons[i], cells.lats[i], sites.lons[j], sites.lats[j])[2]
    return metres


def _columns(count: Any, west: float, south: float, span: float) -> Any:
    numbers = st.floats(0, 1, width=32)
    return count.flatmap(
        lambda n: st.tuples(
            arrays.arrays(float, n, elements=numbers.map(lambda x: (west + span * x + 180) % 360 - 180)),
            arrays.arrays(float, n, elements=numbers.map(lambda x: min(90.0, south + span * x))),
        )
    )


@st.composite
def crowds(draw: Any, *, most_cells: int = 25, most_sites: int = 12) -> tuple[Cells, Sites]:
    """Cells and sites in a corner of the world: a town, a country, across the antimeridian, or at the pole."""
    west, south, span = draw(st.sampled_from([(109.5, 34.5, 0.1), (100, 20, 15), (179.9, -17, 0.2), (0, 89, 1)]))
    cell_lons, cell_lats = draw(_columns(st.integers(0, most_cells), west, south, span))
    site_lons, site_lats = draw(_columns(st.integers(0, most_sites), west, south, span))
    persons = draw(arrays.arrays(float, len(cell_lons), elements=st.integers(0, 5000).map(float)))
    limits = draw(arrays.arrays(float, len(site_lons), elements=st.sampled_from([100.0, 1000.0, 5000.0, 1e6])))
    codes = tuple(f"S{n}" for n in range(len(site_lons)))
    return (
        Cells(cell_lons, cell_lats, persons),
        Sites(codes, site_lons, site_lats, np.full(len(codes), np.nan), limits),
    )
