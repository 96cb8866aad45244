"""Choosing where to build next, from the data of today, with the reasons."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from layers.errors import invalid
from layers.geo import LonLat
from layers.labels import L
from layers.people.cells import People
from layers.people.store import find_population
from layers.queries.coverage.changes import AddedSite, Changes
from layers.queries.coverage.near import sites_near
from layers.queries.coverage.notes import Note, note
from layers.queries.coverage.place import Place, place_of
from layers.queries.coverage.question import CoverageQuestion, Method
from layers.queries.coverage.reach import Sites
from layers.queries.coverage.sites import ChosenSites, choose_sites
from layers.queries.coverage.siting.candidates import find_candidates, find_upgrades, without_candidates
from layers.queries.coverage.siting.choice import NOTHING
from layers.queries.coverage.siting.gains import area_gains, unreachable
from layers.queries.coverage.siting.ground import curve, ground_of, picked
from layers.queries.coverage.siting.notes import notes_of
from layers.queries.coverage.siting.question import Candidate, Pick, SitingAnswer, SitingMethod, SitingQuestion
from layers.queries.coverage.siting.table import as_sites, table_of
from layers.queries.coverage.siting.versions import siting_versions
from layers.queries.coverage.stages import Stage
from layers.steps import Stages, unwatched


def propose_sites(question: SitingQuestion, *, stages: Stages = unwatched) -> SitingAnswer:
    """Choose sites among candidates, beside the sites of today.

    Parameters
    ----------
    question
        New sites serve as far as the coverage question says; of standard radii, as far as the smallest.
    stages
        Told which `Stage` begins, and the share of it that is done; what it raises ends the work.

    Returns
    -------
    SitingAnswer
        With everyone whom no candidate reaches; where LSCP asks for everyone and there are such people, `feasible` is
        False and the picks cover all others. Picks that would add nothing are left out.

    Raises
    ------
    InvalidInputError
        For a population, a capacity or a code that is not there; a grid over no outline.
    TooBroadError
        For more candidates, sites or pairs than one answer holds.
    """
    coverage = question.coverage
    population = find_population(coverage.population)
    if population is None:
        raise invalid("population", L("There is no population in the database.", "数据库中没有人口数据。"))
    data = siting_versions(question, population)
    stages(Stage.PEOPLE)
    place = place_of(coverage, population, data.versions)
    stages(Stage.SITES)
    chosen = choose_sites(coverage)
    candidates, n_in_danger = find_candidates(question, place.outline)
    stay = without_candidates(chosen.sites, question, candidates)
    today = sites_near(place, stay if question.with_today else stay.take(np.zeros(0, int)), coverage)
    upgrades = find_upgrades(question, today) if question.method is SitingMethod.SERVED else ()
    reaching = stages(Stage.WALKING if coverage.method is Method.TRAVEL_TIME else Stage.REACH)
    table = table_of(coverage, place.cells, today, as_sites(candidates, _limit(coverage, chosen)), reaching)
    stages(Stage.GAINS)
    ground = ground_of(question, place, today, table, candidates, upgrades)
    choosing = stages(Stage.CHOOSING)
    some = bool(candidates or upgrades) and bool(place.persons.any())
    choice = ground.task.choose(question.p, question.time_limit_s, choosing) if some else NOTHING
    going_on = stages(Stage.CURVE)
    picks = picked(ground, choice.columns)
    columns = [ground.candidates.index(pick.candidate) for pick in picks]
    after = ground.covered_with(columns)
    missed = unreachable(place, ground.cover.unreachable)
    return SitingAnswer(
        question=question,
        people=_people(place),
        total_people=float(place.persons.sum()),
        n_cells=len(place.cells),
        n_sites=len(today),
        basis=ground.basis,
        candidates=ground.candidates,
        own_gains=tuple(ground.own_gains.tolist()),
        choice=choice,
        picks=picks,
        before=ground.standing(()),
        after=picks[-1].after if picks else ground.standing(()),
        curve=curve(ground, choice, columns, question.time_limit_s, going_on),
        areas=area_gains(place, ground, columns, after),
        unreachable=missed,
        feasible=question.method is not SitingMethod.LSCP or missed.people <= 0,
        changes=_changes(coverage, today, picks),
        data=data,
        notes=(*chosen.notes, *notes_of(question, place, ground, choice, picks, missed), *_danger_notes(n_in_danger)),
    )


def _danger_notes(count: int) -> list[Note]:
    text = L(
        "{n:,} candidates lie in ground to keep out of, and were left out.",
        "{n:,} 个候选点位于需避开的范围内，已排除。",
    )
    return [note("candidates_in_danger", text, n=count)] if count else []


def _limit(question: CoverageQuestion, chosen: ChosenSites) -> float:
    if question.limit:
        return question.limit
    if not len(chosen.sites):
        detail = L("No site has a standard radius; give radius_m.", "没有带规范半径的场所；请给出 radius_m。")
        raise invalid("radius", detail)
    return float(chosen.sites.limits.min())


def _people(place: Place) -> People:
    assert place.people is not None  # noqa: S101  # there is a population
    return place.people


def _changes(question: CoverageQuestion, today: Sites, picks: Sequence[Pick]) -> Changes:
    """Return the changes that the question came with, and the picks."""
    new = [one.candidate for one in picks if not one.candidate.is_upgrade]
    capacity = dict(question.changes.capacity)
    places = dict(zip(today.codes, np.nan_to_num(today.capacity_persons).tolist(), strict=True))
    added = [*question.changes.add, *map(_added, new)]
    for candidate in (one.candidate for one in picks if one.candidate.is_upgrade):
        code, more = candidate.code or "", candidate.places or 0.0
        if code in question.changes.added_codes:
            place = question.changes.added_codes.index(code)
            added[place] = replace(added[place], capacity_persons=(added[place].capacity_persons or 0.0) + more)
        else:
            capacity[code] = places[code] + more
    return Changes(question.changes.close, tuple(added), capacity)


def _added(candidate: Candidate) -> AddedSite:
    return AddedSite(candidate.name, LonLat(candidate.lon, candidate.lat), candidate.places)
