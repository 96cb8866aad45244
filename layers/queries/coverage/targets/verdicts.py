"""Pass, fail or undefined: the arithmetic, on plain numbers. A value equal to the limit passes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from layers.labels import L

ROUNDING = 1e-6
"""Of people, or of what is counted: so far do sums of many shares of people go astray."""


class Outcome(StrEnum):
    """What a check says."""

    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    UNDEFINED = "undefined"


WHY = {
    "nobody": L("nobody lives there", "没有人口"),
    "no_population": L("there is no population in the database", "数据库中没有人口数据"),
    "no_outline": L("the area has no outline", "该行政区没有边界"),
    "no_place": L("the area has neither an outline nor a seat", "该行政区既没有边界也没有驻地"),
    "no_layer": L("there is no such layer here", "没有该图层"),
    "no_clock": L("no such delivery clock is in force", "没有该送达时限"),
    "unknown_field": L("the layer has no such number or filter", "该图层没有此字段或筛选条件"),
}
"""Why a check is undefined."""


@dataclass(frozen=True)
class Verdict:
    """One target in one area."""

    outcome: Outcome
    value: float | None = None
    """A share from 0 to 1, a number in the area, or a number for each 10,000 people: what `limit` is in."""
    limit: float | None = None
    people: float | None = None
    people_short: int | None = None
    """How many more people must be covered, or served; 0 where it passes, None where people are not what counts."""
    m2_short: float | None = None
    """The effective area that they need, by the target's m² per person."""
    count_short: float | None = None
    """How many more resources, or how much more of what is added up."""
    km2_short: float | None = None
    """Ground that is farther than the spacing."""
    why: str = ""
    """Of an undefined check, a key of `WHY`."""
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def margin(self) -> float | None:
        """How far the value is above the limit; negative below; never of the other sign than the outcome."""
        if self.value is None or self.limit is None:
            return None
        margin = self.value - self.limit
        return max(margin, 0.0) if self.outcome is Outcome.PASS else margin


def undefined(why: str, *, limit: float | None = None, people: float | None = None, **details: Any) -> Verdict:
    """Return a check that says nothing, for a reason of `WHY`."""
    return Verdict(Outcome.UNDEFINED, limit=limit, people=people, why=why, details=details)


def share_verdict(
    people: float, covered: float, share: float, *, m2_per_person: float | None = None, **details: Any
) -> Verdict:
    """Hold the people who are covered, or served, against a share of all.

    Returns
    -------
    Verdict
        Undefined where nobody lives. `people_short` is in whole people, rounded up.
    """
    if people <= 0:
        return undefined("nobody", limit=share, people=people, **details)
    missing = share * people - covered
    short = max(0, math.ceil(missing - ROUNDING))
    return Verdict(
        Outcome.PASS if missing <= ROUNDING else Outcome.FAIL,
        covered / people,
        share,
        people=people,
        people_short=short,
        m2_short=None if m2_per_person is None else short * m2_per_person,
        details=details,
    )


def count_verdict(counted: float, at_least: float, *, people: float | None = None, **details: Any) -> Verdict:
    """Hold what was counted in an area against a number."""
    missing = at_least - counted
    is_held = missing <= ROUNDING
    short = 0.0 if is_held else missing
    return Verdict(_outcome(is_held), counted, at_least, people=people, count_short=short, details=details)


def rate_verdict(counted: float, people: float, per_10000: float, **details: Any) -> Verdict:
    """Hold what was counted for each 10,000 people against a number; undefined where nobody lives."""
    if people <= 0:
        return undefined("nobody", limit=per_10000, people=people)
    missing = per_10000 * people / 10_000 - counted
    is_held = missing <= ROUNDING
    return Verdict(
        _outcome(is_held),
        counted / people * 10_000,
        per_10000,
        people=people,
        count_short=0 if is_held else math.ceil(missing - ROUNDING),
        details={"counted": counted, **details},
    )


def ground_verdict(area_km2: float, covered_km2: float, share: float, **details: Any) -> Verdict:
    """Hold the ground within the spacing against a share of all; to a ten thousandth, as circles are drawn."""
    value = min(1.0, covered_km2 / area_km2)
    is_held = value >= share - 1e-4
    short = 0.0 if is_held else share * area_km2 - covered_km2
    return Verdict(_outcome(is_held), value, share, km2_short=short, details=details)


def _outcome(is_held: bool) -> Outcome:
    return Outcome.PASS if is_held else Outcome.FAIL
