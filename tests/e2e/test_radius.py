"""The radius tool: what is around a place."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.driver import OneMapPage

LON, LAT = 109.6, 34.9
PLACE = f"{LON},{LAT}"
AT = f"{PLACE},9"


def within(page: OneMapPage) -> int:
    """What the server counts for the question in the address."""
    lon, lat = page.parameters["place"][0].split(",")
    radius_m = page.parameters.get("radius_m", ["1000"])[0]
    return int(page.ask_api("within/shelters", lon=lon, lat=lat, radius_m=radius_m, limit=1)["count"])


def test_number_and_sums_inside_the_circle_are_the_servers(page: OneMapPage) -> None:
    page.open(at=AT, tool="radius", layer="shelters", place=PLACE, radius_m="20000")
    answer = page.ask_api("within/shelters", lon=LON, lat=LAT, radius_m=20_000)
    assert answer["count"] > 3
    expect(page.panel.locator(".head > b")).to_have_text(str(answer["count"]))
    expect(page.rows).to_have_count(answer["count"])
    places = answer["sums"]["capacity_evacuation_persons"]
    expect(page.panel.locator("dl")).to_contain_text(f"{places:,}")


def test_dragging_the_rim_widens_the_circle_and_counts_again(page: OneMapPage) -> None:
    page.open(at=AT, tool="radius", layer="shelters", place=PLACE, radius_m="5000")
    expect(page.panel.locator(".head > b")).to_be_visible()
    page.wait_for_map()
    page.drag(page.handle("rim"), by=(120, 0))

    page.wait_for_parameter("radius_m", r"[1-9]\d{4}")
    assert float(page.parameters["radius_m"][0]) > 10_000
    expect(page.panel.locator(".head > b")).to_have_text(str(within(page)))


def test_dragging_the_centre_moves_the_question(page: OneMapPage) -> None:
    page.open(at=AT, tool="radius", layer="shelters", place=PLACE, radius_m="20000")
    expect(page.panel.locator(".head > b")).to_be_visible()
    page.wait_for_map()
    page.drag(page.handle("origin"), by=(0, 150))

    page.page.wait_for_url(lambda url: f"place={PLACE}&" not in url)
    lon, lat = (float(part) for part in page.parameters["place"][0].split(","))
    assert lat < LAT - 0.1
    assert abs(lon - LON) < 0.01
    expect(page.panel.locator(".head > b")).to_have_text(str(within(page)))


def test_a_radius_nobody_has_set_suits_the_view_until_somebody_sets_it(page: OneMapPage) -> None:
    page.open(at=AT, tool="radius", layer="shelters", place=PLACE)
    figure = page.panel.get_by_role("spinbutton", name="半径（米）")
    expect(figure).to_have_value("20000")
    answer = page.ask_api("within/shelters", lon=LON, lat=LAT, radius_m=20_000, limit=1)
    expect(page.panel.locator(".head > b")).to_have_text(str(answer["count"]))
    page.page.get_by_role("button", name="放大").click()
    expect(figure).to_have_value("10000")

    figure.fill("7000")
    figure.press("Enter")
    page.wait_for_parameter("radius_m", "7000")
    page.page.get_by_role("button", name="缩小").click()
    page.wait_until_written()
    expect(figure).to_have_value("7000")


def test_the_slider_works_by_keys(page: OneMapPage) -> None:
    page.open(at=AT, tool="radius", layer="shelters", place=PLACE, radius_m="5000")
    slider = page.panel.get_by_role("slider")
    slider.focus()
    slider.press("End")
    page.wait_for_parameter("radius_m", "50000")
    expect(page.panel.locator(".head > b")).to_have_text(str(within(page)))
    slider.press("Home")
    page.wait_for_parameter("radius_m", "100")


def test_a_link_from_before_coverage_was_a_tool_of_its_own_still_opens_it(page: OneMapPage) -> None:
    page.open(at=AT, tool="coverage", layer="shelters", place=PLACE, radius_m="20000")
    expect(page.panel.get_by_role("heading", level=2)).to_have_text("周边")
    expect(page.panel.locator(".head > b")).to_have_text(str(within(page)))
