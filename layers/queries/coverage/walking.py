"""Which sites each cell of people can walk to in time: by road where roads are known, else by a stated estimate."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from layers.errors import Fault, InvalidInputError, TooBroadError
from layers.geo import GEOD, LonLat
from layers.labels import L
from layers.live.sphere import chords_beyond, to_sphere
from layers.people.cells import Cells
from layers.queries.coverage.reach import Floats, Positions, Reach, Sites, Unit, reach_from_pairs
from layers.travel.legs import Basis, Leg, Stop, basis_of
from layers.travel.spread import legs_from_each
from layers.travel.vehicle import Vehicle, VehicleKey

LEAST_M_S, USUAL_M_S, MOST_M_S = 0.8, 1.2, 1.4
"""Walking: the elderly and children, the default, the upper end of the range (planning practice)."""
USUAL_DETOUR = 1.3
MAX_SECONDS = 4 * 3600.0
MAX_PAIRS = 5_000_000
"""Of a cell and a site within the straight line; each is a way to be found."""

Progress = Callable[[int, int], None]
"""Told how many sites of how many are done; what it raises ends the work."""


@dataclass(frozen=True)
class WalkingReach:
    """Who walks where in time, and what the times are made of."""

    reach: Reach
    """In seconds."""
    by_road: NDArray[np.bool_]
    """Of each pair of `reach`; the others are estimates."""
    asked: dict[str, int]
    """How many pairs within the straight line were by road, estimated, or without a way (``no_road``)."""

    @property
    def basis(self) -> str:
        """What the times asked for are made of: road, estimate or mixed."""
        return basis_of(basis for basis in Basis.values if self.asked.get(basis))

    @property
    def by_estimate_alone(self) -> NDArray[np.bool_]:
        """Cells that are covered, but by no way along roads, shape (cells,)."""
        roads = np.bincount(self.reach.cells[self.by_road], minlength=self.reach.n_cells)
        return np.asarray(self.reach.is_covered & (roads == 0))


def walker(speed_m_s: float = USUAL_M_S, *, detour_factor: float = USUAL_DETOUR) -> Vehicle:
    """Return who walks at this speed, on paths and beside them.

    Raises
    ------
    InvalidInputError
        For a speed outside 0.8 to 1.4 m/s.
    """
    if not LEAST_M_S <= speed_m_s <= MOST_M_S:
        detail = L("speed_m_s must be from {least} to {most} m/s.", "speed_m_s 须在 {least} 到 {most} 米/秒之间。")
        raise InvalidInputError(Fault(detail.format(least=LEAST_M_S, most=MOST_M_S), "speed_m_s"))
    km_h = speed_m_s * 3.6
    return Vehicle(km_h, detour_factor, 0.0, km_h, VehicleKey.FOOT.value)


def reach_by_walking(cells: Cells, sites: Sites, *, vehicle: Vehicle | None = None, **how: Any) -> WalkingReach:
    """Return `reach_by_travel` of who walks (`walker`), at 1.2 m/s where nobody is given.

    Raises
    ------
    InvalidInputError
        For limits that are not from 0 to `MAX_SECONDS`.
    """
    if np.any(~(sites.limits >= 0) | (sites.limits > MAX_SECONDS)):
        detail = L("Walking takes from 0 to {most:g} minutes.", "步行时间须在 0 到 {most:g} 分钟之间。")
        raise InvalidInputError(Fault(detail.format(most=MAX_SECONDS / 60), "minutes"))
    return reach_by_travel(cells, sites, vehicle or walker(), **how)


def reach_by_travel(
    cells: Cells,
    sites: Sites,
    vehicle: Vehicle,
    *,
    avoid: BaseGeometry | None = None,
    by_road: bool = True,
    progress: Progress = lambda done, total: None,
) -> WalkingReach:
    """Return the pairs of a cell and a site that lie within the site's seconds of the way, the limit included.

    Parameters
    ----------
    cells, sites
        ``sites.limits`` are seconds; the way leads from the site to the cell.
    vehicle
        Who travels; on foot, there is as long as back.
    avoid
        A (Multi)Polygon through which no way may lead.
    by_road
        False: every time is an estimate.
    progress
        Called after each site.

    Returns
    -------
    WalkingReach
        Times are whole seconds, rounded up: those that `layers.travel.times` gives for one way, the engine's seconds
        at crossings and the way to and from the road included. A pair is by road where both ends lie within 2 km of a
        road of the tiles; one that no way joins is not covered. Any other is estimated: metres × detour ÷ speed.

    Raises
    ------
    TooBroadError
        For more than `MAX_PAIRS` pairs within the straight line.

    Notes
    -----
    No way is shorter than the straight line, so only pairs within speed × seconds are asked: found by a k-d tree of
    the cells with the bound of `layers.live.sphere`, kept by exact geodesic metres. Hence what is covered by walking
    is covered by the circle of speed × seconds too. One matrix a site, several sites at a time; memory grows with the
    pairs covered, not with those asked.
    """
    near = _Near(cells, sites, vehicle)
    places = [LonLat(lon, lat) for lon, lat in zip(sites.lons.tolist(), sites.lats.tolist(), strict=True)]
    pairs = _Pairs(len(cells), len(sites))
    every = legs_from_each(places, near.stops, vehicle, avoid=avoid, by_road=by_road)
    for site, legs in enumerate(every):
        pairs.add(site, near.cells(site), legs, sites.limits[site])
        progress(site + 1, len(sites))
    return pairs.reach()


class _Pairs:
    """The pairs in time, as they come site by site."""

    def __init__(self, n_cells: int, n_sites: int) -> None:
        self._size = {"n_cells": n_cells, "n_sites": n_sites}
        self._asked: Counter[str] = Counter()
        self._cells, self._sites = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        self._costs, self._by_road = [np.zeros(0)], [np.zeros(0, bool)]

    def add(self, site: int, cells: Positions, legs: Sequence[Leg | None], limit_s: float) -> None:
        bases = np.array(["no_road" if leg is None else leg.basis for leg in legs])
        self._asked.update(bases.tolist())
        costs = np.array([np.inf if leg is None else leg.travel_s for leg in legs], float)
        kept = np.flatnonzero(costs <= limit_s)
        self._cells.append(cells[kept])
        self._sites.append(np.full(len(kept), site, np.int32))
        self._costs.append(costs[kept])
        self._by_road.append(bases[kept] == Basis.ROAD.value)

    def reach(self) -> WalkingReach:
        cells, sites = np.concatenate(self._cells), np.concatenate(self._sites)
        costs = np.concatenate(self._costs)
        found = reach_from_pairs(cells, sites, costs, unit=Unit.SECONDS, **self._size)
        order = np.lexsort((sites, costs, cells))  # that of the pairs of a `Reach`
        return WalkingReach(found, np.concatenate(self._by_road)[order], dict(sorted(self._asked.items())))


class _Near:
    """The cells within the straight line that each site's walkers could make in time."""

    def __init__(self, cells: Cells, sites: Sites, vehicle: Vehicle) -> None:
        self._cells, self._sites = cells, sites
        self._within_m = sites.limits * vehicle.top_metres_per_s
        found: Any = []
        if len(cells) and len(sites):
            tree = cKDTree(to_sphere(cells.lons, cells.lats))
            vectors, chords = to_sphere(sites.lons, sites.lats), chords_beyond(self._within_m)
            count = int(tree.query_ball_point(vectors, chords, return_length=True).sum())
            _require_few(count)
            found = tree.query_ball_point(vectors, chords, return_sorted=True)
        self._found = [np.array(one, np.int32) for one in found] or [np.zeros(0, np.int32)] * len(sites)
        self._exact: dict[int, tuple[Positions, Floats]] = {}

    def cells(self, site: int) -> Positions:
        """Return their positions, forgetting what was worked out for the site."""
        return self._exact.pop(site)[0]

    def stops(self, site: int) -> list[Stop]:
        """Return them with their exact metres."""
        at, cells, n = self._found[site], self._cells, len(self._found[site])
        lon, lat = np.full(n, self._sites.lons[site]), np.full(n, self._sites.lats[site])
        metres = np.asarray(GEOD.inv(lon, lat, cells.lons[at], cells.lats[at])[2], float)
        near = metres <= self._within_m[site]
        at, metres = at[near], metres[near]
        self._exact[site] = at, metres
        return list(map(Stop, cells.lons[at].tolist(), cells.lats[at].tolist(), metres.tolist()))


def _require_few(pairs: int) -> None:
    if pairs > MAX_PAIRS:
        detail = L(
            "{n:,} ways are too many; at most {most:,}. Narrow by area, or travel for fewer minutes.",
            "需计算的路径 {n:,} 条，最多 {most:,} 条；请缩小范围或减少分钟数。",
        )
        raise TooBroadError(Fault(detail.format(n=pairs, most=MAX_PAIRS), "minutes"))
