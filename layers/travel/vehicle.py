"""Who travels: a profile of the table of standards, or the caller's own values."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils import timezone

from layers.errors import ConflictError
from layers.labels import L
from layers.models import StandardProfile, Verification

KEYS = {
    "speed_km_h": "travel-truck_speed_km_h",
    "detour_factor": "travel-detour_factor",
    "loading_minutes": "travel-loading_minutes",
}
LIMITS = {"speed_km_h": (1.0, 300.0), "detour_factor": (1.0, 10.0), "loading_minutes": (0.0, 10_080.0)}
"""What can be meant: from walking pace to faster than any truck; a road is no shorter than the line; up to a week."""


@dataclass(frozen=True)
class Vehicle:
    """What an estimated time is made of: speed on the road, road length ÷ straight line, and time to load."""

    speed_km_h: float
    detour_factor: float
    loading_minutes: float
    """Where a depot does not state its own."""


def vehicle_in_force(own: Mapping[str, float]) -> Vehicle:
    """Return the truck of the table, with the caller's own values in the place of the table's.

    Raises
    ------
    ConflictError
        When a value is neither given nor in the table, or the table's makes no sense.
    """
    values = {name: own[name] if name in own else _profile_value(key, name) for name, key in KEYS.items()}
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
