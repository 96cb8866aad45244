"""Importing again: by code, changed or not, in part."""

import pytest

from layers.geo import LonLat
from layers.models import Shelter
from tests.ingest.conftest import Import

pytestmark = pytest.mark.django_db

HEAD = "code,name,lon,lat,capacity,address,status,suitability.flood,suitability.fire\n"
ONE = "A1,First,109.51,34.5,100,Street 1,open,yes,no\n"


def state(code: str = "A1") -> tuple[object, ...]:
    row = Shelter.objects.get(code=code)
    return row.name, row.capacity_evacuation_persons, row.address, row.status, row.suitability


def test_the_same_again_changes_nothing(bring_in: Import) -> None:
    assert bring_in("shelters", HEAD + ONE).created == 1
    before = Shelter.objects.get()
    again = bring_in("shelters", HEAD + ONE)
    assert (again.created, again.updated, again.unchanged, again.exit_code) == (0, 0, 1, 0)
    assert Shelter.objects.get().updated_at == before.updated_at


def test_a_known_code_updates_and_keeps_its_identifier(bring_in: Import) -> None:
    bring_in("shelters", HEAD + ONE)
    before = Shelter.objects.get()
    report = bring_in("shelters", HEAD + ONE.replace("First", "Renamed").replace("109.51", "109.52"))
    after = Shelter.objects.get()
    assert (report.created, report.updated) == (0, 1)
    assert (after.pk, after.created_at, after.name) == (before.pk, before.created_at, "Renamed")
    assert after.geom.coords == (109.52, 34.5)
    assert "renamed" in after.search_key


def test_columns_that_the_file_has_not_stay_as_they_are(bring_in: Import) -> None:
    bring_in("shelters", HEAD + ONE)
    report = bring_in("shelters", "code,status,suitability.fire\nA1,full,yes\n")
    assert report.updated == 1
    assert state() == ("First", 100, "Street 1", "full", {"flood": "yes", "fire": "yes"})


def test_a_blank_cell_clears_what_may_be_unknown_and_keeps_what_must_be_there(bring_in: Import) -> None:
    bring_in("shelters", HEAD + ONE)
    bring_in("shelters", HEAD + "A1,First,109.51,34.5,,,,,no\n")
    assert state() == ("First", None, "", "open", {"fire": "no"})


def test_where_it_came_from_is_kept(bring_in: Import) -> None:
    bring_in("shelters", HEAD + ONE)
    row = Shelter.objects.get()
    assert (row.source, row.source_datum, row.source_x, row.source_y) == ("file.csv", "wgs84", 109.51, 34.5)


def test_a_demo_row_that_real_data_fills_is_demo_no_longer(bring_in: Import) -> None:
    bring_in("shelters", HEAD + ONE)
    Shelter.objects.update(is_demo=True)
    bring_in("shelters", HEAD + ONE)
    assert not Shelter.objects.get().is_demo


def test_a_datum_is_converted_and_the_original_kept(bring_in: Import) -> None:
    bring_in("shelters", "code,name,lon,lat\nA1,Beijing,116.40367163,39.91063351\n", datum="gcj02")
    row = Shelter.objects.get()
    assert row.geom.coords == pytest.approx((116.397428, 39.90923), abs=3e-8)
    assert (row.source_datum, row.source_x) == ("gcj02", 116.40367163)


def test_a_place_abroad_in_a_chinese_datum_is_kept_and_pointed_out(bring_in: Import) -> None:
    report = bring_in("shelters", "code,name,lon,lat\nA1,Seoul,126.978,37.5665\n", datum="gcj02")
    assert [note.reason for note in report.notes] == [
        "The place is outside China, where gcj02 is not in use: it was taken as WGS 84."
    ]
    assert Shelter.objects.get().geom.coords == (126.978, 37.5665)


def test_gauss_krueger_metres_land_in_beijing(bring_in: Import) -> None:
    bring_in("shelters", "code,name,x,y\nA1,Beijing,39448475.815,4419624.325\n", crs="EPSG:4527")
    place = Shelter.objects.get().geom
    assert LonLat(place.x, place.y)
    assert place.coords == pytest.approx((116.397428, 39.90923), abs=1e-7)


def test_more_rows_than_are_handled_at_once(bring_in: Import) -> None:
    rows = "".join(f"B{i},Shelter {i},{109 + i / 10000},34.5,10,,open,yes,no\n" for i in range(4500))
    report = bring_in("shelters", HEAD + rows + "B7,Again,109.9,34.5,10,,open,yes,no\n")
    assert (report.created, report.refused) == (4500, 1)
    assert "line 9" in report.notes[-1].reason
    assert Shelter.objects.suitable_for("flood").count() == 4500
