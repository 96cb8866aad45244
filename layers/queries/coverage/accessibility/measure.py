"""Places per person measured: what the sites in reach of a place's people offer, shared with all who reach them."""

from dataclasses import dataclass, replace

import numpy as np

from layers.errors import ConflictError
from layers.labels import L
from layers.people.store import find_population
from layers.queries.coverage.accessibility.answer import (
    AccessibilityAnswer,
    AccessibilityRow,
    PerCell,
    PerPerson,
    Supply,
    per_person_of,
)
from layers.queries.coverage.accessibility.catchment import Accessibility, Standing, accessibility
from layers.queries.coverage.accessibility.neighbours import with_neighbours
from layers.queries.coverage.accessibility.question import AccessibilityQuestion
from layers.queries.coverage.answer import Basis
from layers.queries.coverage.kept import Kept, digest
from layers.queries.coverage.near import count_standing, sites_near
from layers.queries.coverage.notes import Note, note
from layers.queries.coverage.pairs import pairs_of
from layers.queries.coverage.place import Place, place_of
from layers.queries.coverage.place_notes import place_notes
from layers.queries.coverage.question import Method
from layers.queries.coverage.reach import Floats, Sites
from layers.queries.coverage.sites import choose_sites
from layers.queries.coverage.stages import Stage
from layers.queries.coverage.versions import data_versions
from layers.steps import Stages, unwatched


@dataclass(frozen=True)
class Shared:
    """What each cell has, and what that is made of."""

    found: Accessibility
    basis: Basis
    notes: tuple[Note, ...]


_KEPT: Kept[Shared] = Kept(1 << 26, lambda shared: 20 * len(shared.found.per_person) + 16 * len(shared.found.ratios))


def measure_accessibility(question: AccessibilityQuestion, *, stages: Stages = unwatched) -> AccessibilityAnswer:
    """Say how many places there are per person within reach, by cell, by area, and over all.

    Parameters
    ----------
    question
        A cell is in reach as a whole, by its point. People beyond the edge of the place asked about take part: they
        share the places of sites in their reach, and are not answered. So a cell has the same figure whichever area is
        asked about.
    stages
        Told which `Stage` begins, as of `measure_coverage`.

    Returns
    -------
    AccessibilityAnswer
        The same question of the same data gives the same answer.

    Raises
    ------
    InvalidInputError
        As `measure_coverage`.
    TooBroadError
        For more sites, or pairs of a cell and a site, than one answer holds.
    ConflictError
        Without any population in the database; for missing standard profiles, or a population that is being replaced.
    """
    asked = question.coverage
    population = find_population(asked.population)
    if population is None:
        raise ConflictError(
            L(
                "There is no population in the database, so no places per person; bring one in with "
                "“onemap import population”.",
                "数据库中没有人口数据，无法计算人均避难位；请先用 onemap import population 导入。",
            )
        )
    data = data_versions(asked, population)
    stages(Stage.PEOPLE)
    place = place_of(asked, population, data.versions)
    stages(Stage.SITES)
    chosen = choose_sites(asked)
    sites = sites_near(place, chosen.sites, asked)
    wide = with_neighbours(place, sites, asked)
    shared = _shared(question, wide, sites, stages)
    stages(Stage.AREAS)
    found = shared.found
    total = per_person_of(found, wide.persons)
    rows, outside = _rows(wide, found, sites)
    neighbours = _neighbours(wide, found)
    own = slice(len(place.cells))
    return AccessibilityAnswer(
        question=question,
        people=place.people,  # type: ignore[arg-type]  # there is a population
        basis=shared.basis,
        sites=sites,
        excluded=chosen.excluded,
        standard=chosen.standard,
        total=total,
        area=AccessibilityRow(place.area, total, count_standing(place.outline, sites)) if place.area else None,
        rows=rows,
        outside=outside,
        supply=_supply(found, sites),
        neighbours=neighbours,
        data=data,
        notes=(*chosen.notes, *shared.notes, *_notes(place, total, sites, neighbours)),
        by_cell=PerCell(replace(place.cells, persons=place.persons), found.per_person[own], found.standing[own]),
    )


def _shared(question: AccessibilityQuestion, place: Place, sites: Sites, stages: Stages) -> Shared:
    """By metres, kept by all that it depends on: a map that moves asks for other squares of the same figures."""

    walks = question.coverage.method is Method.TRAVEL_TIME

    def share() -> Shared:
        step = stages(Stage.WALKING if walks else Stage.REACH)
        pairs = pairs_of(question.coverage, place, sites, step)
        stages(Stage.PLACES)
        decay = question.weights(sites.limits[pairs.reach.sites])
        found = accessibility(place.cells.persons, sites.capacity_persons, pairs.reach, decay=decay)
        return Shared(found, pairs.basis, pairs.notes)

    if walks:
        return share()
    columns = digest(sites.lons, sites.lats, sites.limits, sites.capacity_persons)
    return _KEPT.get((place.key, columns, question.decay, question.bands), share)


def _rows(place: Place, found: Accessibility, sites: Sites) -> tuple[tuple[AccessibilityRow, ...], PerPerson | None]:
    """By area, and of those in none of the areas."""
    if not place.rows:
        return (), None
    matrix, persons = place.shares.matrix, place.cells.persons
    rows = []
    for at, (area, outline) in enumerate(zip(place.rows, place.outlines, strict=True)):
        some = slice(matrix.indptr[at], matrix.indptr[at + 1])
        cells = matrix.indices[some]
        figures = per_person_of(found.take(cells), persons[cells] * matrix.data[some])
        rows.append(AccessibilityRow(area, None if outline is None else figures, count_standing(outline, sites)))
    whole = np.ones(len(persons)) if place.within is None else place.within
    return tuple(rows), per_person_of(found, persons * np.maximum(0.0, whole - place.shares.inside))


def _neighbours(place: Place, found: Accessibility) -> float:
    if place.within is None:
        return 0.0
    elsewhere: Floats = place.cells.persons * (1 - place.within)
    return float(elsewhere[found.standing != Standing.NONE_IN_REACH].sum())


def _supply(found: Accessibility, sites: Sites) -> Supply:
    room, is_shared = sites.capacity_persons, np.isfinite(found.ratios)
    without_people = int((np.isfinite(room) & ~is_shared).sum())
    return Supply(float(np.nansum(room)), float(room[is_shared].sum()), without_people)


def _notes(place: Place, total: PerPerson, sites: Sites, neighbours: float) -> list[Note]:
    notes = place_notes(place, place.people, total.people)
    if neighbours > 0:
        text = L(
            "{n:,.0f} people beyond the edge are in reach of these sites and share their places.",
            "范围外有 {n:,.0f} 人也在这些场所的服务范围内，参与分享其容量。",
        )
        notes.append(note("neighbours", text, n=neighbours))
    if unknown := int(np.isnan(sites.capacity_persons).sum()):
        text = L(
            "{n:,} sites have no known capacity and offer no places here: {undefined:,.0f} people reach no other, so "
            "theirs is undefined; for {at_least:,.0f} more it is a least value.",
            "{n:,} 个场所容量不明，不提供避难位：其中 {undefined:,.0f} 人只能到达这类场所，数值无定义；另有 "
            "{at_least:,.0f} 人的数值为下限。",
        )
        notes.append(note("unknown_capacity", text, n=unknown, undefined=total.undefined, at_least=total.at_least))
    return notes
