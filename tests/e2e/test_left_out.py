"""Those left out, by name; danger to keep out of; and the answer taken along."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Download, expect

from tests.e2e.driver import OneMapPage

LON, LAT = 109.6, 34.9
PLACE = f"{LON},{LAT}"
ASKED = {"tool": "nearest", "layer": "depots", "place": PLACE, "need": "tent:300", "f.usable": "true"}
FLOOD = "incidents:610526-I-001"


def test_the_nearest_left_out_are_named_with_their_reason(commander: OneMapPage) -> None:
    commander.open(at=f"{PLACE},9", **ASKED, by="distance")
    expect(commander.rows).to_have_count(5)
    expect(commander.left_out).to_have_count(0)
    commander.panel.get_by_role("button", name="未选用").click()
    commander.wait_for_parameter("left_out", "1")

    asked = {"lon": LON, "lat": LAT, "k": 5, "usable": "true", "item": "tent", "quantity": 300}
    expected = commander.ask_api("nearest/depots", **asked, explain="true")["left_out"]
    expect(commander.left_out).to_have_count(len(expected))
    first = expected[0]["properties"]
    expect(commander.left_out.first).to_contain_text(first["name"])
    expect(commander.left_out.first).to_contain_text(first["reason_text"]["zh"])

    # The list and the map are one: the mark lights its row, and the row opens its place.
    commander.wait_for_map()
    commander.page.mouse.move(*commander.point_of(*expected[2]["geometry"]["coordinates"]))
    expect(commander.left_out.nth(2)).to_have_class(re.compile(r"\bfocus\b"))
    commander.left_out.first.click()
    expect(commander.drawer.get_by_role("heading", level=2)).to_have_text(first["name"])


def test_an_incidents_ground_is_kept_out_of_from_its_details(commander: OneMapPage) -> None:
    commander.open(**{**ASKED, "layer": "shelters", "need": "", "pick": FLOOD})
    commander.drawer.get_by_role("button", name="避开这片区域").click()
    commander.wait_for_parameter("avoid", FLOOD)
    expect(commander.drawer.get_by_role("button", name="取消避开")).to_be_visible()
    commander.show_settings()
    chips = commander.panel.get_by_role("group", name="避开")
    expect(chips).to_contain_text("蒲城县洛河漫滩洪涝")
    chips.get_by_role("button", name="不再避开").click()
    commander.wait_until_gone("avoid")


def test_a_drawn_area_is_kept_out_of(commander: OneMapPage) -> None:
    commander.open(at=f"{PLACE},9", **{**ASKED, "layer": "shelters", "need": ""}, by="distance")
    expect(commander.rows).to_have_count(5)
    nearest = commander.rows.first.locator(".what b").inner_text()
    commander.show_settings()
    commander.panel.get_by_role("button", name="添加避开范围").click()
    commander.panel.get_by_role("button", name="在地图上画一片区域").click()
    commander.wait_for_map()
    [first, *_] = commander.ask_api("nearest/shelters", lon=LON, lat=LAT, k=1, usable="true")["features"]
    lon, lat = first["geometry"]["coordinates"]
    for east, north in ((-0.02, -0.02), (0.02, -0.02), (0.02, 0.02), (-0.02, 0.02)):
        commander.click_map_at(lon + east, lat + north)
    commander.page.keyboard.press("Enter")

    commander.wait_for_parameter("avoid", r"[\d.]+,[\d.]+;")
    expect(commander.panel.get_by_role("group", name="避开")).to_contain_text("所画区域")
    expect(commander.rows.first.locator(".what b")).not_to_have_text(nearest)
    expect(commander.panel.get_by_role("region", name="未选用")).to_contain_text("位于须避开的区域内")
    # A click asks again, as before the drawing.
    assert commander.parameters["place"] == [PLACE]


def saved(download: Download, folder: Path) -> str:
    path = folder / download.suggested_filename
    download.save_as(path)
    return path.read_bytes().decode("utf-8")


def test_the_answer_is_taken_along_as_a_table_and_as_geometry(commander: OneMapPage, tmp_path: Path) -> None:
    commander.open(**ASKED, by="distance")
    expect(commander.rows).to_have_count(5)
    names = [row.name for row in commander.read_rows()]
    with commander.page.expect_download() as table:
        commander.panel.get_by_role("button", name="CSV").click()
    text = saved(table.value, tmp_path)
    assert text.startswith("\ufeff")
    assert [row["名称"] for row in csv.DictReader(io.StringIO(text[1:]))] == names

    with commander.page.expect_download() as geometry:
        commander.panel.get_by_role("button", name="GeoJSON").click()
    document = json.loads(saved(geometry.value, tmp_path))
    assert document["type"] == "FeatureCollection"
    assert [feature["properties"]["name"] for feature in document["features"]] == names


class TestOnTheClipboard:
    @pytest.fixture
    def device(self) -> dict[str, object]:
        return {
            "viewport": {"width": 1440, "height": 900},
            "locale": "zh-CN",
            "permissions": ["clipboard-read", "clipboard-write"],
        }

    def test_the_answer_is_text_for_a_message(self, commander: OneMapPage) -> None:
        commander.open(**ASKED)
        expect(commander.rows).to_have_count(5)
        expect(commander.rows.first.locator(".figures b")).to_contain_text("分")
        commander.panel.get_by_role("button", name="复制文字").click()
        expect(commander.panel.get_by_role("button", name="已复制")).to_be_visible()
        lines = commander.page.evaluate("navigator.clipboard.readText()").splitlines()
        assert lines[0] == "最近的储备库 · 地图上的点"
        assert lines[2] == "需要：帐篷 300 顶"
        rows = commander.read_rows()
        for place, (line, row) in enumerate(zip(lines[3:8], rows, strict=True), 1):
            assert line.startswith(f"{place}. {row.name} · {row.figure}（")
        assert lines[-2].startswith("数据截至")
        assert lines[-1].startswith(commander.server.url)


def test_the_brief_is_a_page_to_print(commander: OneMapPage) -> None:
    commander.open(**ASKED)
    expect(commander.rows).to_have_count(5)
    with commander.page.context.expect_page() as opened:
        commander.panel.get_by_role("link", name="打印简报").click()
    brief = opened.value
    brief.wait_for_load_state()
    expect(brief.locator("body")).to_contain_text(commander.rows.first.locator(".what b").inner_text())
