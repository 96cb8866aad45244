"""Find anything by name, pinyin, code or coordinates — with the keys alone."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.driver import OneMapPage


def test_a_slash_searches_and_the_arrows_choose(page: OneMapPage) -> None:
    page.open()
    page.page.keyboard.press("/")
    expect(page.search_box).to_be_focused()
    page.page.keyboard.type("蒲城县救灾")
    options = page.page.get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.page.keyboard.press("ArrowDown")
    page.page.keyboard.press("ArrowUp")
    name = options.first.locator(".name").inner_text()
    page.page.keyboard.press("Enter")
    expect(page.drawer.get_by_role("heading", level=2)).to_have_text(name)
    expect(options.first).to_be_hidden()


def test_results_of_a_kind_stand_together(page: OneMapPage) -> None:
    page.open()
    page.search_box.fill("蒲城")
    expect(page.page.get_by_role("option").first).to_be_visible()
    groups = page.page.locator(".search li.group").all_inner_texts()
    assert len(groups) == len(set(groups)) >= 2


def test_an_area_becomes_what_the_page_is_about(page: OneMapPage) -> None:
    page.open()
    page.search_box.fill("大荔县")
    page.page.get_by_role("option", name=re.compile("^大荔县")).first.click()
    page.wait_for_parameter("area", "610523")
    expect(page.page.get_by_role("button", name="行政区: 大荔县")).to_be_visible()


def test_coordinates_become_the_place_to_ask_from(page: OneMapPage) -> None:
    page.open()
    page.search_box.fill("34°30′00″N 109°30′00″E")
    page.page.get_by_role("option", name=re.compile("109.50000,34.50000")).click()
    page.wait_for_parameter("tool", "nearest")
    page.wait_for_parameter("place", r"109\.5,34\.5(&|$)")
    expect(page.rows).to_have_count(5)


def test_coordinates_in_another_datum_say_that_they_were_converted(page: OneMapPage) -> None:
    page.open()
    page.search_box.fill("gcj02 109.5,34.5")
    option = page.page.get_by_role("option").first
    expect(option).to_contain_text("由 GCJ02 换算")
    expect(option).not_to_contain_text("109.50000,34.50000")


def test_nothing_found_is_said(page: OneMapPage) -> None:
    page.open()
    page.search_box.fill("没有这样的地方")
    expect(page.page.get_by_role("search")).to_contain_text("没有找到")
