"""The nearest tool: a place, a ranked answer, the reasons beside it."""

from __future__ import annotations

import re

from playwright.sync_api import Route, expect

from tests.e2e.driver import OneMapPage, shown_distance

# In Pucheng county, in the middle of the demo region.
LON, LAT = 109.6, 34.9
AT = f"{LON},{LAT},9"


def test_a_click_on_the_map_lists_the_nearest_shelters_in_the_servers_order(page: OneMapPage) -> None:
    page.open(at=AT, by="distance")
    page.use_tool("nearest")
    page.ask_about("shelters")
    page.wait_for_map()
    page.click_map_at(*page.spot_without_marks(near=(LON, LAT)))

    page.wait_for_parameter("place", r"109\.")
    expect(page.rows).to_have_count(5)
    lon, lat = page.parameters["place"][0].split(",")
    answer = page.ask_api("nearest/shelters", lon=lon, lat=lat, k=5, usable="true")
    expected = [
        (feature["properties"]["name"], shown_distance(feature["properties"]["distance_m"]))
        for feature in answer["features"]
    ]
    assert [(row.name, row.figure) for row in page.read_rows()] == expected
    expect(page.sentence).to_contain_text(expected[0][0])
    expect(page.sentence).to_contain_text(expected[-1][1])
    expect(page.announcement).to_contain_text(expected[0][0])


def test_goods_leave_out_depots_with_too_little_and_say_so(commander: OneMapPage) -> None:
    commander.open(at=AT, tool="nearest", layer="depots", by="distance", place=f"{LON},{LAT}", **{"f.usable": "true"})
    expect(commander.rows).to_have_count(5)
    commander.need("帐篷 300")
    commander.wait_for_parameter("need", "tent:300")
    commander.need("棉被 200")
    commander.wait_for_parameter("need", "tent:300,quilt:200")

    asked = {"item": ["tent", "quilt"], "quantity": [300, 200]}
    answer = commander.ask_api("nearest/depots", lon=LON, lat=LAT, k=5, usable="true", **asked)
    first = answer["features"][0]["properties"]
    expect(commander.rows.first).to_contain_text(first["name"])
    expect(commander.rows.first).to_contain_text(f"棉被 {first['available']['quilt']:,}")
    rows = commander.read_rows()
    assert [row.name for row in rows] == [feature["properties"]["name"] for feature in answer["features"]]
    assert first["available"]["tent"] >= 300
    assert f"帐篷 {first['available']['tent']:,}" in rows[0].text
    assert answer["excluded"]["too_little"] > 0
    left_out = commander.panel.get_by_role("region", name="未选用")
    expect(left_out).to_contain_text(f"未选用 {sum(answer['excluded'].values())} 个")
    expect(left_out.get_by_role("listitem").filter(has_text="可用库存不足")).to_contain_text(
        str(answer["excluded"]["too_little"])
    )


def test_goods_in_an_older_link_are_the_need(commander: OneMapPage) -> None:
    commander.open(tool="nearest", layer="depots", place=f"{LON},{LAT}", **{"f.item": "tent", "f.quantity": "300"})
    expect(commander.panel.get_by_role("group", name="需要")).to_contain_text("帐篷 300")
    commander.wait_for_parameter("need", "tent:300")
    commander.wait_until_gone("f.item")


def test_a_row_opens_the_place_it_names(page: OneMapPage) -> None:
    page.open(at=AT, tool="nearest", layer="shelters", place=f"{LON},{LAT}")
    second = page.rows.nth(1)
    name = second.locator(".what b").inner_text()
    second.click()
    expect(page.drawer.get_by_role("heading", level=2)).to_have_text(name)
    page.wait_for_parameter("pick", "shelters:")


def test_an_incident_asks_from_where_it_is(commander: OneMapPage) -> None:
    [incident, *_] = commander.ask_api("layers/incidents/features", limit=1)["features"]
    code = incident["properties"]["code"]
    commander.open(pick=f"incidents:{code}")
    commander.drawer.get_by_role("button", name="从这里找最近").click()

    commander.wait_for_parameter("from", "incidents:")
    commander.panel.get_by_role("radio", name="按距离").click()
    commander.wait_for_parameter("by", "distance")
    expect(commander.rows).to_have_count(5)
    answer = commander.ask_api("nearest/depots", k=5, usable="true", **{"from": f"incidents:{code}"})
    assert [row.name for row in commander.read_rows()] == [
        feature["properties"]["name"] for feature in answer["features"]
    ]


def test_typed_coordinates_are_a_place_to_ask_from(page: OneMapPage) -> None:
    page.open(tool="nearest", layer="depots")
    place = page.panel.get_by_role("combobox", name="地点")
    place.fill("109.51,34.5")
    page.page.get_by_role("option", name=re.compile(r"109\.51000,34\.50000")).click()
    page.wait_for_parameter("place", r"109\.51,34\.5(&|$)")
    expect(page.rows).to_have_count(5)


def test_a_failing_server_is_quoted_and_can_be_asked_again(page: OneMapPage) -> None:
    sentence = "数据库正忙，请稍后再试。"

    def refuse(route: Route) -> None:
        route.fulfill(status=503, content_type="application/problem+json", json={"status": 503, "detail": sentence})

    page.page.route("**/api/v1/nearest/**", refuse)
    page.open(tool="nearest", layer="shelters", place=f"{LON},{LAT}")
    expect(page.alert).to_contain_text(sentence)

    page.page.unroute("**/api/v1/nearest/**")
    page.alert.get_by_role("button", name="重试").click()
    expect(page.rows).to_have_count(5)
    expect(page.alert).to_have_count(0)


def test_the_list_and_the_map_point_at_the_same_place(page: OneMapPage) -> None:
    page.open(at=AT, tool="nearest", layer="shelters", by="distance", place=f"{LON},{LAT}")
    answer = page.ask_api("nearest/shelters", lon=LON, lat=LAT, k=3)
    page.wait_for_map()
    lon, lat = answer["features"][2]["geometry"]["coordinates"]
    x, y = page.point_of(lon, lat)
    page.page.mouse.move(x, y)
    expect(page.rows.nth(2)).to_have_class(re.compile(r"\bfocus\b"))
    expect(page.rows.nth(0)).not_to_have_class(re.compile(r"\bfocus\b"))
