"""Chinese and English, both complete."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import CHINESE, ENGLISH, Device, OneMapPage
from tests.running import PROJECT_DIR

WORDS = json.loads((PROJECT_DIR / "frontend" / "src" / "i18n" / "en.json").read_text())

# What an untranslated text would look like: the key itself.
KEY = re.compile(rf"\b(?:{'|'.join(WORDS)})\.[a-zA-Z]{{2,}}\b")
CHINESE_LETTER = re.compile(r"[\u4e00-\u9fff]")


class TestEnglishVisitor:
    @pytest.fixture
    def device(self) -> Device:
        return ENGLISH

    def test_sees_english(self, page: OneMapPage) -> None:
        page.open(tool="nearest", layer="shelters", place="109.6,34.9")
        expect(page.page.get_by_role("heading", level=1)).to_have_text("OneMap")
        assert page.page.evaluate("document.documentElement.lang") == "en"
        expect(page.sentence).to_contain_text(re.compile(r"^Shelters: the soonest 5 are within \d"))

    def test_finds_no_chinese_in_what_the_page_itself_says(self, page: OneMapPage) -> None:
        for tool in ("layers", "nearest", "coverage", "radius", "inside"):
            page.open(tool=tool)
            expect(page.panel.get_by_role("heading", level=2)).to_be_visible()
            said = " ".join([page.panel.inner_text(), page.page.get_by_role("navigation").inner_text()])
            for source in page.panel.locator("cite").all_inner_texts():  # in the words of whoever published it
                said = said.replace(source, "")
            assert not CHINESE_LETTER.search(said)

    def test_is_told_of_faults_in_english(self, page: OneMapPage) -> None:
        page.open(pick="depots:no-such-code")
        expect(page.alert).to_contain_text("no-such-code")
        assert not CHINESE_LETTER.search(page.alert.inner_text())


class TestChineseVisitor:
    @pytest.fixture
    def device(self) -> Device:
        return CHINESE

    def test_switches_to_english_and_the_answer_follows(self, page: OneMapPage) -> None:
        page.open(tool="nearest", layer="shelters", place="109.6,34.9")
        expect(page.sentence).to_contain_text("最快的 5 个避难场所")
        page.page.get_by_role("button", name="切换语言").click()
        expect(page.sentence).to_contain_text("Shelters: the soonest 5")
        page.wait_for_parameter("lang", "en")
        page.page.reload()
        expect(page.sentence).to_contain_text("Shelters: the soonest 5")


def test_no_key_is_shown_in_place_of_words(commander: OneMapPage) -> None:
    for language in ("zh", "en"):
        for tool in ("layers", "nearest", "coverage", "radius", "inside"):
            commander.open(lang=language, tool=tool, reach="radius", place="109.6,34.9", pick="depots:610526-D-008")
            expect(commander.drawer.get_by_role("table")).to_be_visible()
            text = commander.page.locator("body").inner_text()
            assert not KEY.search(text), KEY.search(text)
