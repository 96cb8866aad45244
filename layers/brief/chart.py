"""The map of a brief, by folium: the ground, what was asked about, and the answer's marks and lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import folium
import shapely
from django.utils.html import escape
from folium.features import Control, DivIcon
from shapely.geometry.base import BaseGeometry

from layers.brief.drawing import Drawing, Line, Pin
from layers.brief.frame import GROUND_MARGIN, MAP_HEIGHT_PX, MAP_WIDTH_PX, PADDING_PX, Frame, spread
from layers.brief.ground import Ground, GroundArea, ground_within
from layers.brief.marks import COLORS
from layers.labels import L

PIN_PX = 26
TOLERANCE_PX = 0.5
NO_IMAGES = "L.Marker.mergeOptions({ icon: L.divIcon() });"
"""folium makes each marker with Leaflet's picture of a pin before it sets the marker's own icon."""
WHOLE_MAP = shapely.box(0, 0, MAP_WIDTH_PX, MAP_HEIGHT_PX)
SCALE_BAR = shapely.box(0, MAP_HEIGHT_PX - 40, 175, MAP_HEIGHT_PX)
NORTH_ARROW = shapely.box(MAP_WIDTH_PX - 45, 0, MAP_WIDTH_PX, 60)
"""Where labels would be covered, in pixels."""
LABEL_ROOM_PX = ((0, 0), (0, -24), (0, 24), (60, 0), (-60, 0), (0, -44), (0, 44), (60, 30), (-60, 30))
"""Where a label may stand, right of its place and below it: the first where nothing is in its way."""


@dataclass(frozen=True)
class Chart:
    """A drawn map, ready to be put into a page that has Leaflet."""

    html: str
    script: str
    name: str
    """The script's variable that holds the map."""
    bounds: tuple[tuple[float, float], tuple[float, float]]


class OfflineMap(folium.Map):
    """folium's map without its links to other hosts."""

    default_js: list[tuple[str, str]] = []
    default_css: list[tuple[str, str]] = []

    def __init__(self, *, lon: float, lat: float) -> None:
        super().__init__(
            location=(lat, lon),
            tiles=None,
            zoom_start=10,
            max_zoom=18,
            zoom_snap=0,
            attribution_control=False,
            scroll_wheel_zoom=False,
            zoom_animation=False,
            zoom_control=False,
        )


def draw(drawing: Drawing) -> Chart:
    """Draw the map; the ground comes from the database, as fine as the paper shows it."""
    frame = Frame.around(drawing.places)
    tolerance_deg = frame.degrees_per_px * TOLERANCE_PX
    ground = ground_within(frame.view(GROUND_MARGIN), view=frame.view(), tolerance_deg=tolerance_deg)
    lons, lats = zip(*drawing.places, strict=True)
    chart = OfflineMap(lon=drawing.origin.lon, lat=drawing.origin.lat)
    marks = spread(
        [frame.pixel(*pin.place) for pin in drawing.pins],
        least_px=PIN_PX,
        fixed=frame.pixel(drawing.origin.lon, drawing.origin.lat),
    )
    for part in (
        *ground_shapes(ground),
        *_avoided(drawing.avoided),
        *_lines(drawing.lines),
        *_labels(ground.areas, frame, _obstacles(drawing, frame, marks)),
        *_pins(drawing.pins, frame, marks),
        mark((drawing.origin.lon, drawing.origin.lat), '<svg viewBox="0 0 24 24"><use href="#origin"/></svg>'),
        Control("Zoom", zoom_in_title=str(L("Zoom in", "放大")), zoom_out_title=str(L("Zoom out", "缩小"))),
        Control("Scale", imperial=False, max_width=150),
    ):
        chart.add_child(part)
    bounds = ((min(lats), min(lons)), (max(lats), max(lons)))
    chart.fit_bounds(bounds, padding=(PADDING_PX, PADDING_PX), max_zoom=16)
    figure: Any = chart.get_root()
    chart.render()  # type: ignore[no-untyped-call]
    return Chart(figure.html.render(), NO_IMAGES + figure.script.render(), chart.get_name(), bounds)


def ground_shapes(ground: Ground) -> Iterator[Any]:
    land = {"color": COLORS["map-edge"], "weight": 1, "fillColor": COLORS["map-land"], "fillOpacity": 1}
    borders = {"color": COLORS["map-edge-strong"], "weight": 1.6, "fill": False}
    for shapes, style in (([area.shape for area in ground.areas], land), (ground.strong_borders, borders)):
        if shapes:
            yield shapes_of(shapes, style)


def _avoided(shapes: Sequence[BaseGeometry]) -> Iterator[Any]:
    if shapes:
        red = COLORS["red"]
        yield shapes_of(shapes, {"color": red, "weight": 2, "dashArray": "2 4", "fillColor": red, "fillOpacity": 0.14})


def shapes_of(shapes: Sequence[BaseGeometry], style: dict[str, Any]) -> Any:
    """All shapes of one style as one feature, to about a metre."""
    rounded = shapely.transform(shapely.GeometryCollection(list(shapes)), lambda xy: xy.round(5))
    feature = {"type": "Feature", "properties": {"style": style}, "geometry": shapely.geometry.mapping(rounded)}
    return folium.GeoJson(feature, smooth_factor=0, interactive=False)


def _lines(lines: Sequence[Line]) -> Iterator[Any]:
    for line in lines:
        places = [(round(lat, 5), round(lon, 5)) for lon, lat in line.places]
        dashes = None if line.road else "7 5"
        for color, weight, dash in (("#ffffff", 5, None), ("#15202b", 2, dashes)):
            style = {"color": color, "weight": weight, "opacity": 0.85, "dash_array": dash, "interactive": False}
            yield folium.PolyLine(places, **style)  # type: ignore[no-untyped-call]


def _pins(pins: Sequence[Pin], frame: Frame, marks: Sequence[tuple[float, float]]) -> Iterator[Any]:
    """The first last, so that it stands on top; where a pin had to move, a thread leads to the place itself."""
    for pin, (x, y) in reversed(list(zip(pins, marks, strict=True))):
        real_x, real_y = frame.pixel(*pin.place)
        moved = (round(x - real_x, 1), round(y - real_y, 1))
        if abs(moved[0]) + abs(moved[1]) > 1:
            thread = f'<path d="M0 0L{moved[0]} {moved[1]}"/><circle r="3"/>'
            yield mark(pin.place, f'<svg class="thread">{thread}</svg>', size_px=0, z_index_offset=-9999)
        yield mark(pin.place, _pin_svg(pin), moved=moved, name=f"{pin.number} · {pin.name}")


def _pin_svg(pin: Pin) -> str:
    """The mark's symbol, which the page holds once for each look, with its number."""
    classes = "number hollow" if pin.look.hollow else "number"
    style = f' style="fill:{pin.look.color}"' if pin.look.hollow else ""
    size = "" if pin.number < 100 else " small"
    return (
        f'<svg viewBox="0 0 24 24"><use href="#{pin.look.symbol}"/>'
        f'<text x="12" y="{pin.look.text_height}" class="{classes}{size}"{style}>{pin.number}</text></svg>'
    )


def mark(
    place: tuple[float, float],
    html: str,
    *,
    moved: tuple[float, float] = (0, 0),
    name: str | None = None,
    size_px: int = PIN_PX,
    kind: str = "mark",
    **options: Any,
) -> folium.Marker:
    """Something at a place, or so many pixels off, with a name to be read when pointed at."""
    anchor: Any = (size_px / 2 - moved[0], size_px / 2 - moved[1])
    icon = DivIcon(html=html, icon_size=(size_px, size_px), icon_anchor=anchor, class_name=kind)
    hint = folium.Tooltip(in_template(name), sticky=False) if name else None
    at = (round(place[1], 6), round(place[0], 6))
    return folium.Marker(at, icon=icon, tooltip=hint, keyboard=False, interactive=bool(name), **options)


def _labels(areas: Sequence[GroundArea], frame: Frame, obstacles: list[BaseGeometry]) -> Iterator[Any]:
    """Names of areas, where there is room on the map between everything else."""
    taken = [*obstacles, SCALE_BAR, NORTH_ARROW]
    for area in areas:
        if area.label is None:
            continue
        x, y = frame.pixel(*area.label)
        half = sum(7 if letter.isascii() else 12 for letter in area.name) / 2 + 4
        for right, below in LABEL_ROOM_PX:
            room = shapely.box(x + right - half, y + below - 8, x + right + half, y + below + 8)
            if WHOLE_MAP.contains(room) and not shapely.intersects(taken, room).any():
                taken.append(room)
                yield mark(area.label, escape(area.name), moved=(right, below), size_px=0, kind="label")
                break


def _obstacles(drawing: Drawing, frame: Frame, marks: Sequence[tuple[float, float]]) -> list[BaseGeometry]:
    """What labels must not cover, in pixels: the marks, that of the place itself, and the lines."""
    half = PIN_PX / 2
    spots = [*marks, frame.pixel(drawing.origin.lon, drawing.origin.lat)]
    lines = [shapely.LineString([frame.pixel(*place) for place in line.places]) for line in drawing.lines]
    return [*(shapely.box(x - half, y - half, x + half, y + half) for x, y in spots), *lines]


def in_template(text: str) -> str:
    """Text as HTML inside the JavaScript template that folium writes tooltips into."""
    return escape(text).replace("\\", "&#92;").replace("`", "&#96;").replace("$", "&#36;")
