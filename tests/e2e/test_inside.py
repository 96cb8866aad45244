"""The inside tool: draw an area, see what is in it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.driver import OneMapPage

AT = "109.6,34.9,9"
CORNERS = [(109.3, 34.7), (109.95, 34.72), (109.9, 35.1), (109.35, 35.05)]


def counted(page: OneMapPage) -> int:
    """What the server counts in the ring of the address."""
    corners = [[float(part) for part in corner.split(",")] for corner in page.parameters["ring"][0].split(";")]
    polygon = {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
    csrf = page.ask_api("session")["csrf"]
    answer = page.page.request.post(
        f"{page.server.url}/api/v1/within/shelters?usable=true&limit=1",
        data=polygon,
        headers={"X-CSRFToken": csrf, "Referer": f"{page.server.url}/"},
    )
    assert answer.ok, answer.text()
    return int(answer.json()["count"])


def draw(page: OneMapPage) -> None:
    page.open(at=AT)
    page.use_tool("inside")
    page.ask_about("shelters")
    page.wait_for_map()
    for lon, lat in CORNERS:
        page.click_map_at(lon, lat)


def test_a_ring_drawn_by_clicks_counts_what_is_inside(page: OneMapPage) -> None:
    draw(page)
    page.page.keyboard.press("Enter")
    page.wait_for_parameter("ring", "109")
    count = counted(page)
    assert count > 3
    expect(page.panel.locator(".head > b")).to_have_text(str(count))
    expect(page.rows).to_have_count(count)


def test_a_double_click_ends_the_ring_without_a_corner_of_its_own(page: OneMapPage) -> None:
    draw(page)
    x, y = page.point_of(109.2, 34.85)
    page.page.mouse.dblclick(x, y)
    page.wait_for_parameter("ring", "109")
    assert len(page.parameters["ring"][0].split(";")) == len(CORNERS) + 1
    expect(page.panel.locator(".head > b")).to_have_text(str(counted(page)))


def test_escape_gives_up_the_drawing_and_a_second_one_closes_the_tool(page: OneMapPage) -> None:
    draw(page)
    page.page.keyboard.press("Escape")
    expect(page.panel.get_by_role("button", name="开始画范围")).to_be_visible()
    assert "ring" not in page.parameters
    page.page.keyboard.press("Escape")
    expect(page.panel).to_be_hidden()


def test_an_address_with_a_ring_shows_its_answer(page: OneMapPage) -> None:
    ring = ";".join(f"{lon},{lat}" for lon, lat in CORNERS)
    page.open(at=AT, tool="inside", layer="shelters", ring=ring, **{"f.usable": "true"})
    expect(page.panel.locator(".head > b")).to_have_text(str(counted(page)))
