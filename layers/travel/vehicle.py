"""Who travels: a profile of the table of standards, or the caller's own values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from layers.errors import ConflictError
from layers.labels import L
from layers.models import StandardProfile, Verification


class VehicleKey(models.TextChoices):
    """The kinds of traveller that the table of standards has profiles of."""

    TRUCK = "truck", L("truck", "货车")
    FIRE_ENGINE = "fire_engine", L("fire engine", "消防车")
    AMBULANCE = "ambulance", L("ambulance", "救护车")
    FOOT = "foot", L("on foot", "步行")


LIMITS = {
    "speed_km_h": (1.0, 300.0),
    "detour_factor": (1.0, 10.0),
    "top_speed_km_h": (1.0, 300.0),
    "loading_minutes": (0.0, 10_080.0),
}
"""What can be meant: from walking pace to faster than any truck; a road is no shorter than the line; up to a week."""


@dataclass(frozen=True)
class Vehicle:
    """What times are made of: an estimate of speed and detour, a way by road of the road's own speeds up to the top."""

    speed_km_h: float
    """The planning speed; by road it counts for the way to and from the nearest road, and on foot throughout."""
    detour_factor: float
    """Road length ÷ straight line, for an estimate."""
    loading_minutes: float
    """Where a depot does not state its own; no part of the travel."""
    top_speed_km_h: float = 0.0
    """Never faster, on whatever road; at least the planning speed."""
    key: str = VehicleKey.TRUCK.value

    def __post_init__(self) -> None:
        object.__setattr__(self, "top_speed_km_h", max(self.top_speed_km_h, self.speed_km_h))

    @property
    def metres_per_s(self) -> float:
        """The planning speed."""
        return self.speed_km_h / 3.6

    @property
    def top_metres_per_s(self) -> float:
        """The top speed."""
        return self.top_speed_km_h / 3.6


def vehicle_in_force(own: Mapping[str, float], key: str = VehicleKey.TRUCK) -> Vehicle:
    """Return a vehicle of the table, with the caller's own values in the place of the table's.

    Parameters
    ----------
    own
        Values by name, each within `LIMITS`. A top speed below the table's planning speed lowers that too; a planning
        speed above the table's top speed raises that too.

    Raises
    ------
    ConflictError
        When a value is neither given nor in the table, or the table's makes no sense.
    """
    keys = {name: profile for name, profile in profile_keys(key).items() if name not in own}
    rows = _in_force(keys.values())
    values = {name: _sensible(rows, profile, name) for name, profile in keys.items()} | dict(own)
    if "speed_km_h" not in own:
        values["speed_km_h"] = min(values["speed_km_h"], values["top_speed_km_h"])
    return Vehicle(**values, key=VehicleKey(key).value)


def standard_minutes(key: str) -> float:
    """Return the minutes of a standard profile in force, such as ``travel-turnout_minutes``.

    Raises
    ------
    ConflictError
        When it is missing or makes no sense.
    """
    return _sensible(_in_force([key]), key, "loading_minutes")


def profile_keys(key: str) -> dict[str, str]:
    """Where the table keeps each value of a vehicle; the detour factor of trucks stands for roads in general."""
    detour = "travel-detour_factor" if key == VehicleKey.TRUCK else f"travel-{key}_detour_factor"
    return {
        "speed_km_h": f"travel-{key}_speed_km_h",
        "detour_factor": detour,
        "top_speed_km_h": f"travel-{key}_top_speed_km_h",
        "loading_minutes": "travel-loading_minutes",
    }


def _in_force(keys: Iterable[str]) -> dict[str, StandardProfile]:
    """The profiles in force by key; one set locally stands before any other, the newest before the older."""
    today = timezone.localdate()
    in_force = (Q(effective_from=None) | Q(effective_from__lte=today)) & (
        Q(effective_to=None) | Q(effective_to__gte=today)
    )
    rows = StandardProfile.objects.filter(in_force, key__in=list(keys))
    found: dict[str, StandardProfile] = {}
    for row in rows.order_by(F("effective_from").desc(nulls_last=True), "pk"):
        best = found.setdefault(row.key, row)
        if row.verification == Verification.LOCAL != best.verification:
            found[row.key] = row
    return found


def _sensible(rows: Mapping[str, StandardProfile], key: str, name: str) -> float:
    profile = rows.get(key)
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
