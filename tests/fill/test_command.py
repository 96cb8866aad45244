"""onemap fill: a table for people, the API's document for machines, exit codes for scripts."""

import json

import pytest
from django.core.management import call_command
from django.utils import translation

from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def fill(capsys):
    def run(*arguments):
        code = 0
        try:
            call_command("fill", *arguments)
        except SystemExit as stopped:
            code = stopped.code
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture(autouse=True)
def depots():
    tent = world.item("tent-c")
    for code, place in world.draw("A.B").items():
        world.depot(code, place, stock=[{"item": tent, "on_hand": 600, "minimum": 100}], loading_minutes=30)


HERE = ("109.51", "34.50")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_need_that_is_met_is_a_table_and_exit_0(fill, language):
    translation.activate(language)
    code, out, _ = fill(*HERE, "--need", "tent-c:700")
    assert code == 0
    assert out.index("500 件") < out.index("200 件")
    assert "30 min" in out
    assert ("Short" if language == "en" else "缺口") not in out


def test_what_is_short_is_said_and_exit_1(fill):
    translation.activate("en")
    code, out, _ = fill(*HERE, "--need", "tent-c:700", "--deadline-minutes", "31")
    assert code == 1
    assert "Short: tent-c 200 件; nearest source beyond the deadline: Depot B, 500" in " ".join(out.split())
    assert fill(*HERE, "--need", "tent-c:1200", "--use-minimum")[0] == 0


def test_json_is_the_apis_document(fill):
    code, out, _ = fill("--from", "depots:B", "--need", "tent-c:700", "--choose", "fewest_depots", "--json")
    document = json.loads(out)
    assert code == 0
    assert [(part["depot"]["code"], part["quantity"]) for part in document["parts"]] == [("B", 500), ("A", 200)]
    assert (document["query"]["from"], document["query"]["choose"]) == ("depots:B", "fewest_depots")


@pytest.mark.parametrize(
    "arguments",
    [
        HERE,
        (*HERE, "--need", "tent-c"),
        (*HERE, "--need", "tent-c:0"),
        (*HERE, "--need", "nothing:5"),
        (*HERE, "--need", "tent-c:5", "--choose", "best"),
        (*HERE, "--need", "tent-c:5", "--deadline-minutes", "soon"),
        (*HERE, "--need", "tent-c:5", "--deadline-minutes", "-5"),
        (*HERE, "--need", "tent-c:5", "--choose", "least_tonne_km"),
        ("34.5", "109.51", "--need", "tent-c:5"),
        ("--need", "tent-c:5"),
        ("109.51", "--need", "tent-c:5"),
        ("--from", "depots:NONE", "--need", "tent-c:5"),
    ],
    ids=" ".join,
)
def test_a_bad_question_is_one_sentence_and_exit_2(fill, arguments):
    code, out, err = fill(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("onemap fill: ")
    assert len(err.splitlines()) == 1
