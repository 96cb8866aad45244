"""How long a truck takes from each depot. A road engine can stand in for the estimate by the same protocol."""

import math
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from django.db.models import F, Q
from django.utils import timezone

from layers.errors import ConflictError
from layers.labels import L
from layers.models import StandardProfile, Verification
from layers.queries.fill.need import Leg, Vehicle
from layers.queries.origin import Origin

SPEED_KEY, DETOUR_KEY, LOADING_KEY = "travel-truck_speed_km_h", "travel-detour_factor", "travel-loading_minutes"
LIMITS = {"speed_km_h": (1.0, 300.0), "detour_factor": (1.0, 10.0), "loading_minutes": (0.0, 10_080.0)}
"""What can be meant: from walking pace to faster than any truck; a road is no shorter than the line; up to a week."""

ESTIMATE = "estimate"


class Start(NamedTuple):
    """Where a truck sets out from, and its geodesic metres to the place."""

    lon: float
    lat: float
    distance_m: float


class TravelTimes(Protocol):
    """Times from many starts to one place, in the order of the starts."""

    def __call__(self, origin: Origin, starts: Sequence[Start], vehicle: Vehicle) -> Sequence[Leg]: ...


def estimate_travel(origin: Origin, starts: Sequence[Start], vehicle: Vehicle) -> list[Leg]:
    """Estimate: geodesic distance × detour factor ÷ speed, in whole seconds, rounded up.

    Returns
    -------
    list of Leg
        In the order of `starts`, each with the basis ``estimate``.

    Notes
    -----
    The parameters are rows of the table of standard profiles (`vehicle_in_force`), or the caller's own.
    """
    metres_per_s = vehicle.speed_km_h / 3.6
    roads_m = [start.distance_m * vehicle.detour_factor for start in starts]
    return [Leg(math.ceil(road_m / metres_per_s), road_m, ESTIMATE) for road_m in roads_m]


def vehicle_in_force(own: dict[str, float]) -> Vehicle:
    """Return the truck of the table, with the caller's own values in the place of the table's.

    Raises
    ------
    ConflictError
        When a value is neither given nor in the table, or the table's makes no sense.
    """
    keys = {"speed_km_h": SPEED_KEY, "detour_factor": DETOUR_KEY, "loading_minutes": LOADING_KEY}
    values = {name: own[name] if name in own else _profile_value(key, name) for name, key in keys.items()}
    return Vehicle(**values)


def _profile_value(key: str, name: str) -> float:
    """The value in force; one set locally stands before any other, the newest before the older."""
    today = timezone.localdate()
    in_force = (Q(effective_from=None) | Q(effective_from__lte=today)) & (
        Q(effective_to=None) | Q(effective_to__gte=today)
    )
    rows = StandardProfile.objects.filter(in_force, key=key).order_by(F("effective_from").desc(nulls_last=True), "pk")
    profile = rows.filter(verification=Verification.LOCAL).first() or rows.first()
    if profile is None:
        raise ConflictError(
            L(
                "The standard profile “{key}” is missing; add it in the administration, or give vehicle.{name}.",
                "缺少规范参数“{key}”；请在后台补充，或在请求中给出 vehicle.{name}。",
            ).format(key=key, name=name)
        )
    least, most = LIMITS[name]
    if not least <= profile.value <= most:
        raise ConflictError(
            L(
                "The standard profile “{key}” is {value:g}; it must be from {least:g} to {most:g}.",
                "规范参数“{key}”为 {value:g}，应在 {least:g} 到 {most:g} 之间。",
            ).format(key=key, value=profile.value, least=least, most=most)
        )
    return profile.value
