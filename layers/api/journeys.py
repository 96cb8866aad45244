"""Times, ways and reasons as parts of documents."""

from collections.abc import Sequence
from typing import Any

from layers.filters import REASONS
from layers.labels import both
from layers.queries.danger import Danger
from layers.queries.nearest import Nearest
from layers.queries.ranking import Journey
from layers.travel.legs import basis_of
from layers.travel.times import closures_avoided, roads_in_use
from layers.travel.vehicle import Vehicle


def time_query(answer: Nearest) -> dict[str, Any]:
    """What was understood of a question by time; nothing where it is by distance."""
    by_time = answer.by_time
    if by_time is None:
        return {}
    return {
        "by": "travel_time",
        "vehicle": by_time.vehicle.key,
        "max_duration_s": by_time.max_duration_s,
        "turnout": "day" if by_time.by_day else "night",
    }


def time_document(answer: Nearest) -> dict[str, Any]:
    """What the times rest on."""
    if answer.by_time is None:
        return {}
    journeys = (one.journey for one in (*answer.found, *(answer.left_out or ())))
    return {
        "basis": basis_of(journey.leg.basis for journey in journeys if journey),
        "exact": answer.exact,
        **roads_document(answer.by_time.vehicle, answer.filters.get("avoid")),
    }


def roads_document(vehicle: Vehicle, danger: Danger | None) -> dict[str, Any]:
    """Which roads times rest on, and what ways keep out of."""
    record, closures = roads_in_use(), closures_avoided(vehicle)
    return {
        "roads": record and {"version": record.version, "built_at": record.built_at, "source": record.source},
        "avoided": [*(danger.names if danger else ()), *(f"closures:{one.code}" for one in closures)],
    }


def journey_document(journey: Journey) -> dict[str, Any]:
    leg = journey.leg
    return {
        "duration_s": journey.duration_s,
        "mobilise_s": journey.mobilise_s,
        "travel_s": leg.travel_s,
        "road_distance_m": leg.road_distance_m,
        "basis": leg.basis,
    }


def way_document(way: Sequence[Any] | None) -> dict[str, Any] | None:
    return None if way is None else {"type": "LineString", "coordinates": [list(place) for place in way]}


def why(reason: str) -> dict[str, Any]:
    return {"reason": reason, "reason_text": both(REASONS[reason])}
