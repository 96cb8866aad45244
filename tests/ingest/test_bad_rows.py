"""One bad row never stops the others, and never goes unsaid."""

from pathlib import Path

import pytest

from layers.ingest.load import ImportOptions, import_file
from layers.ingest.report import EXIT_NOTHING_WRITTEN, EXIT_SOME_REFUSED, ImportReport, Outcome
from layers.models import Area, Shelter
from tests.ingest.conftest import Import, faults

pytestmark = pytest.mark.django_db

REFUSED = {
    # line, field → what the reason says
    (3, "lon"): "not a finite number",
    (4, "lat"): "swapped",
    (5, "lat"): "between -180 and 180",
    (6, "lon"): "0, 0",
    (7, "lat"): "Only one",
    (8, "lon"): "metres",
    (9, "capacity_evacuation_persons"): "not a number",
    (10, "capacity_evacuation_persons"): "negative",
    (11, "effective_area_m2"): "negative",
    (12, "name"): "201 characters",
    (13, "status"): "none of: closed",
    (14, "facilities"): "casino",
    (15, "verified_at"): "no such date",
    (16, "code"): "A code is",
    (17, "code"): "no code",
    (18, "code"): "line 2",
    (19, "name"): "blank",
    (20, "lon"): "no position",
    (21, ""): "more cells",
    (22, "name"): "spreadsheet error",
    (24, "capacity_evacuation_persons"): "2147483647",
    (27, "capacity_evacuation_persons"): "not a number",
}
WARNED = {(23, "contact_phone"): "scientific", (28, "lon"): "same position as line 2"}


@pytest.fixture
def report(broken: Path) -> ImportReport:
    return import_file("shelters", broken / "bad_values.csv")


def test_every_fault_is_reported_with_its_line_field_and_reason(report: ImportReport) -> None:
    said = faults(report)
    assert set(said) == set(REFUSED) | set(WARNED)
    for place, words in (REFUSED | WARNED).items():
        assert words in said[place], place
    outcomes = {(note.line, note.field): note.outcome for note in report.notes}
    assert all(outcomes[place] is Outcome.REFUSED for place in REFUSED)
    assert all(outcomes[place] is Outcome.WARNING for place in WARNED)


def test_the_good_rows_are_in(report: ImportReport) -> None:
    assert (report.rows_read, report.created, report.refused) == (26, 4, len(REFUSED))
    assert report.exit_code == EXIT_SOME_REFUSED
    assert set(Shelter.objects.values_list("code", flat=True)) == {"GOOD-1", "GOOD-2", "PHONE", "MULTI"}
    good = Shelter.objects.get(code="GOOD-2")
    assert (good.capacity_evacuation_persons, good.status, good.name) == (1200, "standby", "同一处")
    assert Shelter.objects.get(code="MULTI").name == "A name\nover two lines"


def test_no_telephone_number_is_in_the_report(report: ImportReport) -> None:
    assert "1.39" not in str(report.to_document())


def test_strict_writes_nothing(broken: Path) -> None:
    report = import_file("shelters", broken / "bad_values.csv", ImportOptions(strict=True))
    assert (report.exit_code, report.written) == (EXIT_NOTHING_WRITTEN, False)
    assert not Shelter.objects.exists()


def test_a_dry_run_says_the_same_and_writes_nothing(broken: Path) -> None:
    dry = import_file("shelters", broken / "bad_values.csv", ImportOptions(dry_run=True))
    assert not Shelter.objects.exists()
    wet = import_file("shelters", broken / "bad_values.csv")
    assert (dry.created, dry.notes, dry.written) == (wet.created, wet.notes, False)


def test_what_only_the_database_can_refuse_is_refused_row_by_row(bring_in: Import) -> None:
    report = bring_in(
        "teams",
        "code,name,lon,lat,category,members,on_duty_persons\n"
        "T1,One,109.5,34.5,social,20,5\nT2,Two,109.6,34.5,social,20,25\nT3,Three,109.7,34.5,social,3,3\n",
    )
    assert faults(report) == {(3, ""): "More people are on duty than the team has members."}
    assert report.created == 2


def test_a_new_row_needs_what_its_kind_needs(bring_in: Import) -> None:
    report = bring_in("teams", "code,name,lon,lat\nT1,One,109.5,34.5\n")
    assert "no category" in faults(report)[(2, "category")]
    assert report.exit_code == EXIT_NOTHING_WRITTEN


def test_bad_outlines_are_mended_only_where_that_changes_nothing(broken: Path) -> None:
    report = import_file("areas", broken / "outlines.geojson")
    said = faults(report)
    assert "cannot be mended" in said[(2, "geom")]
    assert "was mended" in said[(3, "geom")]
    assert "must be a polygon" in said[(4, "geom")]
    assert "swapped" in said[(5, "geom")]
    assert "999999" in said[(6, "parent")]
    assert "no level" in said[(9, "level")]
    assert set(Area.objects.values_list("code", flat=True)) == {"610000", "610598", "610500", "610502"}
