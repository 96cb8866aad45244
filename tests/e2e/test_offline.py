"""Nothing leaves the host."""

from __future__ import annotations

from urllib.parse import urlparse

from playwright.sync_api import expect

from tests.e2e.driver import OneMapPage


def test_every_request_goes_to_the_servers_own_host(commander: OneMapPage) -> None:
    page = commander
    page.open(tool="nearest", layer="depots", place="109.6,34.9", pick="depots:610526-D-008", at="109.6,34.9,11")
    expect(page.rows).to_have_count(5)
    page.open(tool="coverage", layer="shelters", radius_m="3000", lang="en", theme="dark")
    expect(page.panel.locator(".head > b")).to_be_visible()
    page.wait_for_map()
    page.search_box.fill("蒲城")
    expect(page.page.get_by_role("option").first).to_be_visible()

    own = urlparse(page.server.url).netloc
    hosts = {urlparse(url).netloc for url in page.requests if urlparse(url).scheme not in {"data", "blob"}}
    assert hosts == {own}
    assert any(".mvt" in url for url in page.requests), "The map was not drawn"
    assert not any("font" in url or "glyph" in url or ".pbf" in url for url in page.requests)


def test_the_page_works_where_no_other_host_can_be_reached(page: OneMapPage) -> None:
    own = urlparse(page.server.url).netloc
    page.page.route(lambda url: urlparse(url).netloc != own, lambda route: route.abort())
    page.open(tool="nearest", layer="shelters", place="109.6,34.9")
    expect(page.rows).to_have_count(5)
