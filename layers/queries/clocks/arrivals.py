"""When stock of every depot can be at every site."""

import numpy as np
from numpy.typing import NDArray

from layers.geo import GEOD, LonLat
from layers.queries.danger import Danger
from layers.queries.supply.columns import Keepers
from layers.travel.legs import Stop, basis_of
from layers.travel.times import TravelTimes
from layers.travel.vehicle import Vehicle

Floats = NDArray[np.float64]


def estimated_arrivals(lons: Floats, lats: Floats, keepers: Keepers, vehicle: Vehicle) -> Floats:
    """Return seconds, shape (sites, depots): loading, and the way as `layers.travel.estimate` estimates it."""
    metres = distances_m(lons, lats, keepers)
    travel_s = np.ceil(metres * vehicle.detour_factor / vehicle.metres_per_s)
    return np.asarray(travel_s + keepers.load_s(vehicle.loading_minutes))


def road_arrivals(
    lons: Floats, lats: Floats, keepers: Keepers, vehicle: Vehicle, travel: TravelTimes, avoid: Danger | None = None
) -> tuple[Floats, str]:
    """Return seconds as `estimated_arrivals` does, inf where no road leads, and what they are made of.

    One question of the road engine a site, from all depots to it.
    """
    metres = distances_m(lons, lats, keepers)
    arrive_s = np.full(metres.shape, np.inf)
    ground = avoid.geometry if avoid else None
    load_s, found = keepers.load_s(vehicle.loading_minutes), set()
    for site, (lon, lat) in enumerate(zip(lons.tolist(), lats.tolist(), strict=True)):
        stops = [Stop(*one) for one in zip(keepers.lons.tolist(), keepers.lats.tolist(), metres[site], strict=True)]
        for depot, leg in enumerate(travel(LonLat(lon, lat), stops, vehicle, avoid=ground)):
            if leg is not None:
                arrive_s[site, depot] = load_s[depot] + leg.travel_s
                found.add(str(leg.basis))
    return arrive_s, basis_of(found)


def distances_m(lons: Floats, lats: Floats, keepers: Keepers) -> Floats:
    """Return geodesic metres on WGS 84, shape (sites, depots)."""
    shape = (len(lons), len(keepers))
    if 0 in shape:
        return np.zeros(shape)
    columns = (lons[:, None], lats[:, None], keepers.lons, keepers.lats)
    lon, lat, depot_lon, depot_lat = (np.broadcast_to(one, shape).ravel() for one in columns)
    return np.asarray(GEOD.inv(lon, lat, depot_lon, depot_lat)[2]).reshape(shape)
