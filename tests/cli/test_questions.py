"""The command line asks the same questions: a table for people, the API's document for machines, exit codes."""

import json

import pytest
from django.core.management import call_command
from django.utils import translation

from tests import world

pytestmark = pytest.mark.django_db


def run(capsys, *arguments):
    code = 0
    try:
        call_command(*arguments)
    except SystemExit as stopped:
        code = stopped.code
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture
def depots():
    tent = world.item("tent-cli")
    for code, place in world.draw("A.B.C").items():
        world.depot(code, place, stock=[{"item": tent, "on_hand": {"A": 10, "B": 600, "C": 700}[code]}])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nearest_prints_a_table_with_what_was_left_out(depots, capsys, language):
    translation.activate(language)
    code, out, _ = run(
        capsys, "nearest", "depots", "109.51", "34.50", "--item", "tent-cli", "--quantity", "500", "-k", "5"
    )
    assert code == 0
    assert out.index("Depot B") < out.index("Depot C")
    assert "2.000 km" in out
    assert "600" in out
    assert "1" in out.splitlines()[-1]


def test_nearest_by_time_prints_its_parts_its_basis_and_who_was_left_out(depots, capsys, monkeypatch):
    translation.activate("en")
    monkeypatch.setenv("COLUMNS", "160")
    code, out, _ = run(
        *(capsys, "nearest", "depots", "109.51", "34.50", "--by", "travel_time", "--explain", "true"),
        *("--item", "tent-cli", "--quantity", "650"),
    )
    assert code == 0
    found, left_out = out.split("The nearest of those left out")
    assert [text in found for text in ("Depot C", "38 min", "30 min", "8 min", "estimate")] == [True] * 5  # 4 km × 1.3
    assert left_out.index("Depot A") < left_out.index("Depot B")
    assert "too little stock" in left_out


def test_nearest_json_is_the_apis_document(depots, capsys):
    code, out, _ = run(capsys, "nearest", "depots", "109.51", "34.50", "--item", "tent-cli", "--json")
    document = json.loads(out)
    assert code == 0
    assert [f["properties"]["code"] for f in document["features"]] == ["A", "B", "C"]
    assert document["features"][1]["properties"]["available"] == {"tent-cli": 600}


def test_nothing_found_is_exit_1_and_a_bad_question_exit_2_with_a_sentence(depots, capsys):
    assert run(capsys, "nearest", "depots", "109.51", "34.50", "--item", "tent-cli", "--quantity", "9999")[0] == 1
    for arguments in (
        ("nearest", "depots", "34.5", "109.51"),
        ("nearest", "dragons", "1", "1"),
        ("nearest", "shelters", "1", "1", "--item", "tent-cli"),
        ("within", "depots", "1", "1", "-5"),
        ("coverage", "shelters"),
        ("nearest", "depots", "nan", "1"),
    ):
        code, out, err = run(capsys, *arguments)
        assert code == 2, arguments
        assert out == ""
        assert err.startswith("onemap ")
        assert len(err.splitlines()) == 1


def test_within_and_coverage(depots, capsys):
    code, out, _ = run(capsys, "within", "depots", "109.51", "34.50", "2001")
    assert code == 0
    assert "610" in out  # the tents of A and B
    world.area("9901", world.box(109, 34, 110, 35), level="city")
    code, out, _ = run(capsys, "coverage", "depots", "--radius", "1000", "--area", "9901", "--json")
    assert code == 0
    assert json.loads(out)["covered_area_km2"] == pytest.approx(3 * 3.14159, rel=1e-3)


def test_a_western_longitude_is_no_option(capsys):
    world.shelter("S", (-73.99, 40.0))
    code, out, _ = run(capsys, "nearest", "shelters", "-73.99", "40.0")
    assert code == 0
    assert "0.0 m" in out
