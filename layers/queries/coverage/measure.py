"""Coverage measured: which people of a place the sites reach, and for whom there is a place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.labels import L
from layers.models import Area
from layers.people.store import find_population
from layers.queries.coverage.answer import AreaRow, Basis, ByCell, CoverageAnswer, Places, Tally
from layers.queries.coverage.assignment import Assignment, assign
from layers.queries.coverage.distances import is_covered, nearest_costs
from layers.queries.coverage.ground import Ground, GroundRow, measure_ground
from layers.queries.coverage.kept import Kept, digest
from layers.queries.coverage.near import count_standing, sites_near
from layers.queries.coverage.notes import Note, note
from layers.queries.coverage.pairs import pairs_of
from layers.queries.coverage.place import Place, Region, place_of
from layers.queries.coverage.place_notes import place_notes
from layers.queries.coverage.question import Capacity, CoverageQuestion, Method
from layers.queries.coverage.reach import Sites
from layers.queries.coverage.sites import choose_sites
from layers.queries.coverage.stages import Stage
from layers.queries.coverage.versions import data_versions
from layers.queries.coverage.walked import as_the_crow_flies
from layers.queries.coverage.weighted import weigh, weigh_by_area
from layers.steps import Stages, unwatched

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

MOST_CELLS_BY_COST = 1_000_000
"""Of more cells, the metres to the nearest site are not kept: whether they are covered is all that is asked."""
MOST_LIMITS = 12

_COSTS: Kept[Floats] = Kept(1 << 27, lambda costs: costs.nbytes)


@dataclass(frozen=True)
class Reached:
    """Which cells are covered, and who is served, where that was asked."""

    covered: Mask
    basis: Basis
    assignment: Assignment | None = None
    notes: tuple[Note, ...] = ()


def measure_coverage(question: CoverageQuestion, *, stages: Stages = unwatched) -> CoverageAnswer:
    """Say how many people a layer's sites reach, over all and by area.

    Parameters
    ----------
    question
        A cell is covered as a whole, by its point; at the limit counts as covered. With a capacity, the people of the
        place asked about are given places, each at most once; people who live elsewhere take none.
    stages
        Told which `Stage` begins, and the share of it that is done where that is known. What it raises ends the work,
        of which then nothing is kept.

    Returns
    -------
    CoverageAnswer
        Without any population in the database, people are None everywhere and a note says so. The share of nobody is
        None. The same question of the same data gives the same answer.

    Raises
    ------
    InvalidInputError
        For a population that is not there, an area without any outline, a capacity or standard radius that the layer
        has none of, or changes of sites that are not there.
    TooBroadError
        For more sites, or pairs of a cell and a site, than one answer holds.
    ConflictError
        For missing standard profiles, or a population that is being replaced.
    """
    population = find_population(question.population)
    data = data_versions(question, population)
    stages(Stage.PEOPLE)
    place = place_of(question, population, data.versions)
    stages(Stage.SITES)
    chosen = choose_sites(question)
    sites = sites_near(place, chosen.sites, question)
    reached = _reached(question, place, sites, stages)
    stages(Stage.AREAS)
    total, rows, outside = _tallies(place, reached)
    has_ground = question.ground and question.method is not Method.TRAVEL_TIME
    ground = measure_ground(place, sites, stages(Stage.GROUND), geometry=question.geometry) if has_ground else None
    return CoverageAnswer(
        question=question,
        people=place.people,
        basis=reached.basis,
        sites=sites,
        excluded=chosen.excluded,
        standard=chosen.standard,
        total=total,
        area=area_row(place.area, place.outline, total, sites, ground.area if ground else None) if place.area else None,
        rows=area_rows(place, rows, sites, ground),
        outside=outside,
        straight_line=_straight_line(question, place, sites),
        places=_places(sites, reached.assignment),
        ground=ground,
        data=data,
        notes=(*chosen.notes, *reached.notes, *_notes(question, place, total)),
        n_cells=len(place.cells),
        by_cell=ByCell(
            replace(place.cells, persons=place.persons),
            reached.covered,
            reached.assignment.served if reached.assignment else None,
        ),
    )


def _reached(question: CoverageQuestion, place: Place, sites: Sites, stages: Stages) -> Reached:
    step = stages(Stage.WALKING if question.method is Method.TRAVEL_TIME else Stage.REACH)
    if question.method is not Method.TRAVEL_TIME and question.capacity is Capacity.NONE:
        return Reached(_covered(place, sites), Basis.GEODESIC)
    pairs = pairs_of(question, place, sites, step)
    covered = pairs.reach.is_covered
    if question.capacity is Capacity.NONE:
        return Reached(covered, pairs.basis, notes=pairs.notes)
    found = assign(place.persons, sites.capacity_persons, pairs.reach, step=stages(Stage.PLACES))
    return Reached(covered, pairs.basis, found, pairs.notes)


def _straight_line(question: CoverageQuestion, place: Place, sites: Sites) -> Tally | None:
    if question.method is not Method.TRAVEL_TIME or place.people is None:
        return None
    covered = _covered(place, as_the_crow_flies(sites, question.speed_m_s))
    found = weigh(place.cells, covered, within=place.within)
    return Tally(found.people, found.covered_people)


def _covered(place: Place, sites: Sites) -> Mask:
    """Compare what is kept with the limit, or, of very many cells or limits, look anew."""
    limits = np.unique(sites.limits).tolist()
    if len(place.cells) > MOST_CELLS_BY_COST or len(limits) > MOST_LIMITS:
        return is_covered(place.cells, sites)
    covered = np.zeros(len(place.cells), bool)
    for limit_m in limits:
        some = sites.take(np.flatnonzero(sites.limits == limit_m))
        covered |= _costs(place, some) <= limit_m
    return covered


def _costs(place: Place, sites: Sites) -> Floats:
    return _COSTS.get((place.key, digest(sites.lons, sites.lats)), lambda: nearest_costs(place.cells, sites))


def _tallies(place: Place, reached: Reached) -> tuple[Tally | None, tuple[Tally, ...], Tally | None]:
    """Over all, by row, and of those in none of the rows."""
    if place.people is None:
        return None, (), None
    served = reached.assignment.served if reached.assignment else None
    all_of_it = weigh(place.cells, reached.covered, within=place.within)
    total = Tally(all_of_it.people, all_of_it.covered_people, None if served is None else float(served.sum()))
    if not place.rows:
        return total, (), None
    by_area = weigh_by_area(place.cells, reached.covered, place.shares, within=place.within)
    given: list[Any] = [None] * len(place.rows)
    left = None
    if served is not None:
        # Of a cell that an area has a part of, the served are shared as its people are.
        whole = np.ones(len(served)) if place.within is None else place.within
        part = np.divide(served, whole, out=np.zeros(len(served)), where=whole > 0)
        given = place.shares.totals(part).tolist()
        left = float((part * np.maximum(0.0, whole - place.shares.inside)).sum())
    rows = (Tally(one.people, one.covered_people, n) for one, n in zip(by_area.areas, given, strict=True))
    return total, tuple(rows), Tally(by_area.outside.people, by_area.outside.covered_people, left)


def area_rows(region: Region, tallies: Sequence[Tally], sites: Sites, ground: Ground | None) -> tuple[AreaRow, ...]:
    """Return a row for each area of a region; an area without an outline has no people and no ground."""
    grounds = ground.rows if ground else (None,) * len(region.rows)
    people = tallies or (None,) * len(region.rows)
    return tuple(
        area_row(area, outline, tally if outline is not None else None, sites, land)
        for area, outline, tally, land in zip(region.rows, region.outlines, people, grounds, strict=True)
    )


def area_row(
    area: Area, outline: BaseGeometry | None, tally: Tally | None, sites: Sites, ground: GroundRow | None = None
) -> AreaRow:
    """Return the row of an area, with how many sites stand in it."""
    return AreaRow(area, tally, count_standing(outline, sites), ground)


def _places(sites: Sites, assignment: Assignment | None) -> Places | None:
    if assignment is None:
        return None
    return Places(
        assignment.method.value,
        assignment.gap,
        float(np.nansum(sites.capacity_persons)),
        float(assignment.loads.sum()),
        assignment.loads,
    )


def _notes(question: CoverageQuestion, place: Place, total: Tally | None) -> list[Note]:
    notes = place_notes(place, place.people, total.people if total else None)
    if question.method is Method.TRAVEL_TIME and question.ground:
        text = L("Ground is measured for a radius, not for travel time.", "覆盖面积仅按半径计算，不按出行时间计算。")
        notes.append(note("no_ground", text))
    if question.capacity is not Capacity.NONE and place.outline is not None:
        text = L(
            "Places are given to the people of this place alone; those who live elsewhere take none.",
            "容量仅分配给本范围内的人口，范围外的人口不占用。",
        )
        notes.append(note("own_people", text))
    return notes
