"""Ways between one place and many, and what their times are made of."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import models

from layers.labels import L


class Basis(models.TextChoices):
    """What a travel time is made of."""

    ROAD = "road", L("by road", "路网")
    ESTIMATE = "estimate", L("estimate", "估算")


class Towards(models.TextChoices):
    """Which way is travelled; one-way streets make the difference."""

    PLACE = "place", L("to the place", "前往该地")
    STOPS = "stops", L("from the place", "自该地出发")


class Stop(NamedTuple):
    """One of the many ends, and its geodesic metres from the place."""

    lon: float
    lat: float
    distance_m: float


class Leg(NamedTuple):
    """The way between the place and one stop."""

    travel_s: int
    road_distance_m: float
    basis: str
    """A `Basis`."""
    exact: bool = True
    """False for a way by road that the engine only came near to (see `layers.travel.roads`)."""


MIXED = "mixed"
BASES = {**dict(Basis.choices), MIXED: L("some by road, some estimates", "部分按路网，部分估算")}
"""What times together may be made of."""


def basis_of(bases: Iterable[str]) -> str:
    """Return what times together are made of: one `Basis`, or that they are mixed; an estimate where there are none."""
    found = set(bases)
    return MIXED if len(found) > 1 else next(iter(found), Basis.ESTIMATE.value)
