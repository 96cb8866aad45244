"""A real Chromium on the real server. The browser lives as long as one file's tests."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.driver import CHINESE, Device, OneMapPage
from tests.running import PROJECT_DIR, RunningServer

CHROMIUM = Path(os.environ.get("ONEMAP_CHROMIUM") or "/usr/bin/chromium")
# WebGL by software, and nothing that phones home.
LAUNCH_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
SCREENSHOTS = PROJECT_DIR / "test-results" / "screenshots"


# Not for the whole session: while Playwright runs, this thread has an event loop, and Django then refuses its database.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"No Chromium at {CHROMIUM}; say where it is in ONEMAP_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=LAUNCH_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def page_is_built() -> None:
    index = PROJECT_DIR / "frontend" / "dist" / "index.html"
    assert index.exists(), "The page is not built: run script/setup, or `npm ci && npm run build` in frontend/."


@pytest.fixture
def device() -> Device:
    """What the visitor holds; a test that needs another one overrides it."""
    return CHINESE


@pytest.fixture
def page(
    chromium: Browser, page_is_built: None, onemap_server: RunningServer, device: Device, request: pytest.FixtureRequest
) -> Iterator[OneMapPage]:
    """A visitor who is not signed in."""
    context = chromium.new_context(**device)
    try:
        visitor = OneMapPage(context.new_page(), onemap_server)
        yield visitor
        visitor.screenshot(SCREENSHOTS / f"{_file_name(request.node.nodeid)}.png")
        assert visitor.complaints == [], "The browser's console complains"
    finally:
        context.close()


@pytest.fixture
def commander(page: OneMapPage) -> OneMapPage:
    """A visitor signed in as the commander."""
    page.open()
    page.sign_in("commander")
    return page


def _file_name(test_id: str) -> str:
    return re.sub(r"[^\w-]+", "-", test_id.removeprefix("tests/e2e/"))
