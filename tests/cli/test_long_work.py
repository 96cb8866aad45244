"""Long work in a shell: taken from what is kept, shown on a terminal alone, ended by Ctrl-C with one line."""

import json
import signal

import pytest
from django.core.management import call_command
from django.utils.translation import override

from layers.api.coverage import run as coverage_run
from layers.models import KeptAnswer
from layers.runs import asking
from tests import world
from tests.coverage import cases
from tests.coverage.conftest import nothing_kept
from tests.people.cases import population

__all__ = ["nothing_kept"]
pytestmark = pytest.mark.django_db
ASKED = ("coverage", "shelters", "--radius", "1000", "--area", "9901")


@pytest.fixture(autouse=True)
def town():
    world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
    world.shelter("A", (109.25, 34.5), capacity_evacuation_persons=600)
    population("town", cases.cells((109.25, 34.5, 900), (109.75, 34.5, 100)))
    with override("en"):
        yield


@pytest.fixture
def measured(monkeypatch):
    """How often coverage was really measured."""
    monkeypatch.setattr(asking, "KEEP_FROM_S", 0.0)
    times, measure = [], coverage_run.measure_coverage
    monkeypatch.setattr(
        coverage_run, "measure_coverage", lambda *asked, **how: times.append(1) or measure(*asked, **how)
    )
    return times


def test_the_same_question_is_answered_from_what_is_kept(measured, capsys):
    for _ in range(2):
        call_command(*ASKED, "--json")
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert json.loads(first)["covered_people"] == 900
    assert len(measured) == 1


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("accessibility", "shelters", "--radius", "1000", "--capacity", "evacuation"), "accessibility"),
        (("siting", "shelters", "--method", "mclp", "-p", "1", "--radius-m", "1000", "--grid-m", "20000"), "siting"),
        (("targets", "--area", "9901"), "targets"),
    ],
)
def test_so_are_the_others(monkeypatch, capsys, command, name):
    monkeypatch.setattr(asking, "KEEP_FROM_S", 0.0)
    place = () if name == "targets" else ("--area", "9901")
    for _ in range(2):
        try:
            call_command(*command, *place, "--json")
        except SystemExit as ended:
            assert ended.code in (0, 1)  # noqa: PT017  # a target may fail
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert KeptAnswer.objects.count() == 1


def test_a_bar_names_the_stages_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    call_command(*ASKED)
    shown = capsys.readouterr()
    assert "%" in shown.err
    assert "Measuring the ground" in shown.err or "Writing the answer" in shown.err
    assert "Measuring the ground" not in shown.out


def test_there_is_none_for_machines_or_elsewhere(capsys, monkeypatch):
    call_command(*ASKED)
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    call_command(*ASKED, "--json")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("colour", ["", "1"])
def test_ctrl_c_ends_it_with_one_line_and_nothing_kept(measured, capsys, monkeypatch, colour):
    monkeypatch.setenv("FORCE_COLOR", colour)
    monkeypatch.setattr(coverage_run, "coverage_document", lambda answer: signal.raise_signal(signal.SIGINT))
    with pytest.raises(SystemExit) as ended:
        call_command(*ASKED)
    assert ended.value.code == 130
    said = capsys.readouterr().err
    assert said.count("onemap: stopped") == 1
    assert said.endswith("onemap: stopped; nothing was kept of it.\n")
    assert "Traceback" not in said
    assert not KeptAnswer.objects.exists()
    assert not asking._working
