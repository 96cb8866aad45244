"""Ways by road: the legs between one place and many stops, and the line of one way, from one set of tiles."""

import itertools
import logging
import math
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from shapely.geometry.base import BaseGeometry

from layers.geo import LonLat
from layers.travel import engine
from layers.travel.avoiding import closed_places, nearest_first, rings_to_avoid
from layers.travel.closures import Closure
from layers.travel.costing import costing_of, location, request
from layers.travel.estimate import least_travel_s
from layers.travel.legs import Basis, Leg, Stop, Towards
from layers.travel.polyline import decode
from layers.travel.record import RoadsRecord
from layers.travel.snapping import MAX_SNAP_M, Place, Snaps
from layers.travel.vehicle import Vehicle, VehicleKey

log = logging.getLogger("onemap.travel")

CHUNK = 1000
"""Stops of one matrix, nearest first; one search from the place finds them all."""
EACH_WAY_STOPS, EACH_WAY_CHUNK = 200, 25
"""Of the ways that end at the place, so many at most, and so many at once, are found one by one."""
BUDGET_S = 5.0
"""For a question that somebody waits for; the stops left have estimates."""
NO_WAY = ("No path could be found", "unconnected regions")
"""What Valhalla says when nothing at all can be reached."""


class RouteLine(NamedTuple):
    """The way itself, from where it begins to where it ends, the stretches beside the road included."""

    coordinates: list[Place]
    road_distance_m: float
    travel_s: int


@dataclass(frozen=True)
class Ask:
    """What all legs of one question share."""

    place: LonLat
    vehicle: Vehicle
    towards: Towards
    avoid: BaseGeometry | None
    closures: Sequence[Closure]


class Roads:
    """One set of tiles, opened."""

    def __init__(self, archive: Path, record: RoadsRecord) -> None:
        self.record = record
        self._pool = engine.ActorPool(archive)
        self._snaps = Snaps()
        self._closed: dict[tuple[str, BaseGeometry], list[Place]] = {}

    def distance_to_road_m(self, place: LonLat, vehicle: Vehicle) -> float | None:
        """Return how far a place is from the road on which it is found; None where it is not on the network."""
        if not self.record.holds(place.lon, place.lat):
            return None
        with self._pool.actors() as (actor, _):
            return self._snaps.distances_m(actor, vehicle, [(place.lon, place.lat)])[0]

    # ── Many ──

    def legs(self, ask: Ask, stops: Sequence[Stop], *, budget_s: float | None = None) -> dict[int, Leg | None]:
        """Return the leg of each stop that lies on the network, by its place in `stops`.

        Parameters
        ----------
        budget_s
            No further chunk is begun after so long; `BUDGET_S` where none is given.

        Returns
        -------
        dict
            None where roads are known at both ends and no way leads from one to the other. A stop that is missing
            is not on the network (outside the tiles, or farther than `MAX_SNAP_M` from any road), is too far off, or
            did not fit in the time: so is every stop, when the place itself is not on the network.

        Notes
        -----
        One search against the traffic, from the place back to the stops, misjudges turns: on the roads of Futian half
        the times were off by more than 5 s, by up to 155 s. So the nearest `EACH_WAY_STOPS` are found one by one, and
        the legs of the rest are not exact. On foot there is no traffic, and a way back is as long.
        """
        with self._pool.actors() as lent:
            within = self._on_network(lent.one_search, ask, stops)
            if not within:
                return {}
            here_m = within.pop(-1)
            excluded = self._excluded(lent.one_search, ask)
            found: dict[int, Leg | None] = {}
            begun = time.monotonic()
            ahead = deque(sorted(within, key=lambda index: stops[index].distance_m))
            while ahead:
                one_by_one = _is_backward(ask) and len(found) < EACH_WAY_STOPS
                size = min(EACH_WAY_CHUNK, EACH_WAY_STOPS - len(found)) if one_by_one else CHUNK
                chunk = [ahead.popleft() for _ in range(min(size, len(ahead)))]
                actor = lent.each_way if one_by_one else lent.one_search
                cells = self._matrix(actor, ask, [stops[index] for index in chunk], excluded)
                for index, cell in zip(chunk, cells, strict=True):
                    leg = self._leg(ask.vehicle, stops[index], cell, here_m + within[index])
                    found[index] = leg and leg._replace(exact=one_by_one or not _is_backward(ask))
                if time.monotonic() - begun > (BUDGET_S if budget_s is None else budget_s):
                    break
            return found

    def _on_network(self, actor: Any, ask: Ask, stops: Sequence[Stop]) -> dict[int, float]:
        """Metres to the road by the stop's place in `stops`, the place itself as -1; empty where that has none."""
        reach_m = engine.REACH_M[costing_of(ask.vehicle)[0]]
        near = [
            i for i, stop in enumerate(stops) if stop.distance_m <= reach_m and self.record.holds(stop.lon, stop.lat)
        ]
        if not near or not self.record.holds(ask.place.lon, ask.place.lat):
            return {}
        places = [(ask.place.lon, ask.place.lat), *((stops[i].lon, stops[i].lat) for i in near)]
        here_m, *stops_m = self._snaps.distances_m(actor, ask.vehicle, places)
        if here_m is None:
            return {}
        return {-1: here_m} | {i: metres for i, metres in zip(near, stops_m, strict=True) if metres is not None}

    def _matrix(self, actor: Any, ask: Ask, stops: Sequence[Stop], excluded: dict[str, Any]) -> list[Any]:
        here = [_location(ask.place, ask.vehicle)]
        there = [_location(stop, ask.vehicle) for stop in stops]
        to_place = _is_backward(ask)
        sources, targets = (there, here) if to_place else (here, there)
        try:
            answer = actor.matrix(request(ask.vehicle, sources=sources, targets=targets, **excluded))
        except RuntimeError as error:
            if any(text in str(error) for text in NO_WAY):
                return [None] * len(stops)
            raise
        rows = answer["sources_to_targets"]
        return [row[0] for row in rows] if to_place else rows[0]

    @staticmethod
    def _leg(vehicle: Vehicle, stop: Stop, cell: Any, beside_m: float) -> Leg | None:
        """A cell of the matrix as a leg; `beside_m` lie between the two ends and the road."""
        if cell is None or cell["time"] is None:
            return None
        return _bounded(vehicle, stop, cell["time"], cell["distance"] * 1000.0, beside_m)

    # ── One ──

    def line(self, ask: Ask, stop: Stop) -> RouteLine | None:
        """Return the way between the place and a stop; None where there is none, or either is not on the network."""
        with self._pool.actors() as (actor, _):
            within = self._on_network(actor, ask, [stop])
            if len(within) < 2:
                return None
            ends: list[Any] = [stop, ask.place] if ask.towards is Towards.PLACE else [ask.place, stop]
            locations = [_location(end, ask.vehicle) for end in ends]
            excluded = self._excluded(actor, ask)
            try:
                answer = actor.route(request(ask.vehicle, locations=locations, directions_type="none", **excluded))
            except RuntimeError as error:
                if any(text in str(error) for text in NO_WAY):
                    return None
                raise
        trip = answer["trip"]
        summary = trip["summary"]
        leg = _bounded(ask.vehicle, stop, summary["time"], summary["length"] * 1000.0, sum(within.values()))
        way = list(itertools.chain.from_iterable(decode(part["shape"]) for part in trip["legs"]))
        start, end = ((one.lon, one.lat) for one in ends)
        return RouteLine(_without_repeats([start, *way, end]), leg.road_distance_m, leg.travel_s)

    # ── Avoiding ──

    def _excluded(self, actor: Any, ask: Ask) -> dict[str, Any]:
        """What the request says may not be used."""
        fields: dict[str, Any] = {}
        rings = rings_to_avoid(ask.avoid, ask.place)
        if rings:
            fields["exclude_polygons"] = rings
        closed: Iterable[Place] = itertools.chain.from_iterable(
            self._closed_places(actor, ask.vehicle, closure) for closure in ask.closures
        )
        places = nearest_first(closed, ask.place)
        if places:
            fields["exclude_locations"] = [{"lon": lon, "lat": lat} for lon, lat in places]
        return fields

    def _closed_places(self, actor: Any, vehicle: Vehicle, closure: Closure) -> list[Place]:
        costing, _ = costing_of(vehicle)
        key = (costing, closure.line)
        if key not in self._closed:
            self._closed[key] = closed_places(actor, vehicle, closure.line)
        return self._closed[key]


def _is_backward(ask: Ask) -> bool:
    """Whether a search from the place would have to go against the traffic."""
    return ask.towards is Towards.PLACE and ask.vehicle.key != VehicleKey.FOOT


def _location(place: LonLat | Stop, vehicle: Vehicle) -> dict[str, Any]:
    return location(place.lon, place.lat, vehicle, cutoff_m=MAX_SNAP_M)


def _bounded(vehicle: Vehicle, stop: Stop, road_s: float, road_m: float, beside_m: float) -> Leg:
    """A leg that no arithmetic of the engine makes sooner than the straight line at top speed.

    What lies between the road and either end counts at the planning speed. The engine rounds lengths and knows no top
    speed below 10 km/h, so the bound is enforced, not assumed.
    """
    road_s = max(road_s, road_m / vehicle.top_metres_per_s)
    total_s = max(road_s + beside_m / vehicle.metres_per_s, least_travel_s(stop.distance_m, vehicle))
    return Leg(math.ceil(total_s), max(road_m + beside_m, stop.distance_m), Basis.ROAD.value)


def _without_repeats(way: Sequence[Place]) -> list[Place]:
    return [place for place, _ in itertools.groupby(way)]
