"""A coverage report opened from a file, with no server and no network, draws both maps and prints on A4."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.brief.test_browser import page
from tests.e2e.conftest import chromium, page_is_built
from tests.running import RunningServer

__all__ = ["chromium", "page", "page_is_built"]

QUESTION = "/api/v1/coverage/shelters/report?radius_m=5000&area=610500&capacity=evacuation&format=html&lang=en"


@pytest.fixture
def file(chromium, onemap_server: RunningServer, tmp_path: Path) -> Path:
    context = chromium.new_context()
    file = tmp_path / "report.html"
    file.write_bytes(context.request.get(onemap_server.url + QUESTION).body())
    context.close()
    return file


def is_drawn(page: Page) -> None:
    expect(page.locator(".folium-map")).to_have_count(2)
    for one in page.locator(".folium-map").all():
        assert one.locator(".leaflet-overlay-pane path").count() > 8
        expect(one.locator(".leaflet-control-scale-line")).to_contain_text("km")
    assert page.locator(".label.strong").count() > 4


def test_a_report_opens_from_a_file_without_a_network(page: Page, file: Path) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.context.set_offline(True)
    page.goto(file.as_uri())
    is_drawn(page)
    expect(page.locator(".answer")).to_contain_text("of 4.7 million people have a place in shelters within 5\u00a0km")
    assert [url for url in requests if not url.startswith("data:")] == [file.as_uri()]
    assert page.complaints == []


def test_a_report_works_as_the_server_serves_it_and_names_what_is_pointed_at(
    page: Page, onemap_server: RunningServer
) -> None:
    page.goto(onemap_server.url + QUESTION)
    is_drawn(page)
    page.locator(".leaflet-interactive").first.hover()
    expect(page.locator(".leaflet-tooltip")).to_contain_text("%")
    assert page.complaints == []


def test_a_report_prints_on_a4_within_its_margins(page: Page, file: Path) -> None:
    page.goto(file.as_uri())
    widest = page.evaluate("Math.max(...[...document.querySelectorAll('main *')].map((e) => e.scrollWidth))")
    assert widest <= page.locator("main").bounding_box()["width"] + 1
    assert b"/MediaBox [0 0 594.95996 841.91998]" in page.pdf(prefer_css_page_size=True)
