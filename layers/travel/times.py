"""Travel times between a place and many stops, from the best source there is."""

from collections.abc import Sequence
from typing import Protocol

from shapely.geometry.base import BaseGeometry

from layers.geo import LonLat
from layers.travel.estimate import estimate_travel, least_travel_s
from layers.travel.legs import Leg, Stop, Towards
from layers.travel.vehicle import Vehicle

__all__ = ["TravelTimes", "least_travel_s", "travel_times"]


class TravelTimes(Protocol):
    """Legs in the order of the stops; None where roads are known and none leads there."""

    def __call__(
        self,
        place: LonLat,
        stops: Sequence[Stop],
        vehicle: Vehicle,
        *,
        towards: Towards = Towards.PLACE,
        avoid: BaseGeometry | None = None,
    ) -> Sequence[Leg | None]: ...


def travel_times(
    place: LonLat,
    stops: Sequence[Stop],
    vehicle: Vehicle,
    *,
    towards: Towards = Towards.PLACE,
    avoid: BaseGeometry | None = None,
) -> list[Leg | None]:
    """Return the leg between the place and each stop.

    Parameters
    ----------
    place, stops
        lon, lat on WGS 84; each stop with its geodesic metres from the place.
    towards
        Which way is travelled.
    avoid
        A Polygon or MultiPolygon through which no road may lead; an estimate knows nothing of it.

    Returns
    -------
    list
        In the order of `stops`. Each leg says its basis, and none is sooner than `least_travel_s`.
    """
    return list(estimate_travel(stops, vehicle))
