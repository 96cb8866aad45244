"""The catalog decides what is on the map; signing in changes what the catalog says."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Route, expect

from tests.e2e.driver import OneMapPage


def line(page: OneMapPage, layer: str) -> Locator:
    return page.panel.get_by_role("listitem").filter(has_text=layer).first


def test_a_layer_is_switched_off_and_on(page: OneMapPage) -> None:
    page.open()
    page.use_tool("layers")
    switch = page.panel.get_by_role("switch", name="显示避难场所")
    expect(switch).to_have_attribute("aria-checked", "true")
    legend = page.page.get_by_role("list", name="图例")
    expect(legend).to_contain_text("避难场所")
    with_shelters = page.map.screenshot()

    switch.click()
    page.wait_for_parameter("hide", "shelters")
    expect(legend).not_to_contain_text("避难场所")
    page.wait_for_map()
    assert page.map.screenshot() != with_shelters

    switch.click()
    page.wait_until_gone("hide")
    expect(legend).to_contain_text("避难场所")


def test_counts_are_the_catalogs(page: OneMapPage) -> None:
    page.open(tool="layers")
    catalog = {layer["key"]: layer for layer in page.ask_api("layers")["layers"]}
    for key in ("shelters", "depots"):
        expect(line(page, catalog[key]["title"]["zh"])).to_contain_text(f"{catalog[key]['count']} 个")


def test_signing_in_unlocks_layers_and_signing_out_locks_them(page: OneMapPage) -> None:
    page.open(tool="layers")
    teams = line(page, "救援队伍")
    expect(teams).to_contain_text("登录后可见")
    expect(teams.get_by_role("switch")).to_be_disabled()

    page.sign_in("commander")
    expect(teams).to_contain_text("44 个")
    expect(teams.get_by_role("switch")).to_be_enabled()

    page.page.get_by_role("button", name=re.compile("^已登录")).click()
    page.page.get_by_role("button", name="退出登录").click()
    expect(teams).to_contain_text("登录后可见")


def test_a_wrong_password_is_refused_in_the_servers_words(page: OneMapPage) -> None:
    page.open()
    page.sign_in("commander", password="not-the-password")
    dialog = page.page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_have_text(re.compile(r"[\u4e00-\u9fff]{4,}"))
    page.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_stock_is_shown_to_those_who_may_see_it(page: OneMapPage) -> None:
    page.open(pick="depots:610526-D-008")
    expect(page.drawer).to_contain_text("登录且有权限后可查看库存")
    page.sign_in("commander")
    table = page.drawer.get_by_role("table")
    lines = page.ask_api("layers/depots/features/610526-D-008")["properties"]["stock"]
    expect(table.locator("tbody tr")).to_have_count(len(lines))
    expired = [one for one in lines if one["expired"]]
    assert expired, "The demo's depot should hold something that has expired"
    expect(table.locator("tr.expired")).to_have_count(len(expired))
    expect(table.locator("tr.expired").first).to_contain_text(re.compile(r"\b0"))
    expect(page.drawer).to_contain_text("过期，不计入可用")


def test_a_layer_only_the_server_knows_is_on_the_map_and_in_every_list(page: OneMapPage) -> None:
    """Depots under another name, icon and shape: nothing in the page knows of them."""

    def with_toy(route: Route) -> None:
        catalog = route.fetch().json()
        depots = next(layer for layer in catalog["layers"] if layer["key"] == "depots")
        toy = {
            **depots,
            "key": "hydrants",
            "title": {"en": "Hydrants", "zh": "消火栓"},
            "style": {"icon": "water", "color": "team", "shape": "diamond", "color_by": None},
            "tiles": "/tiles/hydrants.json",
        }
        route.fulfill(json={"layers": [*catalog["layers"], toy]})

    tiles: list[str] = []

    def describe_tiles(route: Route) -> None:
        tiles.append(route.request.url)
        answer = route.fetch(url=route.request.url.replace("hydrants", "depots"))
        document = answer.json()
        document["vector_layers"][0]["id"] = "hydrants"
        route.fulfill(json=document)

    page.page.route("**/api/v1/layers", with_toy)
    page.page.route("**/tiles/hydrants.json", describe_tiles)
    page.open(tool="layers")
    expect(line(page, "消火栓")).to_be_visible()
    legend = page.page.get_by_role("list", name="图例").get_by_role("listitem").filter(has_text="消火栓")
    expect(legend).to_be_visible()
    # A drop of water is not a plain dot: the icon came from the set the catalog's name belongs to.
    page.page.wait_for_function(
        "glyph => glyph.getAttribute('d').length > 60", arg=legend.locator("path.glyph").element_handle()
    )
    assert tiles
    page.use_tool("nearest")
    expect(page.page.locator("#ask-hydrants")).to_be_visible()
