"""People on the map: a square for each square of the grid, as large as its people are many, parted by class."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

LEAST_SIDE = 0.16
"""Of the grid's squares: so that few people are still seen."""
FULL_QUANTILE = 0.98
"""The square of that rank fills its place, and so do those above it; one city would else shrink all the rest."""


def full_at(picture: Mapping[str, Any]) -> float:
    """Return how many people fill a square of the grid."""
    people = _people(picture)
    return float(np.quantile(people, FULL_QUANTILE)) if len(people) else 0.0


def squares(picture: Mapping[str, Any], classes: Sequence[str]) -> Iterator[tuple[str, BaseGeometry]]:
    """Yield for each class what it fills of all squares.

    Notes
    -----
    A square's ground is in proportion to its people, and each class's part of it to that class's people, from below:
    who is left out is what stands on top. Nothing is counted from this drawing.
    """
    people = _people(picture)
    some = people > 0
    lons, lats, people = np.asarray(picture["lon"])[some], np.asarray(picture["lat"])[some], people[some]
    if not len(people):
        return
    side = np.sqrt(np.clip(people / max(full_at(picture), 1e-9), LEAST_SIDE**2, 1.0)) * picture["cell_deg"]
    squeeze = np.cos(np.radians(lats))
    heights = side * np.clip(squeeze, 0.05, 1.0)
    west, south = lons - side / 2, lats - heights / 2
    bottom = np.zeros(len(people))
    for name in classes:
        part = np.asarray(picture[name])[some] / people
        boxes = shapely.box(west, south + bottom * heights, west + side, south + (bottom + part) * heights)
        yield name, shapely.multipolygons(boxes[part > 1e-6])
        bottom = bottom + part


def _people(picture: Mapping[str, Any]) -> NDArray[np.float64]:
    parts = [np.asarray(picture[name], float) for name in ("served", "in_reach_no_place", "out_of_reach")]
    total: NDArray[np.float64] = parts[0] + parts[1] + parts[2]
    return total


def round_up(people: float) -> int:
    """Return a round figure that is easily said: 1, 2 or 5 and noughts."""
    if people <= 1:
        return 1
    step = 10 ** math.floor(math.log10(people))
    return int(next(n * step for n in (1, 2, 5, 10) if n * step >= people * 0.999))
