"""Finding places on the road network, and how far they are from it."""

from collections.abc import Sequence
from typing import Any

from layers.geo import GEOD
from layers.travel.costing import location, request
from layers.travel.vehicle import Vehicle

MAX_SNAP_M = 2000.0
"""A place farther than this from any road is not on the network: its time is estimated."""
ON_ROAD_M = 0.2
"""The engine says in steps of about a decimetre where on a road a place is: nearer than this, it is on it."""
MAX_KEPT = 200_000

Place = tuple[float, float]
"""lon, lat"""


class Snaps:
    """How far each place is from the nearest road; remembered, since depots and shelters stay where they are."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, float, float], float | None] = {}

    def distances_m(self, actor: Any, vehicle: Vehicle, places: Sequence[Place]) -> list[float | None]:
        """Return metres (geodesic) to the road on which each place is found; None where there is none within reach.

        Notes
        -----
        One place that cannot be found would fail a whole matrix, so each is looked for first.
        """
        known = self._known
        unknown = [place for place in dict.fromkeys(places) if (vehicle.key, *place) not in known]
        if len(known) + len(unknown) > MAX_KEPT:
            self._known = known = {}
            unknown = list(dict.fromkeys(places))
        if unknown:
            found = _locate(actor, vehicle, unknown)
            known.update(((vehicle.key, *place), metres) for place, metres in zip(unknown, found, strict=True))
        return [known[(vehicle.key, *place)] for place in places]


def _locate(actor: Any, vehicle: Vehicle, places: Sequence[Place]) -> list[float | None]:
    locations = [location(*place, vehicle, cutoff_m=MAX_SNAP_M) for place in places]
    answers = actor.locate(request(vehicle, locations=locations, verbose=False))
    found: list[float | None] = []
    for place, answer in zip(places, answers, strict=True):
        edges = answer.get("edges") or ()
        metres = [distance_m(place, (edge["correlated_lon"], edge["correlated_lat"])) for edge in edges]
        nearest = min(metres, default=None)
        if nearest is not None and nearest < ON_ROAD_M:
            nearest = 0.0
        found.append(None if nearest is None or nearest > MAX_SNAP_M else nearest)
    return found


def distance_m(a: Place, b: Place) -> float:
    """Return geodesic metres between two places."""
    return float(GEOD.inv(*a, *b)[2])
