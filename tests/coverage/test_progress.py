"""Measuring coverage tells its stages, never goes back, and is cancelled in any of them with nothing left of it."""

from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from scipy.sparse import csr_array, eye_array, hstack, vstack

from layers.api.coverage import run as coverage_run
from layers.api.siting import run as siting_run
from layers.models import KeptAnswer, Shelter, StandardProfile
from layers.queries.coverage import size
from layers.queries.coverage.siting.highs import Program, maximise
from layers.queries.coverage.stages import Stage
from layers.runs import asking as asking_module
from layers.runs.asking import Asking
from layers.runs.progress import CancelledError, Progress
from layers.travel.closures import register
from tests import world
from tests.coverage import cases
from tests.coverage.test_walking import paths, paths_folder
from tests.coverage.walking_roads import CENTRE, corner
from tests.people.cases import population
from tests.travel.conftest import needs_engine

__all__ = ["needs_engine", "paths", "paths_folder"]
pytestmark = pytest.mark.django_db

QUESTIONS = {
    "radius": {"radius_m": 300, "area": "9901", "geometry": True},
    "everywhere": {"radius_m": 300, "level": "county"},
    "places": {"radius_m": 300, "capacity": "evacuation", "area": "9901"},
    "on foot": {"minutes": 8, "capacity": "evacuation", "area": "9901"},
}
STAGES = {
    "radius": ["people", "sites", "reach", "areas", "ground", "writing"],
    "everywhere": ["people", "sites", "reach", "areas", "ground", "writing"],
    "places": ["people", "sites", "reach", "places", "areas", "ground", "writing"],
    "on foot": ["people", "sites", "walking", "places", "areas", "writing"],
}


@pytest.fixture
def town():
    west, south = CENTRE[0] - 0.2, CENTRE[1] - 0.2
    city = world.area("9901", world.box(west, south, west + 0.4, south + 0.4), level="city")
    world.area("990101", world.box(west, south, CENTRE[0], south + 0.4), parent=city)
    for at in range(3):
        world.shelter(f"S{at}", corner(3 * at, 0), capacity_evacuation_persons=40)
    population("town", cases.cells(*((*corner(x, y), 10.0) for x in range(-6, 7, 2) for y in range(-6, 7, 3))))


def ask(kind, **question):
    return Asking(coverage_run.COVERAGE_RUN, {"layer": "shelters", **QUESTIONS.get(kind, {}), **question}, None, "en")


def watched(kind):
    told = []
    answer = ask(kind).answer(Progress(show=told.append))
    return told, bytes(answer.body)


@pytest.mark.parametrize("kind", QUESTIONS)
def test_progress_goes_through_the_stages_and_never_back(town, paths, kind):
    told, _ = watched(kind)
    assert list(dict.fromkeys(one.key for one in told)) == STAGES[kind]
    shares = [one.fraction for one in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(one.text["en"] and one.text["zh"] and one.text["en"] != one.text["zh"] for one in told)


def test_who_walks_is_told_site_by_site(town, paths):
    told, _ = watched("on foot")
    assert len([one for one in told if one.key == "walking"]) == 1 + 3


@pytest.mark.parametrize("kind", QUESTIONS)
def test_cancelled_in_any_stage_nothing_is_left_of_it(town, paths, kind, monkeypatch, nothing_kept):
    monkeypatch.setattr(asking_module, "KEEP_FROM_S", 0.0)
    for stage in STAGES[kind]:
        reached = []

        def look(stage=stage, reached=reached):
            if reached and reached[-1] == stage:
                raise CancelledError

        progress = Progress(look, lambda standing, reached=reached: reached.append(standing.key))
        with pytest.raises(CancelledError):
            ask(kind).answer(progress)
        assert reached[-1] == stage
        assert not KeptAnswer.objects.exists()
        assert not asking_module._working
    told, after = watched(kind)
    assert told
    for kept in ("ground", "measure", "place", "walked"):
        _forget(kept)
    KeptAnswer.objects.all().delete()
    assert watched(kind)[1] == after


def _forget(module):
    import importlib

    found = importlib.import_module(f"layers.queries.coverage.{module}")
    (found._COSTS if module == "measure" else found._KEPT).clear()


def test_every_stage_has_a_price_and_the_dearest_takes_the_most_of_the_bar(town, monkeypatch):
    monkeypatch.setattr(size, "CIRCLE_S", 100.0)
    told, _ = watched("radius")
    ground = [one.fraction for one in told if one.key == Stage.GROUND]
    assert ground[0] < 0.01
    assert next(one.fraction for one in told if one.key == Stage.WRITING) > 0.99


def test_what_passes_by_the_clock_has_another_key_once_it_ceases_to_pass(town, monkeypatch):
    now = timezone.now()
    Shelter.objects.update(verified_at=now - timedelta(days=1))
    Shelter.objects.filter(code="S2").update(verified_at=now - timedelta(days=30) + timedelta(hours=1))
    asked = {"verified_within_days": 30, "radius_m": 300}
    before, soon = ask("", **asked), ask("", **asked)
    assert before.key == soon.key
    count = lambda one: one.work.answer(Progress())["count"]  # noqa: E731
    assert count(before) == 3
    later = now + timedelta(hours=2)
    monkeypatch.setattr("layers.catalog.timezone.now", lambda: later)
    monkeypatch.setattr(asking_module.timezone, "localdate", lambda: timezone.localtime(now).date())
    after = ask("", **asked)
    assert count(after) == 2
    assert after.key != before.key
    assert ask("", radius_m=300).key == ask("", radius_m=300).key


def test_an_answer_that_is_made_while_a_row_ceases_to_pass_is_not_kept_for_others(town, monkeypatch):
    now = timezone.now()
    Shelter.objects.update(verified_at=now - timedelta(days=30) + timedelta(hours=1))
    monkeypatch.setattr(asking_module, "KEEP_FROM_S", 0.0)
    asking = ask("", verified_within_days=30, radius_m=300)
    key = asking.key

    def show(standing):
        if standing.key == "sites":
            monkeypatch.setattr("layers.catalog.timezone.now", lambda: now + timedelta(hours=2))

    kept = asking.answer(Progress(show=show), must_keep=True)
    assert kept.key != key
    assert not KeptAnswer.objects.filter(pk=key).exists()


def test_a_road_that_closes_by_the_clock_asks_for_a_new_answer(town, paths, monkeypatch):
    now = timezone.now()
    world.closure("C", CENTRE, closed_from=now + timedelta(hours=1))
    register.forget()
    before = ask("on foot")
    first = before.key
    monkeypatch.setattr("layers.travel.closures.timezone.now", lambda: now + timedelta(hours=2))
    assert ask("on foot").key != first


def test_a_standard_radius_that_is_edited_asks_for_a_new_answer(town):
    first = ask("", radius="standard").key
    assert ask("", radius="standard").key == first
    row = StandardProfile.objects.filter(key="shelter-service_radius_m_max").first()
    assert row is not None
    row.value *= 2
    row.save()
    assert ask("", radius="standard").key != first


SITING = {
    "layer": "shelters",
    "radius_m": 300,
    "area": "9901",
    "candidates": [{"lon": lon, "lat": lat, "capacity_persons": 30} for lon, lat in (corner(5, 6), corner(-6, 0))],
}
METHODS = {
    "mclp": {"method": "mclp", "p": 2},
    "lscp": {"method": "lscp"},
    "served": {"method": "served", "p": 2},
    "pmedian": {"method": "pmedian", "p": 2},
    "pcentre": {"method": "pcentre", "p": 2},
}


@pytest.mark.parametrize("method", METHODS)
def test_choosing_sites_goes_through_its_stages_and_ends_in_any_of_them(town, method):
    question = {**SITING, **METHODS[method]}

    def answered(progress):
        return bytes(Asking(siting_run.SITING, question, None, "en").answer(progress).body)

    told = []
    first = answered(Progress(show=told.append))
    stages = list(dict.fromkeys(one.key for one in told))
    assert stages == ["people", "sites", "reach", "gains", "choosing", "curve"]
    shares = [one.fraction for one in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    for stage in stages:
        with pytest.raises(CancelledError):
            answered(ending_in(stage))
    assert answered(Progress()) == first


def ending_in(stage):
    """Progress of work that is cancelled at the first step after a stage has begun."""
    reached = []

    def look():
        if stage in reached:
            raise CancelledError

    return Progress(look, lambda standing: reached.append(standing.key))


def test_a_solver_is_ended_from_within_and_what_ended_it_is_raised():
    rng = np.random.default_rng(1)
    n, m = 400, 60
    reached = csr_array((rng.random((n, m)) < 0.1).astype(float))
    rows = vstack([hstack([reached, -eye_array(n)]), csr_array([[1.0] * m + [0.0] * n])], format="csr")
    gains = np.concatenate([np.zeros(m), rng.integers(1, 500, n).astype(float)])
    most = np.append(np.full(n, np.inf), 8)
    program = Program(gains, np.ones(n + m), m, rows, np.zeros(n + 1), most)

    def step(share):
        raise CancelledError

    with pytest.raises(CancelledError):
        maximise(program, time_limit_s=20.0, step=step)
    told = []
    watched_, unwatched_ = maximise(program, time_limit_s=20.0, step=told.append), maximise(program, time_limit_s=20.0)
    assert told == sorted(told)
    assert (watched_.values == unwatched_.values).all()
