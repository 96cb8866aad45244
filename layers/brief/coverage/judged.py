"""Areas against the target: their people by class, and who is short of it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layers.brief.coverage.material import Material

LEAST_PERSON = 1e-6
"""A tiny bit less than a whole person is a rounding error of the product, not a person."""


@dataclass(frozen=True)
class Judged:
    """One area, or the whole, with its people by class; None throughout where no people are known."""

    row: Mapping[str, Any]
    people: float | None
    served: float | None
    """Without a capacity: those in reach."""
    in_reach_no_place: float | None
    out_of_reach: float | None
    target: float

    @property
    def share(self) -> float | None:
        """Of the people who are served, from 0 to 1; None where nobody lives."""
        return self.served / self.people if self.people and self.served is not None else None

    @property
    def passes(self) -> bool | None:
        """Whether the target is met; equality meets it. None where there is no share."""
        return None if self.share is None else self.short == 0

    @property
    def short(self) -> int | None:
        """How many more people must be served for the target to be met."""
        if not self.people or self.served is None:
            return None
        return max(0, math.ceil(self.target * self.people - self.served - LEAST_PERSON))

    @property
    def code(self) -> str | None:
        return self.row.get("code")


def whole(material: Material) -> Judged:
    """Return everyone in the place that was asked about."""
    people = material.denominator["people"] if material.denominator else None
    return _judged({**material.coverage, "people": people, "code": None}, material)


def rows(material: Material) -> tuple[Judged, ...]:
    """Return the areas, those with the lowest share first, then those without one; last the people in none of them."""
    judged = [_judged(row, material) for row in material.coverage["areas"]]
    return tuple(sorted(judged, key=_order))


def judged_gains(material: Material) -> tuple[tuple[Judged, Judged], ...]:
    """Return each area as it is and as it would be with the new sites, the lowest share of today first."""
    pairs = [
        (_counted(row, row["before"], material), _counted(row, row["after"], material))
        for row in (material.siting or {}).get("areas", ())
        if row["code"] is not None
    ]
    return tuple(sorted(pairs, key=lambda pair: _order(pair[0])))


def failing(areas: tuple[Judged, ...]) -> tuple[Judged, ...]:
    """Return the areas that miss the target, the lowest share first; people outside all areas are no area."""
    return tuple(one for one in areas if one.code is not None and one.passes is False)


def assessed(areas: tuple[Judged, ...]) -> tuple[Judged, ...]:
    return tuple(one for one in areas if one.code is not None and one.passes is not None)


def _order(one: Judged) -> tuple[bool, bool, float, int, str]:
    share = one.share
    return (one.code is None, share is None, share or 0.0, -(one.short or 0), one.code or "")


def _counted(row: Mapping[str, Any], served: float, material: Material) -> Judged:
    return Judged(row, row["people"], served, None, row["people"] - served, material.target)


def _judged(row: Mapping[str, Any], material: Material) -> Judged:
    people, covered = row.get("people"), row.get("covered_people")
    if people is None or covered is None:
        return Judged(row, None, None, None, None, material.target)
    served = row["served"] if row.get("served") is not None else covered
    no_place = row.get("in_reach_no_place") or 0.0
    out = row["out_of_reach"] if row.get("out_of_reach") is not None else people - covered
    return Judged(row, people, served, no_place, out, material.target)
