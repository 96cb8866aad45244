"""`onemap nearest LAYER --batch FILE`: a table of the nearest of every place in a file."""

import csv
import json

import pytest
from django.core.management.base import CommandError
from django.utils import translation

from tests import world
from tests.cli.test_questions import run

SITES = {
    "sites.csv": "name,Lon,LAT\na,109.51,34.5\nb,109.52,34.5\n",
    "chinese.csv": "\ufeff经度,纬度\n109.51,34.5\n109.52,34.5\n",
    "sites.geojson": json.dumps({"type": "MultiPoint", "coordinates": [[109.51, 34.5], [109.52, 34.5]]}),
}


@pytest.fixture
def shelters(transactional_db):
    world.shelter("A", (109.51, 34.5))
    world.shelter("B", (109.53, 34.5), status="closed")
    world.shelter("C", (109.54, 34.5), name="逗号, shelter")


@pytest.mark.parametrize("name", SITES)
def test_each_place_of_the_file_gets_its_rows(shelters, tmp_path, capsys, name):
    source, target = tmp_path / name, tmp_path / "out.csv"
    source.write_text(SITES[name], encoding="utf-8")
    code, _, _ = run(
        capsys, "nearest", "shelters", "--batch", str(source), "-o", str(target), "-k", "2", "--usable", "true"
    )
    assert code == 0
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [(row["origin"], row["rank"], row["code"]) for row in rows]
    assert found == [("1", "1", "A"), ("1", "2", "C"), ("2", "1", "A"), ("2", "2", "C")]
    assert rows[1]["name"] == "逗号, shelter"
    expected = world.geodesic_m((109.52, 34.5), (109.54, 34.5))
    assert float(rows[3]["distance_m"]) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x,y\n1,2\n", "no column lon"),
        ("lon,lat\n", "no origin"),
        ("lon,lat\n34.5,109.5\n", "look swapped"),
        ("lon,lat\n1,2\nx,3\n", "Origin 1: lon must be a number"),
    ],
)
def test_a_file_that_is_wrong_is_told(db, tmp_path, capsys, text, words):
    translation.activate("en")
    source = tmp_path / "sites.csv"
    source.write_text(text)
    code, _, err = run(capsys, "nearest", "shelters", "--batch", str(source))
    assert code == 2
    assert words in err


def test_without_a_place_or_a_file_nothing_is_asked(db, capsys):
    with pytest.raises(CommandError):
        run(capsys, "nearest", "shelters")
    assert run(capsys, "nearest", "hazards", "--batch", "x.csv")[0] == 2
    assert run(capsys, "nearest", "shelters", "--batch", "no-such-file.csv")[0] == 2
