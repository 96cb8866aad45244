"""When stock of every depot can be at every site."""

from collections.abc import Iterable
from itertools import count, repeat

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.geo import GEOD, LonLat
from layers.live.sphere import GREATEST_RADIUS_M, LEAST_RADIUS_M, to_sphere
from layers.queries.danger import Danger
from layers.queries.supply.columns import Keepers
from layers.travel.legs import Leg, Stop, Towards, basis_of
from layers.travel.times import TravelTimes
from layers.travel.vehicle import Vehicle

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

FEW_SITES = 25
"""Up to so many are asked one by one: a search from a depot takes about as long as that many ways one by one."""

ROUNDING_M = 1.0
"""An angle from its cosine is off by 3e-8 at most where it is smallest: a fifth of a metre on the ground."""


class Estimates:
    """Seconds of loading and of the way as `layers.travel.estimate` estimates it, for sites and depots.

    Geodesic distances of millions of pairs take seconds, bounds of them (`layers.live.sphere`) a moment; so the exact
    ones are reckoned only where an answer can depend on them.
    """

    def __init__(self, lons: Floats, lats: Floats, keepers: Keepers, vehicle: Vehicle) -> None:
        self._places = lons, lats, keepers
        self._load_s, self._vehicle = keepers.load_s(vehicle.loading_minutes), vehicle
        cosines = to_sphere(lons, lats) @ to_sphere(keepers.lons, keepers.lats).T
        angles = np.arccos(np.clip(cosines, -1.0, 1.0))
        self.least_s = self._seconds(np.maximum(angles * LEAST_RADIUS_M - ROUNDING_M, 0.0)) + self._load_s
        self.most_s = self._seconds(angles * GREATEST_RADIUS_M + ROUNDING_M) + self._load_s
        """Neither is shorter or longer than this; both of shape (sites, depots)."""

    def exact(self, pairs: Mask) -> Floats:
        """Return `most_s`, and the exact seconds where a pair is wanted."""
        lons, lats, keepers = self._places
        sites, depots = np.nonzero(pairs)
        metres = GEOD.inv(lons[sites], lats[sites], keepers.lons[depots], keepers.lats[depots])[2]
        arrive_s = self.most_s.copy()
        arrive_s[sites, depots] = self._seconds(np.asarray(metres)) + self._load_s[depots]
        return arrive_s

    def _seconds(self, metres: Floats) -> Floats:
        return np.ceil(metres * self._vehicle.detour_factor / self._vehicle.metres_per_s)


def road_arrivals(
    lons: Floats, lats: Floats, keepers: Keepers, vehicle: Vehicle, travel: TravelTimes, avoid: Danger | None = None
) -> tuple[Floats, str]:
    """Return seconds of loading and travel, shape (sites, depots), inf where no road leads, and what they are made of.

    One question of the road engine a depot, from it to all sites: along the traffic, one search finds them all.
    Where there are few sites each is asked on its own, from all depots, which is then quicker; and so is a site within
    the danger, for to it alone the roads in there are open.
    """
    metres = distances_m(lons, lats, keepers)
    arrive_s = np.full(metres.shape, np.inf)
    ground = avoid.geometry if avoid else None
    alone = np.full(len(lons), len(lons) <= FEW_SITES)
    if ground is not None:
        alone |= shapely.intersects_xy(ground, lons, lats)
    load_s, found = keepers.load_s(vehicle.loading_minutes), set()

    def note(sites: Iterable[int], depots: Iterable[int], legs: Iterable[Leg | None]) -> None:
        for site, depot, leg in zip(sites, depots, legs, strict=False):
            if leg is not None:
                arrive_s[site, depot] = load_s[depot] + leg.travel_s
                found.add(str(leg.basis))

    together = np.flatnonzero(~alone)
    for depot in range(len(keepers) if len(together) else 0):
        place = LonLat(float(keepers.lons[depot]), float(keepers.lats[depot]))
        stops = _stops(lons[together], lats[together], metres[together, depot])
        note(together, repeat(depot), travel(place, stops, vehicle, towards=Towards.STOPS, avoid=ground))
    for site in np.flatnonzero(alone).tolist():
        stops = _stops(keepers.lons, keepers.lats, metres[site])
        note(repeat(site), count(), travel(LonLat(lons[site], lats[site]), stops, vehicle, avoid=ground))
    return arrive_s, basis_of(found)


def _stops(lons: Floats, lats: Floats, metres: Floats) -> list[Stop]:
    return list(map(Stop, lons.tolist(), lats.tolist(), metres.tolist()))


def distances_m(lons: Floats, lats: Floats, keepers: Keepers) -> Floats:
    """Return geodesic metres on WGS 84, shape (sites, depots)."""
    shape = (len(lons), len(keepers))
    if 0 in shape:
        return np.zeros(shape)
    columns = (lons[:, None], lats[:, None], keepers.lons, keepers.lats)
    lon, lat, depot_lon, depot_lat = (np.broadcast_to(one, shape).ravel() for one in columns)
    return np.asarray(GEOD.inv(lon, lat, depot_lon, depot_lat)[2]).reshape(shape)
