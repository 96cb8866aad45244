"""The radius tool: what is around a place, and how much land a layer covers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import ENGLISH, Device, OneMapPage

LON, LAT = 109.6, 34.9
PLACE = f"{LON},{LAT}"
AT = f"{PLACE},9"


def within(page: OneMapPage) -> int:
    """What the server counts for the question in the address."""
    lon, lat = page.parameters["place"][0].split(",")
    radius_m = page.parameters.get("radius_m", ["1000"])[0]
    return int(page.ask_api("within/shelters", lon=lon, lat=lat, radius_m=radius_m, limit=1)["count"])


def test_number_and_sums_inside_the_circle_are_the_servers(page: OneMapPage) -> None:
    page.open(at=AT, tool="coverage", layer="shelters", place=PLACE, radius_m="20000")
    answer = page.ask_api("within/shelters", lon=LON, lat=LAT, radius_m=20_000)
    assert answer["count"] > 3
    expect(page.panel.locator(".head > b")).to_have_text(str(answer["count"]))
    expect(page.rows).to_have_count(answer["count"])
    places = answer["sums"]["capacity_evacuation_persons"]
    expect(page.panel.locator("dl")).to_contain_text(f"{places:,}")


def test_dragging_the_rim_widens_the_circle_and_counts_again(page: OneMapPage) -> None:
    page.open(at=AT, tool="coverage", layer="shelters", place=PLACE, radius_m="5000")
    expect(page.panel.locator(".head > b")).to_be_visible()
    page.wait_for_map()
    page.drag(page.handle("rim"), by=(120, 0))

    page.wait_for_parameter("radius_m", r"[1-9]\d{4}")
    assert float(page.parameters["radius_m"][0]) > 10_000
    expect(page.panel.locator(".head > b")).to_have_text(str(within(page)))


def test_dragging_the_centre_moves_the_question(page: OneMapPage) -> None:
    page.open(at=AT, tool="coverage", layer="shelters", place=PLACE, radius_m="20000")
    expect(page.panel.locator(".head > b")).to_be_visible()
    page.wait_for_map()
    page.drag(page.handle("origin"), by=(0, 150))

    page.page.wait_for_url(lambda url: f"place={PLACE}&" not in url)
    lon, lat = (float(part) for part in page.parameters["place"][0].split(","))
    assert lat < LAT - 0.1
    assert abs(lon - LON) < 0.01
    expect(page.panel.locator(".head > b")).to_have_text(str(within(page)))


def test_a_radius_nobody_has_set_suits_the_view_until_somebody_sets_it(page: OneMapPage) -> None:
    page.open(at=AT, tool="coverage", layer="shelters", place=PLACE)
    figure = page.panel.get_by_role("spinbutton", name="半径（米）")
    expect(figure).to_have_value("20000")
    answer = page.ask_api("within/shelters", lon=LON, lat=LAT, radius_m=20_000, limit=1)
    expect(page.panel.locator(".head > b")).to_have_text(str(answer["count"]))
    page.page.get_by_role("button", name="放大").click()
    expect(figure).to_have_value("10000")

    figure.fill("7000")
    figure.press("Enter")
    page.wait_for_parameter("radius_m", "7000")
    page.page.get_by_role("button", name="缩小").click()
    page.wait_until_written()
    expect(figure).to_have_value("7000")


def test_the_slider_works_by_keys(page: OneMapPage) -> None:
    page.open(at=AT, tool="coverage", layer="shelters", place=PLACE, radius_m="5000")
    slider = page.panel.get_by_role("slider")
    slider.focus()
    slider.press("End")
    page.wait_for_parameter("radius_m", "50000")
    expect(page.panel.locator(".head > b")).to_have_text(str(within(page)))
    slider.press("Home")
    page.wait_for_parameter("radius_m", "100")


class TestCoverage:
    def test_the_share_is_the_servers_and_says_what_it_is_a_share_of(self, page: OneMapPage) -> None:
        page.open(tool="coverage", mode="all", layer="shelters", radius_m="3000")
        answer = page.ask_api("coverage/shelters", radius_m=3000, area="610500")
        expect(page.panel.locator(".head > b")).to_have_text(f"{answer['area_share']:.1%}")
        expect(page.panel).to_contain_text("渭南市的土地")
        expect(page.panel).to_contain_text(f"共 {answer['area_km2']:,.0f} km²")
        expect(page.panel).to_contain_text("不代表人口覆盖")

    def test_areas_are_ranked_by_their_share_the_least_first(self, page: OneMapPage) -> None:
        page.open(tool="coverage", mode="all", layer="depots", radius_m="10000")
        answer = page.ask_api("coverage/depots", radius_m=10_000, area="610500")
        shares = sorted((area["area_share"], area["name"]) for area in answer["areas"])
        bars = page.panel.get_by_role("row").filter(has=page.page.get_by_role("rowheader"))
        expect(bars).to_have_count(len(shares))
        assert [bar.get_by_role("rowheader").inner_text() for bar in bars.all()] == [name for _, name in shares]
        expect(bars.first).to_contain_text(f"{shares[0][0]:.1%}")

    def test_another_area_is_another_denominator(self, page: OneMapPage) -> None:
        page.open(tool="coverage", mode="all", layer="shelters", radius_m="3000")
        expect(page.panel.locator(".head > b")).to_be_visible()
        page.page.get_by_role("button", name=re.compile("^行政区")).click()
        page.page.get_by_role("combobox", name="行政区").fill("蒲城")
        page.page.get_by_role("option", name=re.compile("^蒲城县")).click()
        page.wait_for_parameter("area", "610526")
        answer = page.ask_api("coverage/shelters", radius_m=3000, area="610526")
        expect(page.panel.locator(".head > b")).to_have_text(f"{answer['area_share']:.1%}")
        expect(page.panel).to_contain_text("蒲城县的土地")


class TestInEnglish:
    @pytest.fixture
    def device(self) -> Device:
        return ENGLISH

    def test_what_is_not_covered_can_be_marked(self, page: OneMapPage) -> None:
        page.open(tool="coverage", mode="all", layer="shelters", radius_m="3000")
        expect(page.panel.locator(".head > b")).to_be_visible()
        switch = page.panel.get_by_role("switch", name="Mark what is not covered")
        expect(switch).to_have_attribute("aria-checked", "false")
        page.wait_for_map()
        before = page.map.screenshot()
        switch.click()
        page.wait_for_parameter("outside", "1")
        page.wait_for_map()
        assert page.map.screenshot() != before
