"""Ways from each of many places to the stops around it: the same legs as one by one, several places at a time."""

import logging
import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from shapely.geometry.base import BaseGeometry

from layers.geo import LonLat
from layers.travel.closures import register
from layers.travel.engine import MOST_ACTORS
from layers.travel.estimate import estimate_travel
from layers.travel.legs import Leg, Stop, Towards
from layers.travel.network import network
from layers.travel.roads import Ask
from layers.travel.vehicle import Vehicle

log = logging.getLogger("onemap.travel")

AT_ONCE = 4 * MOST_ACTORS
"""Places whose stops and legs are in memory together."""

Legs = Sequence[Leg | None]


def legs_from_each(
    places: Sequence[LonLat],
    stops_of: Callable[[int], Sequence[Stop]],
    vehicle: Vehicle,
    *,
    avoid: BaseGeometry | None = None,
    by_road: bool = True,
) -> Iterator[Legs]:
    """Yield the legs from each place to its own stops.

    Parameters
    ----------
    places
        lon, lat on WGS 84.
    stops_of
        The stops of the place at that position, each with its geodesic metres from there; asked from other threads.
    avoid
        As for `layers.travel.times.travel_times`; closed roads are avoided always.
    by_road
        False: every time is an estimate.

    Yields
    ------
    Sequence
        In the order of the places, legs in the order of the stops: by road where both ends lie near a road of the
        tiles, None where no way leads from one to the other, estimated otherwise. No leg is left out for the time it
        takes. Roads and closures are those of the beginning. Where the engine fails, that place's legs are estimates.
    """
    roads = network.roads() if by_road else None
    closures = register.in_force(vehicle) if roads else ()

    def legs(number: int) -> Legs:
        stops = stops_of(number)
        found: list[Leg | None] = list(estimate_travel(stops, vehicle))
        if roads is None or not stops:
            return found
        ask = Ask(places[number], vehicle, Towards.STOPS, avoid, closures)
        try:
            known = roads.legs(ask, stops, budget_s=math.inf)
        except RuntimeError:
            log.exception("the road engine failed; times are estimated")
            return found
        for index, leg in known.items():
            found[index] = leg
        return found

    with ThreadPoolExecutor(MOST_ACTORS if roads else 1) as threads:
        for begin in range(0, len(places), AT_ONCE):
            yield from threads.map(legs, range(begin, min(begin + AT_ONCE, len(places))))
