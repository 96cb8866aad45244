"""Import templates: made from the catalog, understood by the import."""

from pathlib import Path

import openpyxl
import pytest

from layers import catalog
from layers.errors import InvalidInputError
from layers.ingest.load import import_file
from layers.ingest.template import export_template
from layers.models import Depot, HazardPoint, Shelter

pytestmark = pytest.mark.django_db

FILLED = {
    "shelters": {
        "code": "A1",
        "name": "一号",
        "lon": "109°30′00″",
        "lat": 34.5,
        "status": "已开放",
        "facilities": "应急供水,应急厕所",
        "suitability.flood": "是",
        "suitability.fire": "未知",
        "contact_phone": "0913-000-0001",
    },
    "depots": {
        "code": "D1",
        "name": "县库",
        "lon": 109.5,
        "lat": 34.5,
        "level": "县级",
        "stock": "tent-12:5",
        "staffed_24h": "是",
    },
    "hazards": {
        "code": "H1",
        "name": "滑坡",
        "lon": 109.5,
        "lat": 34.5,
        "kind": "滑坡",
        "risk_level": "重大（红）",
        "found_on": "2025-06-30",
        "major_hazard_source_level": "三级",
    },
}


@pytest.mark.parametrize("layer", [layer.key for layer in catalog.layers()] + ["stock"])
def test_an_empty_template_imports_as_nothing(layer: str, tmp_path: Path) -> None:
    export_template(layer, tmp_path / "t.xlsx")
    with pytest.raises(InvalidInputError, match="no rows"):
        import_file(layer, tmp_path / "t.xlsx")


@pytest.mark.parametrize("layer", FILLED)
def test_a_filled_template_comes_in(layer: str, tmp_path: Path) -> None:
    export_template(layer, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book[layer]
    columns = {str(cell.value).splitlines()[-1]: cell.column for cell in sheet[1]}
    for name, value in FILLED[layer].items():
        sheet.cell(4, columns[name], value)
    book.save(tmp_path / "t.xlsx")
    report = import_file(layer, tmp_path / "t.xlsx")
    assert (report.created, report.notes, report.ignored_columns) == (1, (), ())


def test_what_was_written_in_the_template_is_what_is_kept(tmp_path: Path) -> None:
    for layer in FILLED:
        test_a_filled_template_comes_in(layer, tmp_path)
    shelter = Shelter.objects.get()
    assert (shelter.status, shelter.facilities, shelter.suitability) == ("open", ["water", "toilet"], {"flood": "yes"})
    assert shelter.geom.coords == (109.5, 34.5)
    assert (Depot.objects.get().staffed_24h, Depot.objects.get().stock_lines.get().on_hand) == (True, 5)
    hazard = HazardPoint.objects.get()
    assert (hazard.risk_level, hazard.major_hazard_source_level, str(hazard.found_on)) == ("major", 3, "2025-06-30")


def test_choices_are_offered_as_lists(tmp_path: Path) -> None:
    export_template("hazards", tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book["hazards"]
    kind = next(cell.column_letter for cell in sheet[1] if str(cell.value).endswith("\nkind"))
    rules = [rule for rule in sheet.data_validations.dataValidation if f"{kind}4" in rule.sqref]
    assert len(rules) == 1
    assert book["choices"][f"{kind}1"].value == "崩塌"
