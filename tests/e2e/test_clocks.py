"""Delivery clocks on the map: which sites stock reaches in time, and what fails where it does not."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.driver import OneMapPage

NEED = "tent:2000,quilt:5000"
ITEMS = [{"item": "tent", "quantity": 2000}, {"item": "quilt", "quantity": 5000}]
SCREEN: dict[str, str | list[str]] = {"tool": "clocks", "need": NEED, "f.usable": "true"}
TOWNS = {"area": "610500", "level": "town"}


def judged(page: OneMapPage, sites: Any = TOWNS) -> Any:
    return page.ask_api_with("clocks", {"sites": sites, "items": ITEMS, "by_road": True})


def wait_for_roads(page: OneMapPage) -> None:
    """Until the estimate has given way to the times along roads."""
    expect(page.sentence).to_have_attribute("aria-busy", "false")


def choice(page: OneMapPage, title: str) -> Locator:
    return page.panel.get_by_role("group", name="时限").locator("label", has_text=title)


def open_rows(page: OneMapPage) -> Locator:
    return page.panel.locator("ol.list > li > button[aria-expanded=true]")


def test_each_clock_counts_the_sites_that_hold_it(commander: OneMapPage) -> None:
    commander.open(tool="clocks")
    expect(commander.panel).to_contain_text("添加每个地点需要的物资和数量")
    commander.need("帐篷 2000")
    commander.need("棉被 5000")
    commander.wait_for_parameter("need", re.escape(NEED))
    wait_for_roads(commander)
    answer = commander.ask_api_with("clocks", {"sites": TOWNS, "items": ITEMS, "by_road": True, "usable_only": True})
    for clock in answer["clocks"]:
        line = choice(commander, clock["title"]["zh"])
        expect(line).to_contain_text(re.compile(rf"{answer['passed'][clock['key']]}\s*/\s*{answer['count']}"))
        expect(line).to_contain_text("规划目标，未见正式文本")
    expect(commander.panel).to_contain_text("各地点单独判断")
    expect(commander.announcement).to_contain_text("达标")


def test_the_sites_that_fail_stand_first_with_what_is_missing(commander: OneMapPage) -> None:
    commander.open(**SCREEN)
    wait_for_roads(commander)
    choice(commander, "乡镇级物资 6 小时送达").click()
    commander.wait_for_parameter("clock", "town-6h")
    answer = judged(commander)
    failing = [one for one in answer["sites"] if not _verdict(one, "town-6h")["passes"]]
    assert failing, "The demo should have towns that township stock does not reach"
    first = commander.rows.first
    expect(first).to_contain_text("库存不足")
    expect(first).to_contain_text(re.compile(r"缺 帐篷 [\d,]+ 顶"))
    expect(commander.sentence).to_contain_text(
        f"{answer['count'] - len(failing)} / {answer['count']} 个乡镇达标（乡镇级物资 6 小时送达）"
    )


def test_a_site_opens_with_every_clock_and_asks_who_could_fill_it(commander: OneMapPage) -> None:
    commander.open(**SCREEN, clock="any-2h", site="areas:610526-T-01")
    wait_for_roads(commander)
    row = open_rows(commander)
    expect(row).to_have_count(1)
    detail = row.locator("xpath=..")
    for title in ("任何物资 2 小时送达", "乡镇级物资 6 小时送达", "县级物资 8 小时送达"):
        expect(detail).to_contain_text(title)
    detail.get_by_role("button", name="看谁能凑齐").click()
    commander.wait_for_parameter("serving", "several")
    expect(commander.sentence).to_contain_text("到齐")
    assert commander.parameters["need"] == [NEED]


def test_a_click_on_a_site_on_the_map_opens_it_in_the_list(commander: OneMapPage) -> None:
    commander.open(**SCREEN, sites="incidents", clock="any-2h", at="109.6,34.9,8.5")
    wait_for_roads(commander)
    commander.wait_for_map()
    expect(open_rows(commander)).to_have_count(0)
    [incident, *_] = commander.ask_api("layers/incidents/features", status="open")["features"]
    commander.click_map_at(*incident["geometry"]["coordinates"])
    commander.wait_for_parameter("site", f"incidents:{incident['properties']['code']}")
    expect(open_rows(commander)).to_contain_text(incident["properties"]["name"])
    expect(commander.drawer).to_be_hidden()


def test_counties_are_sites_of_their_own(commander: OneMapPage) -> None:
    commander.open(**SCREEN, clock="county-8h")
    commander.panel.get_by_role("radio", name="区县").click()
    commander.wait_for_parameter("sites", "county")
    answer = judged(commander, {"area": "610500", "level": "county"})
    wait_for_roads(commander)
    expect(commander.sentence).to_contain_text(re.compile(rf"{answer['count']} 个区县"))
    expect(commander.rows).to_have_count(answer["count"])


def test_who_is_not_signed_in_is_told_why(page: OneMapPage) -> None:
    page.open(**SCREEN)
    expect(page.panel).to_contain_text("登录后可用")
    expect(page.panel.get_by_role("button", name="登录")).to_be_visible()


def _verdict(site: Any, clock: str) -> Any:
    return next(one for one in site["clocks"] if one["key"] == clock)
