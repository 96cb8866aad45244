"""``onemap import population``: what it prints and answers with; and what a kill in the middle leaves."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from layers.models import Population
from layers.people.store import load_people
from tests.people.cases import as_rows, population, scattered

PROJECT_DIR = Path(__file__).resolve().parents[2]
GOOD = "lon,lat,people\n109.5,34.5,120\n109.6,34.6,80\n"
ABOUT = ("--code", "town", "--name", "Town", "--source", "A census", "--year", "2020")


@pytest.fixture
def file(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    settings.DATA_DIR = tmp_path / "data"  # type: ignore[attr-defined]
    path = tmp_path / "people.csv"
    path.write_text(GOOD)
    return path


def run(path: Path, *options: str, layer: str = "population") -> int:
    try:
        call_command("import", layer, str(path), *options)
    except SystemExit as left:
        return int(left.code or 0)
    return 0


@pytest.mark.django_db
def test_it_says_who_is_stored(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(file, *ABOUT) == 0
    said = capsys.readouterr().out
    assert "town: 200 people in 2 cells (points), version 1." in said
    assert "File: 200 people; stored 200, lost 0, difference 0." in said


@pytest.mark.django_db
def test_some_refused_is_3_and_they_are_named(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(GOOD + "109.7,34.7,-3\n")
    assert run(file, *ABOUT) == 3
    assert "The number of people is negative." in capsys.readouterr().out
    (saved,) = (tmp_path / "data" / "imports").glob("*-population-people.csv")
    assert "4,refused" in saved.read_text("utf-8-sig")


@pytest.mark.django_db
def test_json_has_the_whole_report(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(file, *ABOUT, "--json", "--estimate", "--method", "by a rule", "--name-en", "Town")
    document = json.loads(capsys.readouterr().out)
    assert document["people"] == {
        "file": 200,
        "stored": 200,
        "lost": 0,
        "negative": 0,
        "difference": 0,
        "replaced": None,
    }
    assert (document["code"], document["cells"], document["written"], document["version"]) == ("town", 2, True, 1)
    assert Population.objects.get().method == "by a rule"


@pytest.mark.django_db
def test_what_is_missing_is_asked_for_at_once(file: Path) -> None:
    with pytest.raises(CommandError, match="--name, --source, --year"):
        run(file, "--code", "town")
    with pytest.raises(CommandError, match="--map means nothing"):
        run(file, *ABOUT, "--map", "hualien")


@pytest.mark.django_db
@pytest.mark.parametrize("option", [("--code", "x"), ("--estimate",), ("--nodata", "0")])
def test_options_of_people_are_refused_elsewhere(file: Path, option: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=f"{option[0]} belongs to a population"):
        run(file, *option, layer="shelters")


@pytest.mark.django_db(transaction=True)
def test_a_kill_in_the_middle_leaves_the_old_people(tmp_path: Path) -> None:
    """The import is killed while the first new blocks stand in its transaction, before it is through with the file."""
    population("town", scattered(50))
    command = [sys.executable, "-c", ENDLESS]
    with subprocess.Popen(command, cwd=PROJECT_DIR, env=_environment(), stdout=subprocess.PIPE, text=True) as importer:
        assert importer.stdout
        assert importer.stdout.readline() == "blocks are written\n"
        importer.send_signal(signal.SIGKILL)
    people = load_people("town")
    assert people is not None
    assert (people.version, as_rows(people.cells)) == (1, as_rows(scattered(50)))
    call_command("import", "population", str(_small(tmp_path)), *ABOUT)  # nothing that was killed holds a lock
    assert Population.objects.get().version == 2


ENDLESS = """
import time
import django
import numpy as np
django.setup()
from layers.ingest.population import load
from layers.ingest.population.batches import Batch, CellFile
from layers.models import CellForm, PopulationBlock
from tests.people.cases import scattered

def batches():
    for seed in range(3):
        cells = scattered(120_000, seed=seed, box=(109, 34, 109.2, 34.2))
        yield Batch(np.arange(len(cells)), cells.persons, cells.lons, cells.lats)
    assert PopulationBlock.objects.filter(population="town").count() >= 2
    print("blocks are written", flush=True)
    time.sleep(600)

load.open_cells = lambda path, options: CellFile(CellForm.POINTS, batches(), "people")
load._checksum = lambda path: ""
load.import_population("endless.csv", load.About("town", "Town", "tests", 2020))
"""


def _small(folder: Path) -> Path:
    path = folder / "small.csv"
    path.write_text(GOOD)
    return path


def _environment() -> dict[str, str]:
    where = connection.settings_dict
    url = f"postgis://{where['USER']}@{str(where['HOST']).replace('/', '%2F')}:{where['PORT']}/{where['NAME']}"
    return {**os.environ, "ONEMAP_DATABASE_URL": url}
