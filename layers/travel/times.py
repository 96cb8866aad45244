"""Travel times between a place and many stops, from the best source there is."""

from collections.abc import Sequence
from typing import Protocol

from layers.geo import LonLat
from layers.travel.estimate import estimate_travel
from layers.travel.legs import Leg, Stop, Towards
from layers.travel.vehicle import Vehicle


class TravelTimes(Protocol):
    """Legs in the order of the stops; None where roads are known and none leads there."""

    def __call__(
        self, place: LonLat, stops: Sequence[Stop], vehicle: Vehicle, *, towards: Towards = Towards.PLACE
    ) -> Sequence[Leg | None]: ...


def travel_times(
    place: LonLat, stops: Sequence[Stop], vehicle: Vehicle, *, towards: Towards = Towards.PLACE
) -> list[Leg | None]:
    """Return the leg between the place and each stop.

    Parameters
    ----------
    place, stops
        lon, lat on WGS 84; each stop with its geodesic metres from the place.
    towards
        Which way is travelled.

    Returns
    -------
    list
        In the order of `stops`. Each leg says its basis.
    """
    return list(estimate_travel(stops, vehicle))
