"""The standard profiles that times are made of, as they are in force today."""

from collections.abc import Iterable, Mapping

from django.db import InterfaceError, OperationalError
from django.db.models import F, Q
from django.utils import timezone

from layers.errors import ConflictError
from layers.labels import L
from layers.models import StandardProfile, Verification

LIMITS = {
    "speed_km_h": (1.0, 300.0),
    "detour_factor": (1.0, 10.0),
    "top_speed_km_h": (1.0, 300.0),
    "loading_minutes": (0.0, 10_080.0),
}
"""What can be meant: from walking pace to faster than any truck; a road is no shorter than the line; up to a week."""


def standard_minutes(key: str) -> float:
    """Return the minutes of a standard profile in force, such as ``travel-turnout_minutes``.

    Raises
    ------
    ConflictError
        When it is missing or makes no sense.
    """
    return sensible_value(profiles_in_force([key]), key, "loading_minutes")


def profiles_in_force(keys: Iterable[str]) -> dict[str, StandardProfile]:
    """Return the profiles in force by key; while the database is away, those that this process read last.

    One set locally stands before any other, the newest before the older.
    """
    wanted = list(keys)
    try:
        found = _read(wanted)
    except (OperationalError, InterfaceError):
        if not all(key in _last_known for key in wanted):
            raise
        return {key: profile for key in wanted if (profile := _last_known[key])}
    _last_known.update((key, found.get(key)) for key in wanted)
    return found


_last_known: dict[str, StandardProfile | None] = {}


def _read(keys: list[str]) -> dict[str, StandardProfile]:
    today = timezone.localdate()
    in_force = (Q(effective_from=None) | Q(effective_from__lte=today)) & (
        Q(effective_to=None) | Q(effective_to__gte=today)
    )
    rows = StandardProfile.objects.filter(in_force, key__in=keys)
    found: dict[str, StandardProfile] = {}
    for row in rows.order_by(F("effective_from").desc(nulls_last=True), "pk"):
        best = found.setdefault(row.key, row)
        if row.verification == Verification.LOCAL != best.verification:
            found[row.key] = row
    return found


def sensible_value(rows: Mapping[str, StandardProfile], key: str, name: str) -> float:
    """Return a profile's value; raises ConflictError when it is missing, or not within the limits of `name`."""
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
