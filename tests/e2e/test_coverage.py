"""The coverage tool: who has a place within reach, which areas fail, what new sites and what-ifs would change."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.driver import ENGLISH, Device, OneMapPage

AREA = "610500"
SCREEN = {"tool": "coverage", "reach": "radius", "layer": "shelters"}


def measured(page: OneMapPage, layer: str = "shelters", **changes: Any) -> Any:
    """What the server answers to the question in the address."""
    asked = page.parameters
    named = {
        name: asked[name][0] for name in ("radius_m", "minutes", "capacity", "population", "level") if name in asked
    }
    if not {"radius_m", "minutes"} & named.keys():
        named["radius_m"] = "1000"
    filters = {name.removeprefix("f."): values for name, values in asked.items() if name.startswith("f.")}
    area = asked.get("area", [AREA])[0]
    return page.ask_api(f"coverage/{layer}", **named, **filters, area=area, ground="false", **changes)


def people(count: float) -> str:
    return f"{round(count):,} 人"


def share(value: float) -> str:
    """As the page writes it: two decimals where there are few."""
    return f"{value:.2%}" if 0 < value < 0.1 else f"{value:.1%}"


def rows(page: OneMapPage) -> list[tuple[str, str]]:
    """Areas as the table lists them, each with its share."""
    lines = page.panel.locator("#part-panel tbody tr")
    expect(lines.first).to_be_visible()
    return [(line.get_by_role("rowheader").inner_text(), line.locator(".share").inner_text()) for line in lines.all()]


def figure(page: OneMapPage) -> Locator:
    return page.panel.locator(".head > b")


def slider(page: OneMapPage) -> Locator:
    return page.panel.get_by_role("slider")


class TestTheShare:
    def test_is_the_servers_and_names_the_people_it_is_a_share_of(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="3000")
        answer = measured(page)
        expect(figure(page)).to_have_text(share(answer["share"]))
        whose = answer["denominator"]
        expect(page.panel).to_contain_text(people(answer["covered_people"]))
        expect(page.panel).to_contain_text(f"共 {people(whose['people'])}")
        expect(page.panel).to_contain_text(whose["name"]["zh"])
        if whose["is_estimate"]:
            expect(page.panel).to_contain_text("估算")

    def test_follows_the_slider_while_it_is_dragged(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="1000")
        expect(figure(page)).to_have_text(share(measured(page)["share"]))
        asked_before = len([url for url in page.requests if "/coverage/" in url])
        track = slider(page).bounding_box()
        assert track is not None
        y = track["y"] + track["height"] / 2
        at = track["x"] + track["width"] * float(slider(page).input_value()) / float(
            slider(page).get_attribute("max") or 1
        )
        page.page.mouse.move(at, y)
        page.page.mouse.down()
        seen = set()
        for step in range(1, 9):
            page.page.mouse.move(at + step * 12, y)
            page.page.wait_for_timeout(250)
            seen.add(figure(page).inner_text())
        assert len(seen) > 2, "The share stood still under the hand"
        page.page.mouse.up()
        page.wait_until_written()
        radius_m = float(page.parameters["radius_m"][0])
        assert radius_m > 1500
        expect(figure(page)).to_have_text(share(measured(page)["share"]))
        assert len([url for url in page.requests if "/coverage/" in url]) > asked_before + 2

    def test_grows_with_the_radius(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="500")
        shares = []
        for radius_m in ("500", "2500", "10000"):
            field = page.panel.get_by_role("spinbutton", name="半径（米）")
            field.fill(radius_m)
            field.press("Enter")
            page.wait_for_parameter("radius_m", radius_m)
            answer = measured(page)
            expect(figure(page)).to_have_text(share(answer["share"]))
            shares.append(answer["share"])
        assert shares == sorted(shares)
        assert shares[0] < shares[-1]

    def test_is_short_of_the_target_by_whole_people(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="1000", target="90")
        answer = measured(page)
        short = 0.9 * answer["denominator"]["people"] - answer["covered_people"]
        expect(page.panel).to_contain_text(re.compile(r"未达目标 90%，差 [\d,]+ 人"))
        said = page.panel.locator(".goal").inner_text()
        assert 0 <= int(re.sub(r"\D", "", said.split("差")[1])) - short < 1


class TestPlaces:
    def test_part_people_into_three_classes_that_are_everyone(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="5000")
        expect(page.panel.get_by_role("list", name="人口三类").get_by_role("listitem")).to_have_count(2)
        page.panel.get_by_role("combobox", name="按容量分配").select_option("evacuation")
        page.wait_for_parameter("capacity", "evacuation")
        answer = measured(page)
        expect(figure(page)).to_have_text(share(answer["served_share"]))
        whole = answer["denominator"]["people"]
        classes = [answer[name] for name in ("served", "in_reach_no_place", "out_of_reach")]
        assert sum(classes) == pytest.approx(whole, abs=0.01)
        lines = page.panel.get_by_role("list", name="人口三类").get_by_role("listitem")
        expect(lines).to_have_text([re.compile(re.escape(share(one / whole))) for one in classes])
        expect(page.panel).to_contain_text("有位可住")


class TestAreas:
    def test_that_fail_stand_first_the_least_served_at_the_top(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="3000")
        answer = measured(page)
        ranked = sorted((row["share"], row["name"]) for row in answer["areas"] if row["code"] and row["people"])
        expect(figure(page)).to_be_visible()
        listed = [one for one in rows(page) if one[0] != "不在任何区内"]
        assert listed == [(name, share(value)) for value, name in ranked]
        failing = sum(value < 0.6 for value, _ in ranked)
        expect(page.panel.locator("caption")).to_contain_text(f"{len(ranked)} 个区中 {failing} 个未达标")

    def test_are_the_citys_townships_where_that_is_asked_and_are_coloured_from_far_off(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="5000", at="109.8,34.95,8.2")
        expect(figure(page)).to_be_visible()
        assert not any("level=town" in url for url in page.requests)
        page.panel.locator("summary", has_text="更多条件").click()
        page.panel.get_by_role("combobox", name="按哪一级统计").select_option("town")
        page.wait_for_parameter("level", "town")
        answer = measured(page)
        towns = [row for row in answer["areas"] if row["code"]]
        failing = sum(row["share"] < 0.6 for row in towns)
        assert {row["level"] for row in towns} == {"town"}
        assert 0 < failing < len(towns)
        expect(page.panel.locator("caption")).to_contain_text(f"{len(towns)} 个区中 {failing} 个未达标")
        least = min(towns, key=lambda row: (row["share"], -row["people"]))
        assert rows(page)[0] == (least["name"], share(least["share"]))
        page.wait_for_map()
        assert any("/tiles/areas/" in url and "level=town" in url for url in page.requests)

    def test_go_there_on_a_click(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="3000", at="109.6,34.9,8")
        name = rows(page)[0][0]
        page.panel.get_by_role("button", name=name).click()
        page.page.wait_for_url(lambda url: "at=109.60000,34.90000,8.00" not in url)
        assert float(page.parameters["at"][0].split(",")[2]) > 8

    def test_chosen_in_the_header_are_another_denominator(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="3000")
        expect(figure(page)).to_be_visible()
        page.page.get_by_role("button", name=re.compile("^行政区")).click()
        page.page.get_by_role("combobox", name="行政区").fill("蒲城")
        page.page.get_by_role("option", name=re.compile("^蒲城县")).click()
        page.wait_for_parameter("area", "610526")
        answer = measured(page)
        expect(figure(page)).to_have_text(share(answer["share"]))
        expect(page.panel).to_contain_text(f"共 {people(answer['denominator']['people'])}")

    def test_have_a_chart_that_is_loaded_when_it_is_opened(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="3000")
        expect(figure(page)).to_be_visible()
        assert not any("echarts" in url for url in page.requests)
        page.panel.get_by_text("图表：各区人口").click()
        chart = page.panel.get_by_role("img", name=re.compile("按三类叠放"))
        expect(chart).to_have_attribute("aria-busy", "false")
        assert any("echarts" in url for url in page.requests)
        expect(chart.locator("canvas")).to_be_visible()


class TestTheAddress:
    def test_gives_a_colleague_the_same_picture(self, page: OneMapPage) -> None:
        added = "109.6,34.9,800,一中"
        page.open(**SCREEN, radius_m="4000", capacity="evacuation", target="75", part="scenario", add=added)
        expect(page.panel.get_by_role("tab", name="假设")).to_have_attribute("aria-selected", "true")
        expect(figure(page)).to_be_visible()
        before = figure(page).inner_text()
        address = page.page.url
        page.page.goto("about:blank")
        page.open_address(address)
        expect(figure(page)).to_have_text(before)
        expect(page.panel.get_by_role("spinbutton", name="目标")).to_have_value("75")
        expect(page.panel.get_by_role("textbox", name="一中的名称")).to_have_value("一中")

    def test_from_before_coverage_was_about_people_still_opens_it(self, page: OneMapPage) -> None:
        page.open(tool="coverage", mode="all", layer="shelters", radius_m="3000")
        expect(figure(page)).to_have_text(share(measured(page)["share"]))


class TestWhatIf:
    def test_a_site_is_closed_from_its_details_and_compared_with_today(self, page: OneMapPage) -> None:
        [site, *_] = page.ask_api("layers/shelters/features", limit=1)["features"]
        code = site["properties"]["code"]
        page.open(**SCREEN, radius_m="5000", pick=f"shelters:{code}")
        page.drawer.get_by_role("button", name="假设关闭").click()
        page.wait_for_parameter("close", re.escape(code))
        today = measured(page)
        table = page.panel.get_by_role("table").first
        expect(table).to_have_attribute("aria-busy", "false")
        expect(table.get_by_role("row").nth(1)).to_contain_text(share(today["share"]))
        changed = page.ask_api_with(
            "coverage/shelters", {"radius_m": 5000, "area": AREA, "ground": False, "changes": {"close": [code]}}
        )
        expect(figure(page)).to_have_text(share(changed["share"]))
        page.drawer.get_by_role("button", name="恢复开放").click()
        page.wait_until_gone("close")
        expect(figure(page)).to_have_text(share(today["share"]))

    def test_a_site_is_added_by_a_click(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="5000", part="scenario", at="109.6,34.9,9")
        expect(figure(page)).to_be_visible()
        page.wait_for_map()
        page.panel.get_by_role("button", name="增设一处").click()
        page.click_map_at(109.75, 34.95)
        page.wait_for_parameter("add", r"109\.7")
        lon, lat, places = page.parameters["add"][0].split(",")
        changed = page.ask_api_with(
            "coverage/shelters",
            {
                "radius_m": 5000,
                "area": AREA,
                "ground": False,
                "changes": {
                    "add": [{"name": "+1", "lon": float(lon), "lat": float(lat), "capacity_persons": int(places)}]
                },
            },
        )
        expect(figure(page)).to_have_text(share(changed["share"]))

    def test_today_and_the_scenario_lie_either_side_of_a_divider(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="5000", part="scenario", add="109.6,34.9,800", shown="swipe")
        today = page.page.locator(".before canvas")
        expect(today).to_have_attribute("aria-busy", "false")
        captions = page.page.locator(".line .side")
        expect(captions).to_have_text([f"今天 {share(measured(page)['share'])}", f"假设 {figure(page).inner_text()}"])
        divider = page.page.get_by_role("slider", name="今天与假设的分界线")
        expect(divider).to_have_attribute("aria-valuenow", "50")
        divider.press("ArrowLeft")
        divider.press("PageDown")
        expect(divider).to_have_attribute("aria-valuenow", "38")
        page.drag(divider, by=(200, 0))
        assert int(divider.get_attribute("aria-valuenow") or 0) > 50
        page.panel.get_by_role("radio", name="今天").click()
        page.wait_for_parameter("shown", "today")
        expect(today).to_have_count(0)

    def test_a_scenario_that_is_refused_can_still_be_undone(self, page: OneMapPage) -> None:
        page.page.goto(f"{page.server.url}/?tool=coverage&reach=radius&layer=shelters&part=scenario&close=NOT-THERE")
        expect(page.alert).to_contain_text("NOT-THERE")
        page.panel.get_by_role("button", name="撤销：NOT-THERE").click()
        expect(figure(page)).to_be_visible()


class TestKeptScenarios:
    QUESTION: ClassVar = {"radius_m": "5000", "capacity": "evacuation", "area": "610526", "f.hazard": "flood"}

    def test_come_back_with_their_whole_question_and_go_when_asked_twice(self, commander: OneMapPage) -> None:
        commander.open(**SCREEN, **self.QUESTION, part="scenario", add="109.6,34.9,800,一中")
        commander.panel.get_by_role("textbox", name="方案名称").fill("北片优先")
        commander.panel.get_by_role("button", name="保存方案").click()
        commander.wait_for_parameter("scenario", "[0-9a-f-]{36}")
        kept = commander.parameters["scenario"]
        before = figure(commander).inner_text()

        commander.open(**SCREEN, part="scenario")
        commander.panel.get_by_role("button", name=re.compile("^北片优先")).click()
        commander.wait_for_parameter("scenario", kept[0])
        asked = commander.parameters
        assert {name: asked[name][0] for name in self.QUESTION} == self.QUESTION
        assert asked["add"] == ["109.6,34.9,800,一中"]
        expect(figure(commander)).to_have_text(before)

        forget = commander.panel.get_by_role("button", name="删除方案：北片优先")
        forget.click()
        commander.panel.get_by_role("button", name="保留").click()
        forget.click()
        commander.panel.get_by_role("button", name="删除", exact=True).click()
        commander.wait_until_gone("scenario")
        expect(forget).to_have_count(0)
        assert kept[0] not in [one["id"] for one in commander.ask_api("scenarios")["scenarios"]]


class TestInEnglish:
    @pytest.fixture
    def device(self) -> Device:
        return ENGLISH

    def test_the_answer_is_english_and_names_its_people(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="3000")
        answer = measured(page)
        expect(figure(page)).to_have_text(share(answer["share"]))
        expect(page.panel).to_contain_text(f"of {round(answer['denominator']['people']):,} people")
        expect(page.panel).to_contain_text("people short")

    def test_what_is_not_covered_can_be_marked(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="3000")
        expect(figure(page)).to_be_visible()
        page.show_settings()
        page.wait_for_map()
        before = page.map.screenshot()
        page.panel.get_by_role("switch", name="Mark what is not covered").click()
        page.wait_for_parameter("outside", "1")
        page.wait_for_map()
        assert page.map.screenshot() != before


class TestNewSites:
    def test_are_the_servers_in_order_and_become_a_scenario(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="2000", part="siting", spacing_m="6000", p="2")
        page.panel.get_by_role("button", name="推荐新址").click()
        answer = page.ask_api_with(
            "siting/shelters",
            {"radius_m": 2000, "area": AREA, "method": "mclp", "p": 2, "candidates": {"grid": {"spacing_m": 6000}}},
        )
        picks = page.panel.locator("#part-panel ol > li")
        gains = [re.compile(re.escape(f"+{people(one['people_gained'])}")) for one in answer["picks"]]
        expect(picks).to_contain_text(gains)
        page.panel.get_by_text("增益曲线").click()
        expect(page.panel.get_by_role("img", name="增益曲线")).to_have_attribute("aria-busy", "false")

        page.panel.get_by_role("button", name="加入假设方案").click()
        page.wait_for_parameter("part", "scenario")
        assert len(page.parameters["add"]) == 2
        expect(figure(page)).to_have_text(share(answer["picks"][-1]["share"]))

    def test_may_be_places_added_at_sites_of_today(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="2000", area="610526", part="siting", method="served", candidates="none", p="2")
        choose = page.panel.get_by_role("button", name="推荐新址")
        expect(choose).to_be_disabled()
        more = page.panel.get_by_role("spinbutton", name="现有场所可增（人）")
        more.fill("800")
        more.press("Enter")
        choose.click()
        picks = page.panel.locator("#part-panel ol > li")
        expect(picks).to_contain_text([re.compile(r"扩容 800 人\s*\+800 人")] * 2)
        page.panel.get_by_role("button", name="加入假设方案").click()
        page.wait_for_parameter("part", "scenario")
        assert len(page.parameters["places"]) == 2
        assert "add" not in page.parameters
        expect(page.panel.get_by_role("table").first).to_contain_text("+1,600")


class TestLongWork:
    def test_says_how_far_it_is_goes_on_after_a_reload_and_can_be_cancelled(self, page: OneMapPage) -> None:
        page.open(tool="coverage", reach="walk", minutes="17", layer="shelters")
        page.wait_for_parameter("run", "[0-9a-f-]{36}")
        [run] = page.parameters["run"]
        expect(page.panel.get_by_role("progressbar")).to_be_visible()
        page.page.reload()
        expect(page.panel.get_by_role("progressbar")).to_be_visible()
        assert any(url.endswith(f"/runs/{run}") for url in page.requests)
        page.panel.get_by_role("button", name="取消").click()
        page.wait_until_gone("run")
        expect(page.alert).to_contain_text("计算已取消")


class TestReports:
    BEGINS: ClassVar = {
        "网页报告（HTML）": ("html", b"<!doctype html>"),
        "打印报告（PDF）": ("pdf", b"%PDF-"),
        "表格（XLSX）": ("xlsx", b"PK\x03\x04"),
        "表格（CSV）": ("csv", b"\xef\xbb\xbf"),
        "图形（GPKG）": ("gpkg", b"SQLite format 3\x00"),
        "图形（GeoJSON）": ("geojson", b"{"),
    }

    def test_arrive_in_every_form_the_menu_names(self, page: OneMapPage) -> None:
        page.open(**SCREEN, radius_m="3000", part="scenario", add="109.6,34.9,800,一中")
        menu = page.panel.get_by_role("button", name="导出报告")
        arrived = {}
        for label in self.BEGINS:
            menu.click()
            with page.page.expect_download() as coming:
                page.panel.get_by_role("button", name=label).click()
            file = Path(coming.value.path())
            arrived[label] = (coming.value.suggested_filename, file.read_bytes())
            expect(menu).to_be_enabled()
        for label, (form, begins) in self.BEGINS.items():
            name, content = arrived[label]
            assert name == f"onemap-coverage.{form}"
            assert content.lower().startswith(begins.lower()), label
        assert json.loads(arrived["图形（GeoJSON）"][1])["type"] == "FeatureCollection"
        listed = arrived["表格（CSV）"][1].decode()
        assert all(name in listed for name in ("蒲城县", "大荔县"))

    def test_that_take_long_are_followed_until_the_file_is_there(self, page: OneMapPage) -> None:
        page.page.route(
            "**/report?*",
            lambda route: route.continue_(headers={**route.request.headers, "prefer": "respond-async"}),
        )
        page.open(**SCREEN, radius_m="3210")
        page.panel.get_by_role("button", name="导出报告").click()
        with page.page.expect_download() as coming:
            page.panel.get_by_role("button", name="表格（CSV）").click()
            expect(page.panel.get_by_role("progressbar")).to_be_visible()
        assert Path(coming.value.path()).read_bytes().startswith(b"\xef\xbb\xbf")
        assert any(url.endswith("/result") for url in page.requests)
        expect(page.panel.get_by_role("progressbar")).to_have_count(0)


class TestTargets:
    def test_are_checked_for_who_is_signed_in_with_the_clause_of_each(self, commander: OneMapPage) -> None:
        commander.open(**SCREEN, part="targets")
        answer = commander.ask_api("targets/check", area=AREA)
        groups = commander.panel.locator("#part-panel details")
        expect(groups).to_have_count(len(answer["targets"]))
        expect(groups).to_contain_text([one["title"]["zh"] for one in answer["targets"]])

    def test_ask_others_to_sign_in(self, page: OneMapPage) -> None:
        page.open(**SCREEN, part="targets")
        expect(page.panel).to_contain_text("登录后可看")
