"""Places per person in the coverage tool: the server's figures, the areas with the fewest first, squares on the map."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.e2e.driver import OneMapPage

AREA = "610500"
SCREEN = {"tool": "coverage", "reach": "radius", "layer": "shelters", "radius_m": "5000"}


def ratio(value: float) -> str:
    """As the page writes it: three figures that mean something."""
    return f"{float(f'{value:.3g}'):,.10g}"


def answered(page: OneMapPage, **more: Any) -> Any:
    asked = page.parameters
    named = {name: asked[name][0] for name in ("radius_m", "capacity", "decay") if name in asked}
    return page.ask_api("accessibility/shelters", **named, area=AREA, **more)


def test_are_a_switch_away_and_agree_with_the_server(page: OneMapPage) -> None:
    page.open(**SCREEN)
    expect(page.panel.locator(".head > b")).to_have_text(re.compile("%"))
    page.panel.get_by_role("radio", name="人均避难位").click()
    page.wait_for_parameter("figure", "per_person")
    page.wait_for_parameter("capacity", "evacuation")
    answer = answered(page)
    expect(page.panel.locator(".head > b")).to_have_text(ratio(answer["per_person"]["mean"]))
    expect(page.panel).to_contain_text(f"{round(answer['people_none_in_reach']):,} 人无场所可达")
    ranked = sorted(
        (row["per_person"]["mean"], row["name"]) for row in answer["areas"] if row["code"] and row["people"]
    )
    lines = page.panel.locator("tbody tr").filter(has_not_text="不在任何区内")
    expect(lines).to_have_count(len(ranked))
    listed = [(line.get_by_role("rowheader").inner_text(), line.locator(".mean").inner_text()) for line in lines.all()]
    assert listed == [(name, ratio(mean)) for mean, name in ranked]
    legend = page.page.get_by_role("list", name=re.compile("^人均避难位"))
    expect(legend.get_by_role("listitem")).to_have_count(5)
    expect(page.panel).to_contain_text(answer["denominator"]["name"]["zh"])


def test_weigh_distance_as_the_address_says_and_are_drawn_as_squares(page: OneMapPage) -> None:
    page.open(**SCREEN, capacity="evacuation", figure="per_person", decay="gaussian")
    gaussian = answered(page)
    assert gaussian["decay"] == "gaussian"
    expect(page.panel).to_contain_text(f"一半人不超过 {ratio(gaussian['per_person']['median'])} 个")
    page.wait_for_map()
    assert any("/accessibility/shelters/cells" in url and "gaussian" in url for url in page.requests)
    assert not any("/coverage/shelters" in url for url in page.requests), "Shares are asked for in vain"
    page.panel.get_by_role("combobox", name="距离权重").select_option("none")
    page.wait_until_gone("decay")
    expect(page.panel).to_contain_text(f"一半人不超过 {ratio(answered(page)['per_person']['median'])} 个")
    page.panel.get_by_role("radio", name="在范围内").click()
    expect(page.panel.locator(".head > b")).to_have_text(re.compile("%"))
    expect(page.page.get_by_role("list", name=re.compile("^人均避难位"))).to_have_count(0)
