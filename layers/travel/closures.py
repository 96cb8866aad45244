"""Closed roads in force, read anew when the layer's data version changes; the last known while the database is away."""

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import shapely
from django.db import DatabaseError, InterfaceError
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from layers import reference
from layers.models import ClosureStatus, LayerVersion, RoadClosure
from layers.travel.vehicle import Vehicle, VehicleKey

log = logging.getLogger("onemap.travel")

LAYER = "closures"


class Avoided(NamedTuple):
    """A closed road that no way led along."""

    code: str
    name: str
    name_en: str


@dataclass(frozen=True)
class Closure:
    """Where a road is closed, from when, until when, and for whom."""

    avoided: Avoided
    line: BaseGeometry
    closed_from: datetime
    closed_until: datetime | None
    open_on_foot: bool

    def concerns(self, vehicle: Vehicle, now: datetime) -> bool:
        """Whether the vehicle may not pass now."""
        if vehicle.key == VehicleKey.FOOT and self.open_on_foot:
            return False
        return self.closed_from <= now and (self.closed_until is None or now < self.closed_until)


class Register:
    """The closures of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._closures: tuple[Closure, ...] = ()
        self._version: int | None = None

    def in_force(self, vehicle: Vehicle) -> tuple[Closure, ...]:
        """Return the closures that bind the vehicle now, ordered by code.

        Notes
        -----
        Where this process follows the change feed, its data version tells for nothing whether to read again; else
        one small query asks. Either way the rows are read only when the version has changed.
        """
        self._refresh()
        now = timezone.now()
        return tuple(closure for closure in self._closures if closure.concerns(vehicle, now))

    def _refresh(self) -> None:
        try:
            version = _data_version()
            if version != self._version:
                with self._lock:
                    self._closures, self._version = tuple(_read()), version
        except (DatabaseError, InterfaceError) as error:
            log.warning("closed roads: the last known are used, the database is away: %s", str(error).strip())

    def forget(self) -> None:
        """Read everything again at the next question."""
        self._version = None


def _data_version() -> int:
    versions = reference.data_versions()
    if versions is not None:
        return versions.get(LAYER, 0)
    return LayerVersion.objects.filter(layer=LAYER).values_list("version", flat=True).first() or 0


def _read() -> Iterable[Closure]:
    rows = RoadClosure.objects.filter(status=ClosureStatus.CLOSED).order_by("code")
    for row in rows.only("code", "name", "name_en", "geom", "line", "closed_from", "closed_until", "open_on_foot"):
        yield Closure(
            Avoided(row.code, row.name, row.name_en),
            shapely.from_wkb(bytes((row.line or row.geom).wkb)),
            row.closed_from,
            row.closed_until,
            row.open_on_foot,
        )


register = Register()
