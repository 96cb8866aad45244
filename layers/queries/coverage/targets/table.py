"""The table of targets as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from layers.labels import BothLanguages
from layers.models import CoverageTarget, TargetMeasure


@dataclass(frozen=True)
class Target:
    """A row of the table (`layers.models.CoverageTarget`)."""

    key: str
    title: BothLanguages
    measure: str
    layer: str
    filters: Mapping[str, Any]
    level: str
    share: float | None
    at_least: float | None
    sum_of: str
    radius_m: float | None
    minutes: float | None
    clock: str
    capacity: str
    hazard: str
    m2_per_person: float | None
    standard_no: str
    clause: str
    verification: str
    note: str

    @property
    def limit(self) -> float:
        """What the value is held against: a share from 0 to 1, or a number."""
        if self.measure in (TargetMeasure.ONE_PER_AREA, TargetMeasure.PER_10000):
            return self.at_least or 0.0
        return 1.0 if self.share is None else self.share


def targets_in_force() -> tuple[Target, ...]:
    """Return the targets that are in force today, in their order; of rows with one key the newest."""
    newest: dict[str, CoverageTarget] = {}
    for row in CoverageTarget.objects.in_force().order_by("order", "key", F("effective_from").asc(nulls_first=True)):
        newest[row.key] = row
    return tuple(_target(row) for row in newest.values())


def _target(row: CoverageTarget) -> Target:
    names = [name for name in Target.__dataclass_fields__ if name != "title"]
    return Target(title=row.titles, **{name: getattr(row, name) for name in names})
