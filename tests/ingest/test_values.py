"""Cells as people write them."""

from datetime import date, datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from layers.ingest import values
from layers.ingest.angles import parse_coordinate
from layers.ingest.errors import BadValueError


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1200", 1200),
        ("１，２００", 1200),
        ("1,200人", 1200),
        ("1 200", 1200),
        ("1.2万", 12000),
        (12.0, 12),
        ("-5", -5),
        ("", None),
        ("—", None),
        ("无", None),
        (float("nan"), None),
        (None, None),
        ("0", 0),
    ],
)
def test_whole_numbers(text: object, number: int | None) -> None:
    assert values.as_integer(text) == number


@pytest.mark.parametrize("text", ["约100", "NaN", "inf", "3,5", "1.5", "12-15", "一百", "1e400x", "#REF!"])
def test_what_is_no_whole_number(text: str) -> None:
    with pytest.raises(BadValueError):
        values.as_integer(text)


@given(st.integers(-(10**9), 10**9))
def test_thousands_separators_change_nothing(number: int) -> None:
    assert values.as_integer(f"{number:,}") == number


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01",
        "2024/5/1",
        "2024.5.1",
        "20240501",
        "2024年5月1日",
        45413,
        "45413",
        "2024-05-01 08:30",
        datetime(2024, 5, 1),  # noqa: DTZ001 (as a spreadsheet gives it)
        date(2024, 5, 1),
    ],
)
def test_dates(text: object) -> None:
    assert values.as_date(text) == date(2024, 5, 1)


@pytest.mark.parametrize("text", ["5/1/2024", "2024-02-30", "2024-13-01", "去年", "2024年5月", "7"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(BadValueError):
        values.as_date(text)


@pytest.mark.parametrize(
    "text",
    ["2024-05-01 08:30", "2024年5月1日8时30分", "2024-05-01T08:30:00+08:00", "2024/5/1 8:30", "45413.354166666664"],
)
def test_moments_are_in_the_servers_time_zone_unless_they_say(text: str) -> None:
    moment = values.as_datetime(text)
    assert moment is not None
    assert abs((timezone.localtime(moment) - timezone.make_aware(datetime(2024, 5, 1, 8, 30))).total_seconds()) < 1  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "flag"),
    [("是", True), ("有", True), ("Yes", True), ("１", True), ("否", False), ("无", False), ("no", False), ("", None)],
)
def test_yes_and_no(text: str, flag: bool | None) -> None:
    assert values.as_flag(text) is flag


def test_a_telephone_number_in_scientific_notation_is_refused() -> None:
    assert values.as_phone(9130000001.0) == "9130000001"
    with pytest.raises(BadValueError, match="scientific"):
        values.as_phone("1.39E+10")


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("116.39", 116.39),
        ("116°23′50″", 116.397222),
        ("116°23'50.5\"E", 116.397361),
        ("E116.39", 116.39),
        ("东经116度23分50秒", 116.397222),
        ("東經 116.39", 116.39),
        ("116 23 50", 116.397222),
        ("１１６．３９", 116.39),
        ("-33°30′", -33.5),
        ("W 70.5", -70.5),
        ("39448475.8", 39448475.8),
        ("1.1e2", 110.0),
        ("", None),
    ],
)
def test_longitudes_as_people_write_them(text: str, degrees: float | None) -> None:
    found = parse_coordinate(text, axis="x")
    assert found == (pytest.approx(degrees, abs=1e-6) if degrees is not None else None)


@pytest.mark.parametrize(("text", "axis"), [("39.9N", "x"), ("北纬39.9", "x"), ("116.4E", "y")])
def test_a_letter_on_the_wrong_axis_says_swapped(text: str, axis: str) -> None:
    with pytest.raises(BadValueError, match="swapped"):
        parse_coordinate(text, axis=axis)


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59))
def test_degrees_minutes_seconds_are_degrees(degrees: int, minutes: int, seconds: int) -> None:
    found = parse_coordinate(f"{degrees}°{minutes}′{seconds}″", axis="x")
    assert found == pytest.approx(degrees + minutes / 60 + seconds / 3600, abs=1e-9)


def test_invisible_characters_are_no_part_of_a_text() -> None:
    assert values.as_text("\ufeffA\u200b1\x00 ") == "A1"
    assert values.as_text(610526.0) == "610526"
