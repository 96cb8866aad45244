"""Areas: outlines, levels and parents by code."""

from pathlib import Path

import pytest

from layers.ingest.areas import codes_above, level_of
from layers.ingest.load import ImportOptions, import_file
from layers.models import Area, AreaPart, Shelter
from tests.ingest.conftest import Import

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("code", "level", "above"),
    [
        ("610526", "county", ["6105", "610500", "61", "610000"]),
        ("610500", "city", ["61", "610000"]),
        ("610000", "province", []),
        ("610526103", "town", ["610526", "6105", "610500", "61", "610000"]),
        ("610526103201", "village", ["610526103", "610526", "6105", "610500", "61", "610000"]),
        ("6105", "city", ["61", "610000"]),
        ("TW-U", None, []),
    ],
)
def test_a_code_tells_the_level_and_what_lies_above(code: str, level: str | None, above: list[str]) -> None:
    assert level_of(code) == level
    assert codes_above(code) == above


def test_parents_are_found_whatever_the_order_of_the_file(broken: Path) -> None:
    import_file("areas", broken / "outlines.geojson")
    county = Area.objects.get(code="610502")
    assert county.lineage == ["610000", "610500", "610502"]
    assert county.level == "county"
    assert AreaPart.objects.filter(area=county).exists()


def test_a_resource_finds_its_area_when_it_is_imported(broken: Path, bring_in: Import) -> None:
    import_file("areas", broken / "outlines.geojson")
    bring_in("shelters", "code,name,lon,lat\nA1,One,109.25,34.25\nA2,Two,110.5,36.0\n")
    assert dict(Shelter.objects.values_list("code", "area__code")) == {"A1": "610502", "A2": "610000"}


def test_people_are_added_from_a_table_without_outlines(broken: Path, bring_in: Import) -> None:
    import_file("areas", broken / "outlines.geojson")
    report = bring_in("areas", 'code,population,population_year\n610502,"920,044",2020\n')
    assert report.updated == 1
    area = Area.objects.get(code="610502")
    assert (area.population_persons, area.name, area.geom is not None) == (920044, "County", True)


def test_a_gbk_shapefile_without_cpg_and_with_a_chinese_name(shared_data: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "chongqing.toml"
    mapping.write_text(
        '[fields.code]\ntemplate = "CQ-{line}"\n[fields.name]\ncolumn = "NAME"\n[fields.level]\nconstant = "county"\n'
        '[fields.source]\nconstant = "test"\n',
        "utf-8",
    )
    report = import_file(
        "areas", shared_data / "gbk_shapefile" / "区县界_area.shp", ImportOptions(mapping=str(mapping))
    )
    assert (report.created, report.refused, report.encoding) == (38, 0, "gb18030")
    names = set(Area.objects.values_list("name", flat=True))
    assert any("万州" in name for name in names)
    assert all("\u4e00" <= name[0] <= "\u9fff" for name in names)
    assert Area.objects.filter(geom__isnull=False).count() == 38
