"""onemap siting and onemap scenario give the documents of the API."""

import json

import numpy as np
import pytest
from django.core.management import call_command

from layers.models import Scenario
from layers.people.cells import Cells
from layers.people.write import write_population
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db):
    lons = np.array([109.5, 109.55])
    write_population("town", [Cells(lons, np.full(2, 34.5), np.full(2, 100.0))], name="Town", source="x", year=2020)
    world.shelter("SH-1", (109.5, 34.5), capacity_evacuation_persons=50)


def said(capsys, *words):
    call_command(*words)
    return capsys.readouterr().out


def test_candidates_come_from_a_file_and_the_answer_is_that_of_the_api(capsys, town, tmp_path):
    file = tmp_path / "squares.csv"
    file.write_text("name,lon,lat\nEast square,109.55,34.5\n", "utf-8")
    words = ("siting", "shelters", "--method", "mclp", "-p", "1", "--radius-m", "1000", "--candidates", str(file))
    (pick,) = json.loads(said(capsys, *words, "--json"))["picks"]
    assert (pick["name"], pick["people_gained"]) == ("East square", 100)
    assert "East square" in said(capsys, *words)


def test_who_cannot_be_reached_ends_with_a_code_of_its_own(capsys, town, tmp_path):
    file = tmp_path / "far.csv"
    file.write_text("lon,lat\n109.9,34.5\n", "utf-8")
    with pytest.raises(SystemExit) as ended:
        call_command("siting", "shelters", "--method", "lscp", "--radius-m", "1000", "--candidates", str(file))
    assert ended.value.code == 1
    assert "109.55000, 34.50000: 100" in capsys.readouterr().out


def test_scenarios_are_saved_listed_and_compared(capsys, town):
    words = ("scenario", "save", "Closed", "--layer", "shelters", "--close", "SH-1", "--radius-m", "1000", "--json")
    kept = json.loads(said(capsys, *words))
    assert Scenario.objects.get().changes["close"] == ["SH-1"]
    assert [one["id"] for one in json.loads(said(capsys, "scenario", "list", "--json"))["scenarios"]] == [kept["id"]]
    compared = json.loads(said(capsys, "scenario", "compare", kept["id"], "--json"))
    assert compared["scenarios"][0]["difference"]["covered_people"] == -100
    assert "Closed" in said(capsys, "scenario", "compare", kept["id"])
