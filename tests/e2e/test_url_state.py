"""The address is the picture: it can be shared, reloaded and gone back from."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import CHINESE, Device, OneMapPage

PICTURE = {
    "at": "109.6,34.9,9.5",
    "hide": "shelters",
    "tool": "nearest",
    "layer": "depots",
    "place": "109.592,34.956",
    "k": "3",
    "f.usable": "true",
    "pick": "depots:610526-D-008",
    "theme": "dark",
}


@pytest.fixture
def device() -> Device:
    return {**CHINESE, "permissions": ["clipboard-read", "clipboard-write"]}


def looks(page: OneMapPage) -> dict[str, object]:
    expect(page.sentence).to_contain_text("最快的")
    expect(page.rows).to_have_count(3)
    expect(page.drawer.get_by_role("heading", level=2)).to_be_visible()
    page.wait_for_map()
    return {
        "rows": [(row.name, row.figure) for row in page.read_rows()],
        "drawer": page.drawer.get_by_role("heading", level=2).inner_text(),
        "status": page.page.get_by_role("group", name="坐标和比例尺").inner_text(),
        "background": page.page.evaluate("getComputedStyle(document.body).color"),
    }


def test_an_address_shows_the_same_picture_again(page: OneMapPage) -> None:
    page.open(**PICTURE)
    first = looks(page)
    assert first["drawer"] == "蒲城县救灾物资储备库"
    page.page.reload()
    assert looks(page) == first


def test_the_copied_link_gives_a_colleague_the_same_picture(page: OneMapPage) -> None:
    page.open(**PICTURE)
    first = looks(page)
    page.page.get_by_role("button", name="复制链接").click()
    expect(page.page.get_by_role("button", name="已复制")).to_be_visible()
    link = page.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(page.server.url)
    assert "lang=zh" in link
    page.page.goto("about:blank")
    page.open_address(link)
    assert looks(page) == first


def test_back_undoes_one_step_at_a_time(page: OneMapPage) -> None:
    page.open(at="109.6,34.9,9")
    page.use_tool("nearest")
    page.wait_for_parameter("tool", "nearest")
    page.ask_about("shelters")
    page.wait_for_parameter("layer", "shelters")
    page.use_tool("coverage")
    page.wait_for_parameter("tool", "coverage")

    page.back()
    page.wait_for_parameter("tool", "nearest")
    expect(page.page.locator("#ask-shelters")).to_have_attribute("aria-checked", "true")
    expect(page.panel.get_by_role("heading", level=2)).to_have_text("最近")
    page.back()
    page.wait_for_parameter("layer", "depots")
    expect(page.page.locator("#ask-depots")).to_have_attribute("aria-checked", "true")


def test_back_takes_the_map_back_too(page: OneMapPage) -> None:
    page.open(at="109.6,34.9,9", tool="layers")
    page.page.get_by_role("button", name="放大").click()
    page.wait_for_parameter("at", r"[\d.]+,[\d.]+,10\.00")
    page.page.keyboard.press("n")
    page.wait_for_parameter("tool", "nearest")
    page.page.get_by_role("button", name="放大").click()
    page.wait_for_parameter("at", r"[\d.]+,[\d.]+,11\.00")
    page.back()
    page.wait_for_parameter("tool", "layers")
    page.wait_for_map()
    expect(page.page.get_by_role("group", name="坐标和比例尺")).to_contain_text("1:220,000")


def test_nonsense_in_the_address_is_left_aside(page: OneMapPage) -> None:
    page.open(at="x", tool="rm", place="1,2,3", k="-1", ring="a;b", theme="pink", lang="tlh")
    expect(page.panel).to_be_hidden()
    expect(page.page.get_by_role("heading", level=1)).to_have_text("应急一张图")
