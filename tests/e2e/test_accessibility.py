"""Everyone can work it: axe finds nothing serious, the keys reach every tool, dialogs keep the focus."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import CHINESE, PHONE, Device, OneMapPage
from tests.running import PROJECT_DIR

AXE = PROJECT_DIR / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SERIOUS = {"serious", "critical"}


def serious_faults(page: OneMapPage) -> list[dict[str, Any]]:
    """What axe finds that bars someone from using the page."""
    assert AXE.exists(), "axe-core is missing: run `npm ci` in frontend/."
    # Evaluated, not added as a script: the page's security policy lets no foreign script in.
    page.page.evaluate(AXE.read_text())
    found = page.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        {"rule": fault["id"], "help": fault["help"], "where": [node["html"][:160] for node in fault["nodes"]][:4]}
        for fault in found["violations"]
        if fault["impact"] in SERIOUS
    ]


SCREENS: dict[str, dict[str, str | list[str]]] = {
    "home": {},
    "layers": {"tool": "layers"},
    "nearest": {"tool": "nearest", "layer": "depots", "place": "109.6,34.9", "f.usable": "true"},
    "around": {"tool": "radius", "layer": "shelters", "place": "109.6,34.9", "radius_m": "20000"},
    "coverage": {"tool": "coverage", "reach": "radius", "layer": "shelters", "radius_m": "3000"},
    "places per person": {
        "tool": "coverage",
        "reach": "radius",
        "layer": "shelters",
        "radius_m": "3000",
        "capacity": "evacuation",
        "figure": "per_person",
    },
    "inside": {"tool": "inside", "layer": "shelters"},
    "fill": {
        "tool": "nearest",
        "layer": "depots",
        "serving": "several",
        "place": "109.6,34.9",
        "need": "tent:1200,generator:90",
        "max_duration_s": "7200",
    },
    "clocks": {"tool": "clocks", "need": "tent:2000", "clock": "any-2h", "site": "areas:610526-T-01"},
    "drawer": {"pick": "depots:610526-D-008"},
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_nothing_serious(commander: OneMapPage, screen: str, theme: str) -> None:
    commander.open(**SCREENS[screen], theme=theme)
    expect(commander.page.locator(".bones")).to_have_count(0)
    assert serious_faults(commander) == []


def test_axe_finds_nothing_serious_in_the_sign_in_dialog(page: OneMapPage) -> None:
    page.open()
    page.page.get_by_role("button", name="登录").click()
    expect(page.page.get_by_role("dialog")).to_be_visible()
    assert serious_faults(page) == []


class TestOnAPhone:
    @pytest.fixture
    def device(self) -> Device:
        return PHONE

    def test_axe_finds_nothing_serious(self, page: OneMapPage) -> None:
        page.open(**SCREENS["nearest"])
        expect(page.rows).to_have_count(5)
        assert serious_faults(page) == []


class TestWithKeysAlone:
    @pytest.fixture
    def device(self) -> Device:
        return CHINESE

    def test_each_tool_has_its_key_and_escape_closes_it(self, page: OneMapPage) -> None:
        page.open()
        for tool, title in (
            ("layers", "图层"),
            ("nearest", "最近"),
            ("coverage", "覆盖"),
            ("radius", "周边"),
            ("inside", "框选"),
            ("clocks", "时限"),
        ):
            page.use_tool(tool)
            expect(page.panel.get_by_role("heading", level=2)).to_have_text(title)
            # Inside, the first Escape gives up the drawing that the tool began.
            page.page.keyboard.press("Escape")
            if tool == "inside":
                page.page.keyboard.press("Escape")
            expect(page.panel).to_be_hidden()

    def test_letters_typed_into_a_field_open_no_tool(self, page: OneMapPage) -> None:
        page.open()
        page.search_box.fill("")
        page.search_box.press_sequentially("lncrit")
        expect(page.search_box).to_have_value("lncrit")
        expect(page.panel).to_be_hidden()

    def test_the_dialog_keeps_the_focus_and_gives_it_back(self, page: OneMapPage) -> None:
        page.open()
        opener = page.page.get_by_role("button", name="登录")
        opener.focus()
        page.page.keyboard.press("Enter")
        dialog = page.page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        for _ in range(12):
            page.page.keyboard.press("Tab")
            # Past its last control the browser itself may take the focus, never the page behind.
            assert page.page.evaluate(
                "document.activeElement.closest('dialog') || document.activeElement === document.body"
            )
        page.page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(opener).to_be_focused()

    def test_the_focus_can_be_seen(self, page: OneMapPage) -> None:
        page.open()
        for _ in range(6):
            page.page.keyboard.press("Tab")
            outlined = page.page.evaluate(
                """() => {
                  const lit = (element) => {
                    const { outlineStyle, boxShadow } = getComputedStyle(element);
                    return outlineStyle !== 'none' || boxShadow !== 'none';
                  };
                  const at = document.activeElement;
                  return at !== document.body && (lit(at) || lit(at.closest('.search') ?? at));
                }"""
            )
            assert outlined, page.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
