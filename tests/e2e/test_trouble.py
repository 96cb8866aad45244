"""When something is missing, the page says what, and goes on where it can."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.e2e.driver import OneMapPage


def test_a_server_out_of_reach_is_said_and_asked_again(page: OneMapPage) -> None:
    page.page.route("**/api/v1/layers", lambda route: route.abort())
    page.page.goto(page.server.url)
    expect(page.alert).to_contain_text("无法连接服务器")
    page.page.unroute("**/api/v1/layers")
    page.alert.get_by_role("button", name="重试").click()
    page.wait_for_map()
    expect(page.alert).to_have_count(0)


def test_without_webgl_the_page_says_so_and_still_answers(page: OneMapPage) -> None:
    page.page.add_init_script(
        """const getContext = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
          return kind.startsWith('webgl') ? null : getContext.call(this, kind, ...rest);
        };"""
    )
    page.page.goto(f"{page.server.url}/?tool=nearest&layer=shelters&place=109.6,34.9")
    expect(page.alert).to_contain_text("WebGL")
    expect(page.rows).to_have_count(5)


def test_the_header_tells_when_the_server_stops_answering(page: OneMapPage) -> None:
    page.open(tool="nearest", layer="shelters", place="109.6,34.9")
    expect(page.page.get_by_role("banner")).to_contain_text("在线")

    def cut(route: Route) -> None:
        route.abort()

    page.page.route("**/api/**", cut)
    page.ask_about("depots")
    expect(page.page.get_by_role("banner")).to_contain_text("连接中断")
    expect(page.alert).to_contain_text("无法连接服务器")
