"""What a person does on the one map, in their words; where things are on the page is known here alone."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, TypedDict
from urllib.parse import parse_qs, urlencode, urlparse
from urllib.request import Request, urlopen

from playwright.sync_api import ConsoleMessage, Locator, Page, ViewportSize, expect

from tests.running import RunningServer

# Drawing by software on a shared machine is slow; waiting longer costs nothing when it is not.
PATIENCE_MS = 45_000
TILE_SIZE_PX = 512
# A refused request is the test's business, it may be the point of it; the others are about drawing by software.
EXPECTED_REMARKS = ("Failed to load resource", "GPU stall", "GroupMarkerNotSet")
# Marks and clusters reach this far around their places at zoom 9.
FREE_OF_MARKS_M = 5000
TOOL_KEYS = {"layers": "l", "nearest": "n", "coverage": "c", "radius": "r", "inside": "i", "clocks": "t"}


class Device(TypedDict, total=False):
    viewport: ViewportSize
    locale: str
    has_touch: bool
    is_mobile: bool
    color_scheme: Any
    permissions: list[str]


CHINESE: Device = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"}
ENGLISH: Device = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"}
PHONE: Device = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "has_touch": True, "is_mobile": True}


@dataclass(frozen=True)
class Row:
    """One line of a result list, as read; `figure` is what it is ranked by."""

    name: str
    figure: str
    text: str


class OneMapPage:
    """One visitor's page."""

    def __init__(self, page: Page, server: RunningServer) -> None:
        self.page = page
        self.server = server
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(known in message.text for known in EXPECTED_REMARKS):
            self.complaints.append(message.text)

    # Going there

    def open(self, **parameters: str | list[str]) -> None:
        query = urlencode(parameters, doseq=True)
        self.page.goto(f"{self.server.url}/{'?' + query if query else ''}")
        self.wait_for_map()

    def open_address(self, address: str) -> None:
        self.page.goto(address)
        self.wait_for_map()

    def wait_for_map(self) -> None:
        """Until everything that should be on the map is drawn."""
        expect(self.map).to_have_attribute("aria-busy", "false")

    def back(self) -> None:
        self.page.go_back()

    @property
    def parameters(self) -> dict[str, list[str]]:
        """What the address says of the picture."""
        return parse_qs(urlparse(self.page.url).query)

    def wait_for_parameter(self, name: str, pattern: str) -> None:
        self.page.wait_for_url(re.compile(rf"[?&]{re.escape(name)}={pattern}"))

    def wait_until_written(self) -> None:
        """Until the address stands still: it follows what is dragged a moment later."""
        address = None
        while address != self.page.url:
            address = self.page.url
            self.page.wait_for_timeout(700)

    def wait_until_gone(self, name: str) -> None:
        self.page.wait_for_url(lambda url: name not in parse_qs(urlparse(url).query))

    def ask_api(self, path: str, **parameters: Any) -> Any:
        """The server's own answer, with the visitor's rights: what the page must agree with."""
        answer = self.page.request.get(f"{self.server.url}/api/v1/{path}?{urlencode(parameters, doseq=True)}")
        assert answer.ok, answer.text()
        return answer.json()

    def ask_api_with(self, path: str, body: dict[str, Any]) -> Any:
        """The server's own answer to a question with a body, with a commander's rights."""
        request = Request(
            f"{self.server.url}/api/v1/{path}",
            json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.server.token}"},
        )
        with urlopen(request) as answer:
            return json.load(answer)

    # Parts of the page

    @property
    def map(self) -> Locator:
        return self.page.get_by_role("region", name=re.compile("^(地图|Map)$"))

    @property
    def panel(self) -> Locator:
        return self.page.locator("section.panel")

    @property
    def drawer(self) -> Locator:
        return self.page.get_by_role("region", name=re.compile("^(资源详情|Details)$"))

    @property
    def sentence(self) -> Locator:
        return self.panel.locator(".sentence")

    @property
    def announcement(self) -> Locator:
        return self.page.get_by_role("status")

    @property
    def alert(self) -> Locator:
        return self.page.get_by_role("alert")

    @property
    def search_box(self) -> Locator:
        return self.page.get_by_role("search").get_by_role("combobox")

    @property
    def rows(self) -> Locator:
        return self.panel.locator("ol.list > li > button")

    @property
    def left_out(self) -> Locator:
        return self.panel.locator("ol.left-out > li > button")

    def read_rows(self) -> list[Row]:
        return [
            Row(
                name=row.locator(".what b").inner_text(),
                figure=row.locator(".figures b").inner_text(),
                text=row.inner_text(),
            )
            for row in self.rows.all()
        ]

    def big_figure(self) -> str:
        return self.panel.locator(".head > b").inner_text()

    # Doing things

    def sign_in(self, role: str, password: str | None = None) -> None:
        self.page.get_by_role("button", name=re.compile("^(登录|Sign in)$")).first.click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label(re.compile("用户名|User name")).fill(role)
        dialog.get_by_label(re.compile("密码|Password")).fill(password or self.server.passwords[role])
        dialog.get_by_role("button", name=re.compile("^(登录|Sign in)$")).click()
        if password is None:
            expect(dialog).to_be_hidden()

    def use_tool(self, name: str) -> None:
        self.page.keyboard.press(TOOL_KEYS[name])
        expect(self.panel).to_be_visible()

    def ask_about(self, layer: str) -> None:
        self.page.locator(f"#ask-{layer}").click()

    def need(self, text: str) -> None:
        """Ask for goods as one would type them: `帐篷 300`."""
        self.panel.get_by_role("button", name=re.compile("^(添加物资|Add goods)$")).click()
        box = self.panel.get_by_role("combobox", name=re.compile("^(物资名称|Item)$"))
        box.fill(text)
        self.page.get_by_role("option").first.click()

    def show_settings(self) -> None:
        self.panel.locator("summary", has_text=re.compile("更多条件|More conditions")).click()

    def need_in_two_steps(self, goods: str, quantity: int) -> None:
        """Find the goods by name, then say how many."""
        self.panel.get_by_role("button", name="添加物资").click()
        box = self.panel.get_by_role("combobox", name="物资名称")
        box.fill(goods)
        box.press("Enter")
        amount = self.panel.get_by_role("spinbutton", name=re.compile("的数量$"))
        amount.fill(str(quantity))
        amount.press("Enter")

    def chips(self) -> list[str]:
        """What is needed, as the panel names it."""
        return self.panel.get_by_role("group", name=re.compile("需要|各需")).locator(".change").all_inner_texts()

    def click_map_at(self, lon: float, lat: float) -> None:
        x, y = self.point_of(lon, lat)
        self.page.mouse.click(x, y)

    def drag(self, start: Locator, *, by: tuple[float, float]) -> None:
        """Drag the middle of something by so many pixels, in steps as a hand would."""
        box = start.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for step in range(1, 6):
            self.page.mouse.move(x + by[0] * step / 5, y + by[1] * step / 5)
        self.page.mouse.up()
        self.wait_until_written()

    def handle(self, kind: str) -> Locator:
        return self.page.locator(f".maplibregl-map .handle.{kind}")

    def point_of(self, lon: float, lat: float) -> tuple[float, float]:
        """Where on the screen a position is drawn, from the camera in the address (web Mercator)."""
        camera_lon, camera_lat, zoom = (float(part) for part in self.parameters["at"][0].split(","))
        box = self.map.bounding_box()
        assert box is not None
        world_px = TILE_SIZE_PX * 2**zoom
        x = (lon - camera_lon) / 360 * world_px
        y = (_mercator(camera_lat) - _mercator(lat)) / (2 * math.pi) * world_px
        return box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y

    def spot_without_marks(self, *, near: tuple[float, float]) -> tuple[float, float]:
        """A position where a click means the place itself, not something that stands there."""
        for north, east in product(range(-4, 5), repeat=2):
            lon, lat = near[0] + east / 50, near[1] + north / 50
            around = [self.ask_api(f"nearest/{layer}", lon=lon, lat=lat, k=1) for layer in ("shelters", "depots")]
            if all(answer["features"][0]["properties"]["distance_m"] > FREE_OF_MARKS_M for answer in around):
                return lon, lat
        raise AssertionError("There are marks everywhere")

    def screenshot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path)


def _mercator(lat: float) -> float:
    return math.asinh(math.tan(math.radians(lat)))


def shown_duration(duration_s: float) -> str:
    """A duration as the Chinese page writes it."""
    if duration_s < 30:
        return "不到 1 分钟"
    hours, minutes = divmod(math.floor(duration_s / 60 + 0.5), 60)
    if not hours:
        return f"{minutes} 分钟"
    return f"{hours} 小时 {minutes} 分" if minutes and hours < 24 else f"{round(hours + minutes / 60):,} 小时"


def shown_distance(distance_m: float) -> str:
    """A distance as the page writes it."""
    if distance_m < 1000:
        return f"{round(distance_m):,} m"
    distance_km = distance_m / 1000
    return f"{distance_km:.1f} km" if distance_km < 99.95 else f"{distance_km:,.0f} km"
