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
    metres_per_s = vehicle.speed_km_h / 3.6
    roads_m = [stop.distance_m * vehicle.detour_factor for stop in stops]
    return [Leg(math.ceil(road_m / metres_per_s), road_m, Basis.ESTIMATE.value) for road_m in roads_m]
