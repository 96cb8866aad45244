"""People from CSV, and what every import of people keeps to."""

import math
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.errors import InvalidInputError
from layers.ingest.errors import BadFileError, BadOptionError
from layers.ingest.population.report import PopulationReport
from layers.models import Population
from layers.people.store import load_people
from tests.people.cases import as_rows

Import = Callable[..., PopulationReport]
GOOD = "lon,lat,people\n109.5,34.5,120\n109.6,34.6,80\n"


def rows() -> list[tuple[float, float, float]]:
    people = load_people("town")
    assert people is not None
    return as_rows(people.cells)


def test_points_come_in(bring_in: Import) -> None:
    report = bring_in(GOOD)
    assert (report.cells, report.stored_persons, report.version, report.exit_code) == (2, 200, 1, 0)
    assert rows() == [(109.5, 34.5, 120), (109.6, 34.6, 80)]
    row = Population.objects.get()
    assert (row.source, row.year, row.form, row.file_name) == ("tests", 2020, "points", "people.csv")
    assert len(row.file_sha256) == 64


def test_chinese_headings_and_amounts_are_understood(bring_in: Import) -> None:
    report = bring_in('经度,纬度,名称,常住人口(人)\n109.5,34.5,甲,1.2万\n东经109度36分,北纬34度36分,乙,"1,200"\n')
    assert report.persons_column == "常住人口(人)"
    assert rows() == [(109.5, 34.5, 12_000), (109.6, 34.6, 1_200)]


def test_every_bad_row_is_named_and_the_others_are_in(bring_in: Import) -> None:
    report = bring_in(
        GOOD
        + "109.7,34.7,-3\n"  # line 4
        + "109.7,34.7,\n"
        + "109.7,34.7,some\n"
        + "109.7,34.7,inf\n"
        + ",34.7,7\n"
        + "0,0,9\n"
        + "34.5,109.5,11\n"
        + "500000,3800000,13\n"
        + "abc,34.5,15\n"
        + "109.7,34.7,1,2,3\n"
        + "109.8,34.8,0\n"
    )
    assert {note.line for note in report.notes} == set(range(4, 14))
    reasons = {note.line: note.reason for note in report.notes}
    assert "negative" in reasons[4]
    assert "no number of people" in reasons[5]
    assert "not a number" in reasons[6]
    assert "finite" in reasons[7]
    assert "no position" in reasons[8]
    assert "0, 0" in reasons[9]
    assert "±90" in reasons[10]
    assert "metres among degrees" in reasons[11]
    assert "“abc” is not a number" in reasons[12]
    assert "more cells" in reasons[13]
    assert (report.account.rows_read, report.account.refused, report.account.empty) == (13, 9, 1)
    assert report.account.unknown == 1
    assert (report.stored_persons, report.account.lost_persons, report.exit_code) == (200, 7 + 9 + 11 + 13, 3)
    assert report.account.file_persons == 240
    assert report.difference == 0


def test_strictly_one_bad_row_keeps_all_out(bring_in: Import) -> None:
    bring_in(GOOD)
    report = bring_in(GOOD + "109.7,34.7,-3\n", strict=True)
    assert (report.exit_code, report.written) == (1, False)
    assert Population.objects.get().version == 1


def test_a_dry_run_changes_nothing(bring_in: Import) -> None:
    report = bring_in(GOOD, dry_run=True)
    assert (report.stored_persons, report.written, report.exit_code) == (200, False, 0)
    assert not Population.objects.exists()


def test_an_import_replaces_the_whole_population(bring_in: Import) -> None:
    bring_in(GOOD)
    report = bring_in("lon,lat,people\n1,2,5\n", year=2021)
    assert (report.version, report.replaced_persons) == (2, 200)
    assert rows() == [(1, 2, 5)]
    assert Population.objects.get().year == 2021


def test_a_file_without_people_leaves_the_old_ones(bring_in: Import) -> None:
    bring_in(GOOD)
    report = bring_in("lon,lat,people\n1,2,0\n1,3,-4\n")
    assert (report.exit_code, report.written) == (1, False)
    with pytest.raises(BadFileError, match="no rows"):
        bring_in("lon,lat,people\n")
    assert rows() == [(109.5, 34.5, 120), (109.6, 34.6, 80)]


def test_gcj02_is_undone(bring_in: Import) -> None:
    report = bring_in(GOOD, datum="gcj02")
    assert report.coordinates == "gcj02"
    (first, _) = rows()
    assert 0.001 < math.hypot(first[0] - 109.5, first[1] - 34.5) < 0.01


def test_a_table_without_positions_is_refused_with_its_columns(bring_in: Import) -> None:
    with pytest.raises(BadFileError, match="it has: county, people"):
        bring_in("county,people\nA,5\n")


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"code": "no spaces"}, "--code"),
        ({"code": ""}, "--code"),
        ({"name": ""}, "--name"),
        ({"source": "x" * 301}, "--source"),
        ({"year": 20}, "--year 20"),
        ({"year": 2999}, "--year 2999"),
        ({"is_estimate": True}, "--method"),
        ({"method": "by a rule"}, "--estimate"),
    ],
)
def test_what_is_said_of_people_is_checked(bring_in: Import, about: dict[str, object], words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        bring_in(GOOD, **about)
    assert not Population.objects.exists()


def test_an_estimate_says_its_rule(bring_in: Import) -> None:
    bring_in(GOOD, is_estimate=True, method="Spread by night lights")
    row = Population.objects.get()
    assert (row.is_estimate, row.is_demo, row.method) == (True, False, "Spread by night lights")


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("people.csv", {"nodata": 0.0}, "--nodata means nothing for CSV"),
        ("people.csv", {"sheet": "a"}, "--sheet means nothing for CSV"),
        ("people.tif", {"persons_column": "a"}, "--persons-column means nothing for a raster"),
    ],
)
def test_options_that_mean_nothing_are_refused(
    bring_in: Import, name: str, options: dict[str, object], words: str
) -> None:
    with pytest.raises(BadOptionError, match=words):
        bring_in(GOOD, file=name, **options)


@pytest.mark.parametrize("name", ["people.xlsx", "people.pdf"])
def test_other_files_are_refused_with_those_there_are(bring_in: Import, name: str) -> None:
    with pytest.raises(BadFileError, match="CSV, GeoJSON, GPKG, Shapefile, GeoTIFF"):
        bring_in(GOOD, file=name)


places = st.tuples(st.floats(-179, 179), st.floats(-85, 72), st.floats(0, 1e6, allow_subnormal=False))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(cells=st.lists(places, min_size=1, max_size=40))
def test_whatever_is_in_the_file_is_stored_to_the_last_bit(
    bring_in: Import, cells: list[tuple[float, float, float]]
) -> None:
    text = "".join(f"{lon!r},{lat!r},{persons!r}\n" for lon, lat, persons in cells)
    report = bring_in(f"lon,lat,people\n{text}")
    peopled = sorted(cell for cell in cells if cell[2] > 0 and cell[:2] != (0, 0))
    assert report.difference <= 1e-9 * max(1, report.account.file_persons)
    if peopled:
        assert rows() == peopled
