"""Who travels: a profile of the table of standards, or the caller's own values."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import models

from layers.labels import L
from layers.travel.profiles import LIMITS, profiles_in_force, sensible_value

__all__ = ["LIMITS", "Vehicle", "VehicleKey", "profile_keys", "vehicle_in_force"]


class VehicleKey(models.TextChoices):
    """The kinds of traveller that the table of standards has profiles of."""

    TRUCK = "truck", L("truck", "货车")
    FIRE_ENGINE = "fire_engine", L("fire engine", "消防车")
    AMBULANCE = "ambulance", L("ambulance", "救护车")
    FOOT = "foot", L("on foot", "步行")


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
    rows = profiles_in_force(keys.values())
    values = {name: sensible_value(rows, profile, name) for name, profile in keys.items()} | dict(own)
    if "speed_km_h" not in own:
        values["speed_km_h"] = min(values["speed_km_h"], values["top_speed_km_h"])
    return Vehicle(**values, key=VehicleKey(key).value)


def profile_keys(key: str) -> dict[str, str]:
    """Where the table keeps each value of a vehicle; the detour factor of trucks stands for roads in general."""
    detour = "travel-detour_factor" if key == VehicleKey.TRUCK else f"travel-{key}_detour_factor"
    return {
        "speed_km_h": f"travel-{key}_speed_km_h",
        "detour_factor": detour,
        "top_speed_km_h": f"travel-{key}_top_speed_km_h",
        "loading_minutes": "travel-loading_minutes",
    }
