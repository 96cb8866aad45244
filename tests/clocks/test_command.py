"""onemap clocks: a table for people, the API's document for machines, exit codes for scripts."""

import json

import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.utils import translation

from layers.models import Area, DeliveryClock
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def clocks(capsys):
    def run(*arguments):
        code = 0
        try:
            call_command("clocks", *arguments)
        except SystemExit as stopped:
            code = stopped.code
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture(autouse=True)
def county():
    """A county with two towns: one beside the only depot, one so far away that it is late, one nobody knows where."""
    DeliveryClock.objects.exclude(key="any-2h").delete()
    above = world.area("990101", world.box(109.0, 34.0, 110.0, 35.0))
    places = world.draw("A" + "." * 24 + "B", spacing_m=5000)
    for code, place in {"A": places["A"], "B": places["B"], "C": None}.items():
        seat = Point(*place, srid=4326) if place else None
        Area.objects.create(
            code=f"990101-{code}", name=f"镇{code}", name_en=f"Town {code}", level="town", parent=above, seat=seat
        )
    tent = world.item("tent-c")
    world.depot("D", places["A"], stock=[{"item": tent, "on_hand": 100}], loading_minutes=30)


ASKED = ("--area", "990101", "--need", "tent-c:100")


@pytest.mark.parametrize("tongue", ["en", "zh-hans"])
def test_a_site_that_fails_is_shown_with_what_fails_and_exit_1(clocks, tongue, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    translation.activate(tongue)
    code, out, _ = clocks(*ASKED)
    assert code == 1
    for text in ("990101-A", "30 min", "1/2", "990101-C", "tent-c −100"):
        assert text in out
    assert ("late" if tongue == "en" else "超时") in out
    assert ("judged alone" if tongue == "en" else "单独判断") in out


def test_when_all_hold_the_exit_code_is_0(clocks):
    assert clocks("--at", "109.51,34.5,camp", "--need", "tent-c:100")[0] == 0
    assert clocks("--site", "depots:D", "--need", "tent-c:100", "--clock", "any-2h", "--speed-km-h", "20")[0] == 0


def test_never_enough_is_said(clocks):
    translation.activate("en")
    code, out, _ = clocks("--site", "depots:D", "--need", "tent-c:101")
    assert (code, "never" in out) == (1, True)


def test_json_is_the_apis_document(clocks):
    code, out, _ = clocks(*ASKED, "--level", "town", "--json", "--use-minimum", "--any-status")
    document = json.loads(out)
    assert (code, document["count"], document["passed"]) == (1, 2, {"any-2h": 1})
    assert (document["query"]["keep_minimum"], document["without_point"]) == (False, ["990101-C"])


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--area", "990101"),
        ("--need", "tent-c:5"),
        (*ASKED, "--site", "depots:D"),
        ("--area", "nowhere", "--need", "tent-c:5"),
        (*ASKED, "--level", "planet"),
        (*ASKED, "--clock", "noon"),
        ("--at", "34.5,109.51", "--need", "tent-c:5"),
        ("--at", "109.51", "--need", "tent-c:5"),
        ("--site", "depots:NONE", "--need", "tent-c:5"),
        (*ASKED, "--avoid", "depots:D"),
        (*ASKED, "--speed-km-h", "0"),
    ],
    ids=" ".join,
)
def test_a_bad_question_is_one_sentence_and_exit_2(clocks, arguments):
    code, out, err = clocks(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("onemap clocks: ")
    assert len(err.splitlines()) == 1
