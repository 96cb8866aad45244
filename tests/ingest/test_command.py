"""``onemap import``: what it prints, saves and answers with."""

import csv
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from layers.models import Shelter

pytestmark = pytest.mark.django_db

GOOD = "code,name,lon,lat,contact_phone\nA1,One,109.5,34.5,0913-000-0001\n"
MIXED = GOOD + "A2,Two,34.5,109.5,1.39E+10\n"


@pytest.fixture
def data_dir(settings: pytest.FixtureRequest, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"  # type: ignore[attr-defined]
    return tmp_path / "data"


def run(path: Path, *options: str) -> int:
    try:
        call_command("import", "shelters", str(path), *options)
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def test_all_in_is_0_and_leaves_no_row_report(write, data_dir: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    assert run(write(GOOD)) == 0
    assert "1 new" in capsys.readouterr().out
    assert not data_dir.exists()


def test_some_refused_is_3_and_the_row_report_is_saved(write, data_dir: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    assert run(write(MIXED)) == 3
    printed = capsys.readouterr().out
    assert "1 refused" in printed
    assert "swapped" in printed.replace("\n", " ")
    (saved,) = (data_dir / "imports").glob("*-shelters-file.csv")
    rows = list(csv.reader(saved.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["file line", "outcome", "field", "value", "reason"]
    assert ["3", "refused", "lat", "34.5, 109.5"] in [row[:4] for row in rows]
    assert "1.39" not in saved.read_text("utf-8-sig")


def test_nothing_in_is_1(write, data_dir: Path) -> None:  # type: ignore[no-untyped-def]
    assert run(write("code,name,lon,lat\nA2,Two,34.5,109.5\n")) == 1
    assert run(write(MIXED), "--strict") == 1
    assert not Shelter.objects.exists()


def test_json_is_the_whole_report(write, data_dir: Path, capsys, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    asked = tmp_path / "mine.csv"
    assert run(write(MIXED), "--json", "--dry-run", "--report", str(asked)) == 3
    document = json.loads(capsys.readouterr().out)
    assert (document["created"], document["refused"], document["dry_run"]) == (1, 1, True)
    assert {note["line"] for note in document["notes"]} == {3}
    assert asked.is_file()
    assert not Shelter.objects.exists()


def test_a_formula_in_a_cell_stays_text_in_the_row_report(write, data_dir: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    asked = tmp_path / "mine.csv"
    run(write("code,name,lon,lat,capacity\nA1,x,109.5,34.5,=1+1\n"), "--report", str(asked))
    assert ",'=1+1," in asked.read_text("utf-8-sig")


def test_a_file_that_cannot_be_read_is_one_sentence(broken: Path) -> None:
    with pytest.raises(CommandError, match="holds PNG"):
        call_command("import", "shelters", str(broken / "png_called.xlsx"))


def test_a_template_is_written(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    call_command("export_template", "shelters", "--out", str(tmp_path / "t.xlsx"))
    assert (tmp_path / "t.xlsx").stat().st_size > 5000
    with pytest.raises(CommandError, match="no layer"):
        call_command("export_template", "castles")
