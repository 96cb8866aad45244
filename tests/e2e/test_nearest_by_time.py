"""Nearest by the time it takes: times arrive in place, tell what they rest on, and move no row under the pointer."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.e2e.driver import OneMapPage, shown_duration

LON, LAT = 109.6, 34.9
PLACE = f"{LON},{LAT}"
BY_TIME = re.compile(r"/api/v1/nearest/\w+\?.*by=travel_time")


def soonest(page: OneMapPage, layer: str, **asked: object) -> list[dict[str, object]]:
    question = {"lon": LON, "lat": LAT, "k": 5, "usable": "true", "by": "travel_time", **asked}
    answer = page.ask_api(f"nearest/{layer}", **question)
    return [feature["properties"] for feature in answer["features"]]


def held_back(page: OneMapPage) -> Callable[[], None]:
    """Keep answers by time back until the returned function is called."""
    let_go = threading.Event()
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        if let_go.is_set():
            route.continue_()
        else:
            waiting.append(route)

    page.page.route(BY_TIME, hold)

    def release() -> None:
        let_go.set()
        for route in waiting:
            route.continue_()

    return release


def test_the_answer_by_distance_is_there_at_once_and_times_take_its_place(commander: OneMapPage) -> None:
    release = held_back(commander)
    commander.open(tool="nearest", layer="teams", place=PLACE, **{"f.usable": "true"})
    expect(commander.rows).to_have_count(5)
    expect(commander.rows.first.locator(".figures b")).to_contain_text("km")
    expect(commander.panel).to_contain_text("正在计算路上时间")

    release()
    expected = soonest(commander, "teams")
    expect(commander.rows.first.locator(".figures b")).to_have_text(shown_duration(expected[0]["duration_s"]))
    rows = commander.read_rows()
    assert [(row.name, row.figure) for row in rows] == [
        (team["name"], shown_duration(team["duration_s"])) for team in expected
    ]
    expect(commander.sentence).to_contain_text(f"最快的是{expected[0]['name']}")
    expect(commander.announcement).to_contain_text(expected[0]["name"])


def test_each_time_says_its_basis_and_its_parts(commander: OneMapPage) -> None:
    commander.open(tool="nearest", layer="depots", place=PLACE, **{"f.usable": "true"})
    [first, *_] = soonest(commander, "depots")
    row = commander.rows.first
    expect(row).to_contain_text({"road": "道路", "estimate": "估算"}[first["basis"]])
    expect(row).to_contain_text(
        f"装车 {shown_duration(first['mobilise_s'])} + 路上 {shown_duration(first['travel_s'])}"
    )


def test_no_row_moves_under_the_pointer_until_it_leaves(commander: OneMapPage) -> None:
    release = held_back(commander)
    commander.open(tool="nearest", layer="teams", place=PLACE, **{"f.usable": "true", "k": "12"})
    expect(commander.rows).to_have_count(12)
    before = [row.name for row in commander.read_rows()]
    commander.rows.first.hover()
    release()
    expect(commander.panel).to_contain_text("指针移开列表后重排")
    assert [row.name for row in commander.read_rows()] == before
    expect(commander.rows.first.locator(".figures b")).not_to_contain_text("km")

    commander.page.mouse.move(900, 400)
    expected = [team["name"] for team in soonest(commander, "teams", k=12)]
    expect(commander.rows.first.locator(".what b")).to_have_text(expected[0])
    assert [row.name for row in commander.read_rows()] == expected


def test_another_vehicle_and_a_limit_ask_again_and_stay_in_the_address(commander: OneMapPage) -> None:
    commander.open(tool="nearest", layer="depots", place=PLACE, **{"f.usable": "true"})
    expect(commander.rows).to_have_count(5)
    commander.show_settings()
    commander.panel.get_by_label("出行方式").select_option("foot")
    commander.wait_for_parameter("vehicle", "foot")
    expected = soonest(commander, "depots", vehicle="foot")
    expect(commander.rows.first.locator(".figures b")).to_have_text(shown_duration(expected[0]["duration_s"]))

    limit = commander.panel.get_by_label("最长（分钟）")
    limit.fill(str(int(expected[1]["duration_s"] // 60) + 1))
    limit.press("Enter")
    commander.wait_for_parameter("max_duration_s", r"\d+")
    within_s = int(commander.parameters["max_duration_s"][0])
    fewer = soonest(commander, "depots", vehicle="foot", max_duration_s=within_s)
    expect(commander.rows).to_have_count(len(fewer))
    expect(commander.panel.get_by_role("region", name="未选用")).to_contain_text("超出时间上限")


def test_by_distance_and_back_by_the_switch_and_the_browsers_button(commander: OneMapPage) -> None:
    commander.open(tool="nearest", layer="teams", place=PLACE, **{"f.usable": "true"})
    expect(commander.rows.first.locator(".figures b")).not_to_contain_text("km")
    commander.panel.get_by_role("radio", name="按距离").click()
    commander.wait_for_parameter("by", "distance")
    expect(commander.rows.first.locator(".figures b")).to_contain_text(re.compile("k?m"))
    commander.back()
    commander.wait_until_gone("by")
    expect(commander.rows.first.locator(".figures b")).to_contain_text("分")


def test_without_times_the_answer_by_distance_stands_and_says_why(commander: OneMapPage) -> None:
    sentence = "路网正在更新，请稍后再试。"

    def refuse(route: Route) -> None:
        route.fulfill(status=503, content_type="application/problem+json", json={"status": 503, "detail": sentence})

    commander.page.route(BY_TIME, refuse)
    commander.open(tool="nearest", layer="teams", place=PLACE, **{"f.usable": "true"})
    expect(commander.panel).to_contain_text(f"暂无路上时间，按距离排列。 {sentence}")
    expect(commander.rows).to_have_count(5)
    commander.page.unroute(BY_TIME)
    commander.panel.get_by_role("button", name="重试").click()
    expect(commander.rows.first.locator(".figures b")).to_contain_text("分")
