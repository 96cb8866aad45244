"""The two real shelter lists; they are not part of the project, so these tests skip where they are absent."""

from collections import Counter
from pathlib import Path

import prcoords
import pytest

from layers.geo import GEOD
from layers.ingest.load import ImportOptions, import_file
from layers.ingest.report import Outcome
from layers.models import Shelter

pytestmark = pytest.mark.django_db


def test_all_of_hualiens_shelters_are_in(shared_data: Path) -> None:
    report = import_file("shelters", shared_data / "hualien_shelters.csv")
    assert (report.created, report.refused, report.exit_code) == (198, 0, 0)
    assert report.mapping.startswith("Taiwan")
    rows = Shelter.objects.all()
    assert sum(row.capacity_evacuation_persons or 0 for row in rows) > 0
    assert rows.filter(capacity_evacuation_persons=None).count() == 0
    assert Counter(rows.values_list("space", flat=True)) == {"indoor": 185, "both": 11, "outdoor": 1, "": 1}
    assert Counter(rows.values_list("suits_frail_people", flat=True)) == {"yes": 157, "no": 41}
    suits = {
        hazard: Shelter.objects.suitable_for(hazard).count()
        for hazard in ("flood", "earthquake", "landslide", "tsunami")
    }
    assert suits == {"flood": 187, "earthquake": 105, "landslide": 191, "tsunami": 85}


def test_one_of_hualiens_shelters_is_as_the_list_says(shared_data: Path) -> None:
    import_file("shelters", shared_data / "hualien_shelters.csv")
    school = Shelter.objects.get(code="TW-46")
    assert (school.name, school.address) == ("和平國小", "花蓮縣秀林鄉和平村和平112號")
    assert (school.capacity_evacuation_persons, school.space, school.serves) == (250, "indoor", "和中部落")
    assert school.suitability == {"flood": "yes", "landslide": "yes", "earthquake": "no", "tsunami": "no"}
    assert school.geom.coords == (121.748879, 24.308073)


def test_the_row_that_is_neither_indoors_nor_outdoors_is_pointed_out(shared_data: Path) -> None:
    report = import_file("shelters", shared_data / "hualien_shelters.csv")
    notes = [note for note in report.notes if note.field == "space"]
    assert [(note.line, note.outcome) for note in notes] == [(43, Outcome.WARNING)]
    assert Shelter.objects.get(code="TW-1870").space == ""


def test_shenzhens_points_land_where_an_independent_program_puts_them(shared_data: Path) -> None:
    report = import_file("shelters", shared_data / "shenzhen_shelters_gcj02.csv", ImportOptions(datum="gcj02"))
    assert (report.created, report.refused) == (462, 0)
    assert sum("same position" in note.reason for note in report.notes) == 21
    for row in Shelter.objects.all():
        there = prcoords.gcj_wgs_bored(prcoords.Coords(lat=row.source_y, lon=row.source_x))
        _, _, off_m = GEOD.inv(row.geom.x, row.geom.y, there.lon, there.lat)
        _, _, moved_m = GEOD.inv(row.geom.x, row.geom.y, row.source_x, row.source_y)
        assert off_m < 0.05
        assert 300 < moved_m < 800
        assert row.source_datum == "gcj02"


def test_shenzhens_mapping_knows_the_datum_by_itself(shared_data: Path) -> None:
    report = import_file("shelters", shared_data / "shenzhen_shelters_gcj02.csv")
    assert report.coordinates == "gcj02"
    assert Shelter.objects.get(code="sz0").name == "深圳市应急避难场所 sz0"


def test_hualiens_list_again_is_unchanged(shared_data: Path) -> None:
    import_file("shelters", shared_data / "hualien_shelters.csv")
    assert import_file("shelters", shared_data / "hualien_shelters.csv").unchanged == 198
