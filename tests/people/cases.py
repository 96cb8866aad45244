"""Cells for tests, drawn from a seed."""

from typing import Any

import numpy as np
import shapely

from layers.models import Population
from layers.people.cells import Cells
from layers.people.write import write_population


def scattered(n: int, *, seed: int = 1, box: tuple[float, float, float, float] = (109, 34, 111, 36)) -> Cells:
    """Return n points of whole persons, 1 to 99 each, in a box."""
    rng = np.random.default_rng(seed)
    west, south, east, north = box
    return Cells(rng.uniform(west, east, n), rng.uniform(south, north, n), rng.integers(1, 100, n).astype(float))


def squares(n: int, *, seed: int = 1, side_deg: float = 0.001) -> Cells:
    """Return n small squares around scattered points."""
    cells = scattered(n, seed=seed)
    half = side_deg / 2
    outlines = shapely.box(cells.lons - half, cells.lats - half, cells.lons + half, cells.lats + half)
    return Cells(cells.lons, cells.lats, cells.persons, outlines)


def population(code: str = "town", *pieces: Cells, **values: Any) -> Population:
    values = {"name": f"People of {code}", "source": "tests", "year": 2020, **values}
    return write_population(code, pieces or [scattered(100)], **values)


def as_rows(cells: Cells) -> list[tuple[float, float, float]]:
    """The cells without their order."""
    return sorted(zip(cells.lons.tolist(), cells.lats.tolist(), cells.persons.tolist(), strict=True))
