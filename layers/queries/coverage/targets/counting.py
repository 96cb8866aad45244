"""How many resources each area has, or how much of theirs, those without an outline by their seats."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from layers.geo import GEOD
from layers.models import Area

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Counted:
    """Resources as columns: where they stand, in which areas (codes from the root down), and what each counts for."""

    lons: Floats
    lats: Floats
    lineages: Sequence[Sequence[str]]
    amounts: Floats
    """1 where resources are counted; what a field holds where it is added up, 0 where it is empty."""


@dataclass(frozen=True)
class InArea:
    """What an area has; None where neither outline nor seat says which resources are its own."""

    amount: float | None
    by_seat: bool = False


def count_by_area(areas: Sequence[Area], counted: Counted) -> list[InArea]:
    """Return what each area has.

    Parameters
    ----------
    areas
        Of one level, with their parents.

    Returns
    -------
    list
        In the order of the areas. One with an outline has what lies in it. One without has, of what lies in its
        parent and in no outlined area of the level, that to which its seat is the nearest of all seats of such areas
        beneath that parent (geodesic; ties by code).
    """
    of_area = _by_code(counted)
    by_seat = _by_seat(areas, counted, of_area)
    return [
        by_seat.get(area.code, InArea(None))
        if area.geom is None
        else InArea(float(counted.amounts[of_area.get(area.code, [])].sum()))
        for area in areas
    ]


def _by_code(counted: Counted) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row, lineage in enumerate(counted.lineages):
        for code in lineage:
            found.setdefault(code, []).append(row)
    return found


def _by_seat(areas: Sequence[Area], counted: Counted, of_area: dict[str, list[int]]) -> dict[str, InArea]:
    found: dict[str, InArea] = {}
    outlined = {row for area in areas if area.geom is not None for row in of_area.get(area.code, [])}
    for parent, bare in _bare_by_parent(areas):
        rows = [row for row in of_area.get(parent.code, []) if row not in outlined]
        amounts = np.zeros(len(bare))
        for row in rows:
            amounts[_metres(counted.lons[row], counted.lats[row], bare).argmin()] += counted.amounts[row]
        found |= {area.code: InArea(amount, by_seat=True) for area, amount in zip(bare, amounts.tolist(), strict=True)}
    return found


def _bare_by_parent(areas: Iterable[Area]) -> list[tuple[Area, list[Area]]]:
    """Areas with a seat and no outline, by code, beneath each parent that has an outline."""
    found: dict[str, tuple[Area, list[Area]]] = {}
    for area in sorted(areas, key=lambda area: area.code):
        if area.geom is None and area.seat is not None and area.parent is not None and area.parent.geom is not None:
            found.setdefault(area.parent.code, (area.parent, []))[1].append(area)
    return list(found.values())


def _metres(lon: float, lat: float, areas: Sequence[Area]) -> Floats:
    seats = [area.seat for area in areas if area.seat is not None]
    n = len(seats)
    ends = np.full(n, lon), np.full(n, lat), np.array([one.x for one in seats]), np.array([one.y for one in seats])
    return np.asarray(GEOD.inv(*ends)[2], float)
