"""Files that cannot be imported as they stand, kept in broken/ and named by what is wrong with them."""

from pathlib import Path

import pytest
from django.utils.translation import override

from layers.errors import InvalidInputError, UnknownLayerError
from layers.ingest.load import ImportOptions, import_file
from layers.models import Shelter

pytestmark = pytest.mark.django_db

SAYS = {
    "empty.csv": "is empty",
    "header_only.csv": "no rows",
    "no_features.geojson": "no rows|has no layer|cannot be read|known",
    "png_called.xlsx": "holds PNG",
    "html_called.csv": "holds HTML",
    "cut_off.xlsx": "damaged ZIP",
    "old_workbook.xls": "save it as .xlsx",
    "old_workbook_called.xlsx": "97-2003",
    "text_called.geojson": "holds text",
    "cut_off.geojson": "cannot be read",
    "unknown_columns.csv": "No column of the file is known; it has: a, b, c",
    "neither_utf8_nor_gb18030.csv": "neither UTF-8 nor GB18030",
    "beijing_1954.geojson": "seven parameters",
    "metres_without_a_system.csv": "EPSG:4525",
    "notes.docx": "ending must be one of",
    "not_there.csv": "no file",
}


@pytest.mark.parametrize("name", SAYS)
def test_one_sentence_says_what_is_wrong(name: str, broken: Path) -> None:
    with pytest.raises(InvalidInputError, match=SAYS[name]):
        import_file("shelters", broken / name)
    assert not Shelter.objects.exists()


def test_every_broken_file_is_tested(broken: Path) -> None:
    tested_elsewhere = {"bad_values.csv", "outlines.geojson"}
    assert {path.name for path in broken.iterdir()} - tested_elsewhere == set(SAYS) - {"not_there.csv"}


def test_the_sentences_come_in_chinese(broken: Path) -> None:
    with override("zh-hans"), pytest.raises(InvalidInputError, match="是空文件"):
        import_file("shelters", broken / "empty.csv")


def test_an_unknown_layer_names_those_there_are(broken: Path) -> None:
    with pytest.raises(UnknownLayerError, match="shelters"):
        import_file("castles", broken / "bad_values.csv")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"encoding": "klingon"}, "no encoding"),
        ({"mapping": "nowhere"}, "no mapping"),
        ({"mapping": "../../../secrets"}, "no mapping"),
        ({"mapping": "hualien"}, "lacks the columns"),
        ({"crs": "EPSG:1"}, "no coordinate system"),
        ({"encoding": "ascii"}, "not ascii"),
        ({"sheet": "Sheet1"}, "no sheets"),
    ],
)
def test_an_option_that_does_not_fit_is_named(options: dict[str, str], says: str, broken: Path) -> None:
    with pytest.raises(InvalidInputError, match=says):
        import_file("shelters", broken / "bad_values.csv", ImportOptions(**options))


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("[fields.name\n", "not valid TOML"),
        ("layer = 'shelters'\n", r"\[fields"),
        ("[fields.nmae]\ncolumn = 'name'\n", "no field “nmae”"),
        ("[fields.name]\ncolum = 'name'\n", "unknown settings colum"),
        ("[fields.name]\n", "exactly one of"),
        ("layer = 'teams'\n[fields.name]\ncolumn='name'\n", "for teams"),
    ],
)
def test_a_malformed_mapping_says_where(mapping: str, says: str, tmp_path: Path, broken: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(mapping, "utf-8")
    with pytest.raises(InvalidInputError, match=says):
        import_file("shelters", broken / "bad_values.csv", ImportOptions(mapping=str(path)))
