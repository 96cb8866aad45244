"""On a phone: the map, a bottom sheet, and tools within reach of a thumb."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import PHONE, Device, OneMapPage

THUMB_PX = 44


@pytest.fixture
def device() -> Device:
    return PHONE


def sheet_height(page: OneMapPage) -> float:
    box = page.page.locator(".sheet").bounding_box()
    assert box is not None
    return box["height"]


def test_tools_stand_at_the_bottom_and_are_large_enough(page: OneMapPage) -> None:
    page.open()
    buttons = page.page.get_by_role("navigation").get_by_role("button").all()
    assert len(buttons) == 6
    for button in buttons:
        box = button.bounding_box()
        assert box is not None
        assert box["y"] > 844 - 80
        assert min(box["width"], box["height"]) >= THUMB_PX


def test_nothing_is_wider_than_the_screen(page: OneMapPage) -> None:
    for tool in ("layers", "nearest", "coverage", "radius", "inside", "clocks"):
        page.open(tool=tool, place="109.6,34.9", layer="shelters", reach="radius")
        expect(page.panel).to_be_visible()
        assert page.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")


def test_a_tap_on_the_map_behind_the_sheet_asks_there(page: OneMapPage) -> None:
    page.open(at="109.6,34.9,9", tool="nearest", layer="shelters")
    expect(page.panel).to_be_visible()
    # North of the middle of the map, which the sheet covers.
    page.page.touchscreen.tap(*page.point_of(*page.spot_without_marks(near=(109.6, 35.05))))
    page.wait_for_parameter("place", r"\d")
    expect(page.rows).to_have_count(5)
    # Answer first: the summary and the first row can be seen without scrolling.
    expect(page.sentence).to_be_in_viewport()
    expect(page.rows.first).to_be_in_viewport()


def test_the_sheet_has_three_stops(page: OneMapPage) -> None:
    page.open(tool="nearest", layer="shelters", place="109.6,34.9")
    sheet = page.page.locator(".sheet")
    handle = sheet.get_by_role("button", name="面板")
    expect(sheet).to_have_attribute("data-stop", "half")
    half = sheet_height(page)

    page.drag(handle, by=(0, -350))
    expect(sheet).to_have_attribute("data-stop", "full")
    page.page.wait_for_function(f"document.querySelector('.sheet').offsetHeight > {half * 1.5}")

    page.drag(handle, by=(0, 600))
    expect(sheet).to_have_attribute("data-stop", "peek")
    page.page.wait_for_function(f"document.querySelector('.sheet').offsetHeight < {half * 0.6}")

    handle.press("Enter")
    expect(sheet).to_have_attribute("data-stop", "half")


def test_details_come_in_the_same_sheet_and_leave_the_answer_on_the_map(page: OneMapPage) -> None:
    page.open(tool="nearest", layer="shelters", place="109.6,34.9")
    name = page.rows.first.locator(".what b").inner_text()
    page.rows.first.click()
    expect(page.drawer.get_by_role("heading", level=2)).to_have_text(name)
    page.drawer.get_by_role("button", name="关闭").click()
    expect(page.rows.first).to_be_visible()


def test_search_takes_the_header_and_flies_to_what_it_finds(page: OneMapPage) -> None:
    page.open()
    page.page.get_by_role("button", name="搜索").click()
    page.search_box.fill("蒲城县救灾物资")
    page.page.get_by_role("option").first.click()
    expect(page.drawer.get_by_role("heading", level=2)).to_have_text("蒲城县救灾物资储备库")
