"""What each kind of target measures, for all its areas at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from layers.functions import Latitude, Longitude
from layers.models import Area, TargetMeasure
from layers.queries.coverage.ground import measure_ground
from layers.queries.coverage.measure import measure_coverage
from layers.queries.coverage.near import sites_near
from layers.queries.coverage.place import Place
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.sites import choose_sites
from layers.queries.coverage.spacing import spacing_of
from layers.queries.coverage.targets.counting import Counted, InArea, count_by_area
from layers.queries.coverage.targets.size import expected_stages_s, share_question, spacing_question
from layers.queries.coverage.targets.table import Target
from layers.queries.coverage.targets.tiers import tier_share
from layers.queries.coverage.targets.verdicts import (
    Verdict,
    count_verdict,
    ground_verdict,
    rate_verdict,
    share_verdict,
    undefined,
)
from layers.queries.question import count_excluded, narrowed
from layers.steps import Step, stages_of, unheeded

Found = tuple[list[Verdict], Mapping[str, int]]
"""A verdict an area, in their order; and why resources were left out, and how many."""


@dataclass(frozen=True)
class Asked:
    """One target, what it asks of coverage, and of which areas."""

    target: Target
    question: CoverageQuestion
    areas: tuple[Area, ...]
    place: Place | None
    """None where no area has an outline."""
    by_road: bool
    step: Step = unheeded
    """Told the share of this target's work that is done."""


def share_within(asked: Asked) -> Found:
    """People within reach, or with a place."""
    target, place = asked.target, asked.place
    share = target.limit
    if place is None or not asked.areas:
        return [undefined("no_outline", limit=share) for _ in asked.areas], {}
    question = share_question(target, asked.question)
    answer = measure_coverage(question, stages=stages_of(asked.step, expected_stages_s(target, asked.question)))
    tallies = {row.area.code: row.tally for row in answer.rows if row.area}
    verdicts = []
    for area in asked.areas:
        tally = tallies.get(area.code)
        if tally is None:
            verdicts.append(undefined("no_outline" if answer.people else "no_population", limit=share))
            continue
        counted = tally.covered_people if tally.served is None else tally.served
        details = {"covered_people": tally.covered_people, "served": tally.served, "basis": answer.basis.value}
        verdicts.append(share_verdict(tally.people, counted, share, m2_per_person=target.m2_per_person, **details))
    return verdicts, answer.excluded


def one_per_area(asked: Asked) -> Found:
    """So many in each area, by outline, or by seat."""
    at_least = asked.target.limit
    verdicts = []
    for found in _counted(asked):
        if found.amount is None:
            verdicts.append(undefined("no_place", limit=at_least))
        else:
            verdicts.append(count_verdict(found.amount, at_least, by_seat=found.by_seat))
    return verdicts, _excluded(asked)


def per_10000(asked: Asked) -> Found:
    """So many for each 10,000 people of the population; of an area without an outline, of its census count."""
    at_least = asked.target.limit
    people = _people(asked)
    verdicts = []
    for area, found in zip(asked.areas, _counted(asked), strict=True):
        census = area.population_persons if area.geom is None else None
        persons = people.get(area.code, census)
        if found.amount is None:
            verdicts.append(undefined("no_place", limit=at_least))
        elif persons is None:
            verdicts.append(undefined("no_population" if area.geom else "no_outline", limit=at_least))
        else:
            verdicts.append(rate_verdict(found.amount, persons, at_least, by_seat=found.by_seat))
    return verdicts, _excluded(asked)


def spacing(asked: Asked) -> Found:
    """Ground within the spacing of any; with how far apart the resources stand."""
    target, place = asked.target, asked.place
    share = target.limit
    if place is None or not asked.areas:
        return [undefined("no_outline", limit=share) for _ in asked.areas], {}
    question = spacing_question(target, asked.question)
    chosen = choose_sites(question)
    ground = measure_ground(place, sites_near(place, chosen.sites, question), asked.step)
    rows = {area.code: row for area, row in zip(place.rows, ground.rows, strict=True)}
    lineages = dict(_rows(asked).values_list("code", "area__lineage"))
    verdicts = []
    for area in asked.areas:
        row = rows[area.code]
        if not row.area_km2:
            verdicts.append(undefined("no_outline", limit=share))
            continue
        inside = np.array([area.code in (lineages.get(code) or ()) for code in chosen.sites.codes], bool)
        apart = vars(spacing_of(chosen.sites.lons, chosen.sites.lats, inside))
        verdicts.append(ground_verdict(row.area_km2, row.covered_area_km2 or 0.0, share, **apart))
    return verdicts, chosen.excluded


def tiers(asked: Asked) -> Found:
    """People and townships that depots of a clock's levels reach in time."""
    verdicts = tier_share(asked.target, asked.areas, asked.place, _rows(asked), asked.step, by_road=asked.by_road)
    return verdicts, _excluded(asked)


def _rows(asked: Asked) -> Any:
    layer = asked.question.layer
    return narrowed(layer.model._default_manager.all(), layer, asked.question.filters).order_by("code")


def _excluded(asked: Asked) -> Mapping[str, int]:
    layer, area = asked.question.layer, asked.question.area
    rows: Any = layer.model._default_manager.all()
    return count_excluded(rows.in_area(area) if area else rows, layer, asked.question.filters)


def _counted(asked: Asked) -> list[InArea]:
    names = ("lon", "lat", "area__lineage", *filter(None, (asked.target.sum_of,)))
    rows = list(_rows(asked).annotate(lon=Longitude("geom"), lat=Latitude("geom")).values_list(*names))
    amounts = [1.0 if not asked.target.sum_of else float(row[3] or 0) for row in rows]
    counted = Counted(
        np.array([row[0] for row in rows], float),
        np.array([row[1] for row in rows], float),
        [row[2] or () for row in rows],
        np.array(amounts, float),
    )
    return count_by_area(asked.areas, counted)


def _people(asked: Asked) -> dict[str, float]:
    """By code, the people of areas with an outline; nothing where there is no population."""
    place = asked.place
    if place is None or place.people is None:
        return {}
    persons = place.shares.totals(place.cells.persons).tolist()
    return {area.code: n for area, n in zip(place.rows, persons, strict=True) if area.geom is not None}


MEASURES: Mapping[str, Callable[[Asked], Found]] = {
    TargetMeasure.SHARE_WITHIN: share_within,
    TargetMeasure.ONE_PER_AREA: one_per_area,
    TargetMeasure.PER_10000: per_10000,
    TargetMeasure.SPACING: spacing,
    TargetMeasure.TIER_SHARE: tiers,
}
