"""Travel times between a place and many stops, from the best source there is."""

import logging
from collections.abc import Sequence
from typing import Protocol

from shapely.geometry.base import BaseGeometry

from layers.geo import LonLat
from layers.travel.closures import Avoided, register
from layers.travel.estimate import estimate_travel, least_travel_s
from layers.travel.legs import Leg, Stop, Towards
from layers.travel.network import network
from layers.travel.record import RoadsRecord
from layers.travel.roads import Ask, RouteLine
from layers.travel.vehicle import Vehicle

__all__ = [
    "Avoided",
    "RouteLine",
    "TravelTimes",
    "closures_avoided",
    "least_travel_s",
    "roads_in_use",
    "route_line",
    "travel_times",
]

log = logging.getLogger("onemap.travel")


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
        A Polygon or MultiPolygon through which no road may lead, but for a part in which the place itself lies; an
        estimate knows nothing of it. Closed roads are avoided always.

    Returns
    -------
    list
        In the order of `stops`. Each leg says its basis, and none is sooner than `least_travel_s`. By road where both
        ends lie near a road of the tiles; None where no way leads from one to the other; estimated otherwise.
    """
    legs: list[Leg | None] = list(estimate_travel(stops, vehicle))
    roads = network.roads() if stops else None
    if roads is not None:
        try:
            by_road = roads.legs(Ask(place, vehicle, towards, avoid, register.in_force(vehicle)), stops)
        except RuntimeError:
            log.exception("the road engine failed; times are estimated")
            return legs
        for index, leg in by_road.items():
            legs[index] = leg
    return legs


def route_line(
    place: LonLat,
    stop: Stop,
    vehicle: Vehicle,
    *,
    towards: Towards = Towards.PLACE,
    avoid: BaseGeometry | None = None,
) -> RouteLine | None:
    """Return the way by road between the place and a stop, avoiding what `travel_times` avoids.

    Returns
    -------
    RouteLine or None
        lon, lat in the direction of travel. None where there are no roads, either end is not near one, or no way
        leads from one to the other.
    """
    roads = network.roads()
    if roads is None:
        return None
    try:
        return roads.line(Ask(place, vehicle, towards, avoid, register.in_force(vehicle)), stop)
    except RuntimeError:
        log.exception("the road engine failed; no way is drawn")
        return None


def roads_in_use() -> RoadsRecord | None:
    """Return what is known of the road tiles in use; None while every time is an estimate."""
    roads = network.roads()
    return roads.record if roads else None


def closures_avoided(vehicle: Vehicle) -> list[Avoided]:
    """Return the closed roads within the tiles that no way of this vehicle leads along now, by code."""
    roads = network.roads()
    if roads is None:
        return []
    inside = [closure for closure in register.in_force(vehicle) if roads.record.holds(*closure.line.centroid.coords[0])]
    return [closure.avoided for closure in inside]
