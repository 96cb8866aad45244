"""What the picks change in each area, and who stays out of every candidate's reach."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from layers.queries.coverage.assignment import assign
from layers.queries.coverage.place import Place
from layers.queries.coverage.reach import Floats
from layers.queries.coverage.siting.ground import Ground
from layers.queries.coverage.siting.question import AreaGain, Unreachable

PLACES_SHOWN = 20
Mask = NDArray[np.bool_]


def unreachable(place: Place, cells: Mask) -> Unreachable:
    """Return whom nothing reaches, and where the most of them are."""
    numbers = np.flatnonzero(cells)
    order = numbers[np.argsort(-place.persons[numbers], kind="stable")][:PLACES_SHOWN].tolist()
    places = tuple((float(place.cells.lons[n]), float(place.cells.lats[n]), float(place.persons[n])) for n in order)
    return Unreachable(float(place.persons[cells].sum()), int(cells.sum()), places)


def area_gains(place: Place, ground: Ground, columns: Sequence[int], after: Mask) -> tuple[AreaGain, ...]:
    """Return by area the people who are covered, or have a place, before and after; and those in none of the areas."""
    if not place.rows:
        return ()
    if ground.seats is None:
        before, then = place.persons * ground.covered_today, place.persons * after
    else:
        before, then = _served(ground, ()), _served(ground, columns)
    missed = place.persons * ground.cover.unreachable
    figures = [_by_area(place, one) for one in (place.persons, before, then, missed)]
    areas = [*place.rows, None]
    return tuple(AreaGain(area, *(float(one[n]) for one in figures)) for n, area in enumerate(areas))


def _served(ground: Ground, columns: Sequence[int]) -> Floats:
    assert ground.seats is not None  # noqa: S101
    return assign(ground.persons, ground.seats.with_options(columns), ground.table.reach).served


def _by_area(place: Place, amounts: Floats) -> Floats:
    """Share what cells have among the areas, as their people are; the last is what is in none."""
    whole = np.ones(len(amounts)) if place.within is None else place.within
    each = np.divide(amounts, whole, out=np.zeros(len(amounts)), where=whole > 0)
    outside = float((each * np.maximum(0.0, whole - place.shares.inside)).sum())
    return np.append(place.shares.totals(each), outside)
