"""Times without a road network: the straight line, a detour factor and a speed."""

import math
from collections.abc import Sequence

from layers.travel.legs import Basis, Leg, Stop
from layers.travel.vehicle import Vehicle


def estimate_travel(stops: Sequence[Stop], vehicle: Vehicle) -> list[Leg]:
    """Estimate: geodesic distance × detour factor ÷ speed, in whole seconds, rounded up.

    Returns
    -------
    list of Leg
        In the order of `stops`, each with the basis ``estimate``.
    """
    roads_m = [stop.distance_m * vehicle.detour_factor for stop in stops]
    return [Leg(math.ceil(road_m / vehicle.metres_per_s), road_m, Basis.ESTIMATE.value) for road_m in roads_m]


def least_travel_s(distance_m: float, vehicle: Vehicle) -> float:
    """Return seconds that no leg over so many geodesic metres can beat, by road or estimated.

    Notes
    -----
    The straight line at top speed. An estimate is no shorter, as detour factor ≥ 1 and planning speed ≤ top speed;
    a leg by road is no shorter, as ``layers/travel/roads.py`` sees to it (`tests/travel` test both as a property).
    """
    return distance_m / vehicle.top_metres_per_s
