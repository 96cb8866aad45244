"""Filling a need from several depots: who brings what, when the last is there, what stays short."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import CHINESE, Device, OneMapPage

LON, LAT = 109.59, 34.95
TENTS, QUILTS = 1200, 5000
PLACE = {"lon": LON, "lat": LAT}
ITEMS = [{"item": "tent", "quantity": TENTS}, {"item": "quilt", "quantity": QUILTS}]
SCREEN: dict[str, str | list[str]] = {
    "at": f"{LON},{LAT},9",
    "tool": "nearest",
    "layer": "depots",
    "serving": "several",
    "place": f"{LON},{LAT}",
    "f.usable": "true",
}
NEED = f"tent:{TENTS},quilt:{QUILTS}"


@pytest.fixture
def device() -> Device:
    return {**CHINESE, "permissions": ["clipboard-read", "clipboard-write"]}


def plan(page: OneMapPage, **changes: Any) -> Any:
    return page.ask_api_with("fill", {"place": PLACE, "items": ITEMS, **changes})


def arrivals(answer: Any) -> list[str]:
    """The depots' names, the last to arrive first."""
    names = [part["depot"]["name"] for part in answer["parts"]]
    return list(dict.fromkeys(names))[::-1]


def headline(page: OneMapPage, text: str) -> None:
    expect(page.sentence).to_have_text(re.compile(text))


def test_goods_added_one_by_one_are_filled_and_the_last_arrival_stands_on_top(commander: OneMapPage) -> None:
    commander.open(**SCREEN)
    expect(commander.panel).to_contain_text("添加需要的物资和数量")
    commander.need(f"帐篷 {TENTS}")
    commander.need_in_two_steps("棉被", QUILTS)
    commander.wait_for_parameter("need", re.escape(NEED))
    assert commander.chips() == [f"帐篷 {TENTS:,} 顶", f"棉被 {QUILTS:,} 床"]

    answer = plan(commander)
    assert answer["complete"]
    headline(commander, f"^{answer['depots']} 个储备库可在 .*内到齐$")
    expect(commander.rows).to_have_count(answer["depots"])
    assert [row.locator(".what > b").inner_text() for row in commander.rows.all()] == arrivals(answer)
    expect(commander.rows.first).to_contain_text("最后到")
    expect(commander.panel).to_contain_text(re.compile(rf"帐篷\s*{TENTS:,}\s*/\s*{TENTS:,} 顶"))
    expect(commander.announcement).to_contain_text("内到齐")


def test_what_cannot_be_there_in_time_is_named_with_its_soonest_source(commander: OneMapPage) -> None:
    commander.open(**SCREEN, need=NEED, max_duration_s="2400")
    answer = plan(commander, deadline_s=2400)
    [first, *_] = answer["short"]
    headline(commander, rf"^40 分钟内凑不齐，{len(answer['short'])} 种物资有缺口$")
    short = commander.panel.get_by_role("region", name="还缺")
    expect(short.get_by_role("listitem")).to_have_count(len(answer["short"]))
    expect(short).to_contain_text(f"{first['quantity_short']:,}")
    source = short.get_by_role("button").first
    expect(source).to_contain_text(first["nearest_source"]["depot"]["name"])
    source.click()
    commander.wait_for_parameter("pick", f"depots:{first['nearest_source']['depot']['code']}")


def test_a_changed_quantity_and_a_changed_deadline_change_the_plan(commander: OneMapPage) -> None:
    commander.open(**SCREEN, need=NEED)
    expect(commander.rows).to_have_count(plan(commander)["depots"])
    commander.panel.get_by_role("button", name=re.compile("^帐篷")).click()
    amount = commander.panel.get_by_role("spinbutton", name="帐篷的数量")
    amount.fill("10")
    amount.press("Enter")
    commander.panel.get_by_role("button", name="去掉棉被").click()
    commander.panel.get_by_label("时限").fill("180")
    commander.panel.get_by_label("时限").press("Enter")
    commander.wait_for_parameter("max_duration_s", "10800")
    commander.wait_for_parameter("need", "tent:10(&|$)")
    headline(commander, "^1 个储备库可在 .*内送齐$")
    expect(commander.rows).to_have_count(1)


def test_the_way_of_choosing_is_in_the_address(commander: OneMapPage) -> None:
    commander.open(**SCREEN, need=NEED)
    commander.panel.get_by_label("选择方式").select_option("fewest_depots")
    commander.wait_for_parameter("choose", "fewest_depots")
    answer = plan(commander, choose="fewest_depots")
    expect(commander.rows).to_have_count(answer["depots"])
    commander.back()
    commander.wait_until_gone("choose")
    expect(commander.panel.get_by_label("选择方式")).to_have_value("earliest")


def test_the_plan_is_copied_as_text_for_a_message_group(commander: OneMapPage) -> None:
    commander.open(**SCREEN, need=NEED, place_name="洪涝现场")
    commander.panel.get_by_role("button", name="复制文字").click()
    expect(commander.panel.get_by_role("button", name="已复制")).to_be_visible()
    text = commander.page.evaluate("navigator.clipboard.readText()")
    lines = text.splitlines()
    assert "洪涝现场" in lines[0]
    assert f"帐篷 {TENTS:,} 顶" in lines[1]
    for place, name in enumerate(reversed(arrivals(plan(commander))), 1):
        assert any(line.startswith(f"{place}. {name}：") for line in lines)
    assert "仅为方案" in text
    assert f"need={NEED}" in lines[-1]


def test_the_table_is_saved_with_a_row_a_part(commander: OneMapPage, tmp_path: Path) -> None:
    commander.open(**SCREEN, need=NEED)
    with commander.page.expect_download() as saving:
        commander.panel.get_by_role("button", name="CSV").click()
    path = tmp_path / "plan.csv"
    saving.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    answer = plan(commander)
    assert [(row["depot_code"], row["item"], float(row["quantity"])) for row in rows] == [
        (part["depot"]["code"], part["item"], part["quantity"]) for part in answer["parts"]
    ]


def test_the_brief_is_one_page_that_needs_no_server(commander: OneMapPage, tmp_path: Path) -> None:
    commander.open(**SCREEN, need=NEED, place_name="洪涝现场")
    with commander.page.expect_download() as saving:
        commander.panel.get_by_role("button", name="打印简报").click()
    path = tmp_path / "brief.html"
    saving.value.save_as(path)
    page = path.read_text(encoding="utf-8")
    assert "洪涝现场" in page
    assert all(name in page for name in arrivals(plan(commander)))


def test_who_is_not_signed_in_is_told_why_and_let_in(page: OneMapPage) -> None:
    page.open(**SCREEN, need=NEED)
    expect(page.panel).to_contain_text("登录后可用")
    page.panel.get_by_role("button", name="登录").click()
    dialog = page.page.get_by_role("dialog")
    dialog.get_by_label("用户名").fill("commander")
    dialog.get_by_label("密码").fill(page.server.passwords["commander"])
    dialog.get_by_role("button", name="登录", exact=True).click()
    headline(page, "内到齐$")


def test_keys_alone_add_goods_with_their_quantity_in_one_breath(commander: OneMapPage) -> None:
    commander.open(**SCREEN)
    commander.panel.get_by_role("button", name="添加物资").focus()
    commander.page.keyboard.press("Enter")
    commander.page.keyboard.type("帐篷 20")
    expect(commander.page.get_by_role("option").first).to_be_visible()
    commander.page.keyboard.press("Enter")
    commander.wait_for_parameter("need", r"tent:20(&|$)")
    expect(commander.panel.get_by_role("button", name="添加物资")).to_be_focused()
