"""How far each site serves by its standard profile: the design class decides, else the duration, else the smallest."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import Q
from django.utils import timezone
from numpy.typing import NDArray

from layers.errors import ConflictError, invalid
from layers.labels import L
from layers.layer import Layer
from layers.models import StandardProfile, Verification

Floats = NDArray[np.float64]

PROFILES = {"class_51143": "shelter-evacuation_distance_m_max", "duration": "shelter-service_radius_m_max"}
"""By field of a site, the first that has a row deciding: the rows whose `applies_to` names the field's value."""


@dataclass(frozen=True)
class StandardRadius:
    """A row that was used."""

    field: str
    value: str
    radius_m: float
    standard_no: str
    clause: str
    verification: str
    sites: int


@dataclass(frozen=True)
class StandardRadii:
    """The limit of each site, which rows they come from, and of how many sites no row says anything."""

    limits: Floats
    rows: tuple[StandardRadius, ...]
    without_class: int
    smallest_m: float


def require_classes(layer: Layer) -> None:
    """Refuse a layer whose rows no standard profile speaks of."""
    names = {one.name for one in layer.model._meta.get_fields()}
    if not names.issuperset(PROFILES):
        detail = L("There are no standard radii of {layer}.", "{layer}没有规范半径。").format(layer=layer.title)
        raise invalid("radius", detail)


def standard_radii(classes: Mapping[str, NDArray[np.object_]]) -> StandardRadii:
    """Return how far sites serve.

    Parameters
    ----------
    classes
        By field of `PROFILES`, the value of each site, shape (sites,).

    Raises
    ------
    ConflictError
        The table of standard profiles has none of the rows.
    """
    rows = rows_in_force()
    n = len(next(iter(classes.values())))
    limits, used = np.full(n, np.nan), []
    for name in PROFILES:
        for (field, value), row in rows.items():
            which = (classes[name] == value) & np.isnan(limits) if field == name else np.zeros(n, bool)
            if which.any():
                limits[which] = row.value
                used.append(_used(name, value, row, int(which.sum())))
    without = np.isnan(limits)
    smallest_m = min(row.value for row in rows.values())
    return StandardRadii(np.where(without, smallest_m, limits), tuple(used), int(without.sum()), smallest_m)


def rows_in_force() -> dict[tuple[str, str], StandardProfile]:
    """Return the rows in force today, by field and value.

    Of several rows it is one set locally, else the one that came into force last.

    Raises
    ------
    ConflictError
        There are none.
    """
    today = timezone.localdate()
    in_force = Q(effective_from__isnull=True) | Q(effective_from__lte=today)
    ended = Q(effective_to__lt=today)
    rows = StandardProfile.objects.filter(in_force, key__in=PROFILES.values(), value__gt=0).exclude(ended)
    fields = {key: field for field, key in PROFILES.items()}
    found = {}
    for row in sorted(rows, key=_standing):
        field = fields[row.key]
        for value in str(row.applies_to.get(field, "")).split(","):
            if value:
                found[field, value] = row
    if not found:
        raise ConflictError(
            L(
                "The table of standard profiles has no “{key}”; add rows of it in the administration.",
                "规范参数表中没有“{key}”；请在管理后台添加。",
            ).format(key="”, “".join(PROFILES.values()))
        )
    return found


def _standing(row: StandardProfile) -> tuple[bool, str, str, str]:
    is_local = row.verification == Verification.LOCAL
    return is_local, str(row.effective_from or ""), row.standard_no, row.clause


def _used(field: str, value: str, row: StandardProfile, sites: int) -> StandardRadius:
    return StandardRadius(field, value, row.value, row.standard_no, row.clause, row.verification, sites)
