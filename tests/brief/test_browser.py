"""A brief opened from a file, with no server and no network, is drawn; served, it works under its own policy."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Page, expect

from layers.brief.ground import Ground, GroundArea
from layers.brief.nearest import nearest_sheet
from layers.brief.page import write
from layers.catalog import SHELTERS
from tests.brief.conftest import HOSTILE
from tests.e2e.conftest import chromium, page_is_built
from tests.running import RunningServer

__all__ = ["chromium", "page_is_built"]

QUESTION = "/api/v1/nearest/shelters/brief?lon=109.51&lat=34.50&k=8&lang=en"


@pytest.fixture
def page(chromium, page_is_built):
    context = chromium.new_context(viewport={"width": 1000, "height": 1300})
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


@pytest.fixture
def file(chromium, onemap_server: RunningServer, tmp_path: Path) -> Path:
    context = chromium.new_context()
    file = tmp_path / "brief.html"
    file.write_bytes(context.request.get(onemap_server.url + QUESTION).body())
    context.close()
    return file


def is_drawn(page: Page) -> None:
    expect(page.locator(".mark .number")).to_have_count(8)
    expect(page.locator(".leaflet-control-scale-line")).to_contain_text("km")
    assert page.locator(".leaflet-overlay-pane path").count() > 8  # the ground and the lines
    assert page.locator(".label").count() > 0
    room = page.locator(".folium-map").bounding_box()
    for mark in page.locator(".mark").all():
        box = mark.bounding_box()
        assert room["x"] <= box["x"] + 13 <= room["x"] + room["width"]
        assert room["y"] <= box["y"] + 13 <= room["y"] + room["height"]


def test_a_brief_opens_from_a_file_without_a_network(page: Page, file: Path) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.context.set_offline(True)
    page.goto(file.as_uri())
    is_drawn(page)
    assert [url for url in requests if not url.startswith("data:")] == [file.as_uri()]
    assert page.complaints == []


def test_a_brief_works_as_the_server_serves_it(page: Page, onemap_server: RunningServer) -> None:
    page.goto(onemap_server.url + QUESTION)
    is_drawn(page)
    assert page.complaints == []


def test_the_paper_can_be_chosen_and_the_map_goes_with_it(page: Page, file: Path) -> None:
    page.goto(file.as_uri())
    small = page.locator(".folium-map").bounding_box()
    page.get_by_label("A3 landscape").check()
    assert page.locator(".folium-map").bounding_box()["width"] > 2 * small["width"]
    is_drawn(page)
    page.goto("about:blank")
    page.goto(file.as_uri() + "#a4-landscape")
    expect(page.get_by_label("A4 landscape")).to_be_checked()


def test_names_that_look_like_scripts_are_names(page: Page, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("layers.brief.known.unless_away", lambda ask, otherwise: otherwise)
    area = GroundArea(HOSTILE, shapely.box(109, 34, 110, 35), (109.505, 34.502))
    monkeypatch.setattr("layers.brief.chart.ground_within", lambda *_, **__: Ground((area,)))
    properties = {"code": HOSTILE, "name": HOSTILE, "rank": 1, "distance_m": 1000.0, "bearing_deg": 90.0}
    document = {
        "query": {"lon": 109.5, "lat": 34.5, "k": 5, "filters": {}},
        "as_of": "2026-11-26T09:00:00+08:00",
        "data_version": HOSTILE,
        "source": HOSTILE,
        "excluded": {HOSTILE: 1},
        "features": [{"geometry": {"coordinates": [109.51, 34.5]}, "properties": properties}],
    }
    sheet = nearest_sheet(document, SHELTERS, title=HOSTILE, again=HOSTILE)
    file = tmp_path / "hostile.html"
    file.write_text(write(sheet).html, "utf-8")
    page.on("dialog", lambda dialog: page.complaints.append(dialog.message))
    page.goto(file.as_uri())
    expect(page.locator("h1")).to_have_text(HOSTILE)
    expect(page.locator(".label")).to_have_text(HOSTILE)
    page.locator(".mark.leaflet-interactive").hover()
    expect(page.locator(".leaflet-tooltip")).to_contain_text(HOSTILE)
    assert page.complaints == []


def test_a_brief_prints_on_one_page(page: Page, file: Path) -> None:
    page.goto(file.as_uri())
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type/Page/") == 1
