"""The report's maps by folium, to move and to print."""

import re
from collections.abc import Iterator
from typing import Any

import folium
import shapely
from django.utils.html import escape
from folium.features import Control

from layers.brief.chart import NO_IMAGES, Chart, OfflineMap, ground_shapes, mark, shapes_of
from layers.brief.coverage.labels import placed
from layers.brief.coverage.material import Site
from layers.brief.coverage.picture import PADDING_PX, PICK_PX, Painted, Picture
from layers.brief.coverage.svg import svg
from layers.brief.coverage.svg_map import labels_of, obstacles, pick_svg
from layers.brief.marks import COLORS
from layers.labels import L

INK = "#15202b"
MOST_NAMED_SITES = 1_500
"""Of more sites, no names are kept in the page: they would be most of its size."""


def draw_chart(picture: Picture, *, kind: str) -> Chart:
    """Draw one map for a page that has Leaflet; `kind` tells its names from those of the page's other map."""
    bounds = _bounds(picture)
    (south, west), (north, east) = bounds
    chart = OfflineMap(lon=(west + east) / 2, lat=(south + north) / 2)
    for part in (
        *ground_shapes(picture.ground),
        *_areas(picture),
        *_people(picture),
        *_sites(picture),
        *_labels(picture),
        *_picks(picture),
        Control("Zoom", zoom_in_title=str(L("Zoom in", "放大")), zoom_out_title=str(L("Zoom out", "缩小"))),
        Control("Scale", imperial=False, max_width=150),
    ):
        chart.add_child(part)
    chart.fit_bounds(bounds, padding=(PADDING_PX, PADDING_PX), max_zoom=16)
    figure: Any = chart.get_root()
    chart.render()  # type: ignore[no-untyped-call]
    texts = [figure.html.render(), NO_IMAGES + figure.script.render(), chart.get_name()]
    html, script, name = _settled(texts, figure, kind)
    return Chart(html, script, name, bounds)


def _bounds(picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
    """What the map must show: the frame without its padding."""
    view = picture.frame.inner(PADDING_PX)
    return ((view.south, view.west), (view.north, view.east))


def _areas(picture: Picture) -> Iterator[Any]:
    if picture.areas:
        yield _hinted([_painted(area) for area in picture.areas])


def _painted(area: Painted) -> dict[str, Any]:
    rounded = shapely.transform(area.shape, lambda xy: xy.round(5))
    style = {"color": "#ffffff", "weight": 1, "fillColor": area.color, "fillOpacity": 1}
    return _feature(shapely.geometry.mapping(rounded), f"{area.name} · {area.under}", style=style)


def _people(picture: Picture) -> Iterator[Any]:
    if picture.covered is not None:
        green = COLORS["people-served"]
        style = {"color": green, "weight": 0.7, "opacity": 0.55, "fillColor": green, "fillOpacity": 0.1}
        yield shapes_of([picture.covered], style)
    for fill in picture.squares:
        yield shapes_of([fill.shape], {"stroke": False, "fillColor": fill.color, "fillOpacity": 0.9})
    if picture.asked is not None:
        yield shapes_of([picture.asked], {"color": INK, "weight": 1.4, "fill": False})


def _sites(picture: Picture) -> Iterator[Any]:
    """Dots, each with its name while they are not too many."""
    if not picture.sites:
        return
    radius = 3 if len(picture.sites) <= 500 else 2
    dot = folium.CircleMarker(radius=radius, color="#ffffff", weight=0.8, fill_color=INK, fill_opacity=1, fill=True)
    features = [_feature({"type": "Point", "coordinates": _rounded(site)}, site.name) for site in picture.sites]
    yield _hinted(features, named=len(picture.sites) <= MOST_NAMED_SITES, marker=dot)


def _rounded(site: Site) -> tuple[float, float]:
    return (round(site.lon, 5), round(site.lat, 5))


def _labels(picture: Picture) -> Iterator[Any]:
    strong = " strong" if picture.areas else ""
    for one in placed(labels_of(picture), picture.frame, taken=obstacles(picture)):
        lines = "<br>".join(escape(words) for words in one.label.lines)
        yield mark(one.label.at, f"<span>{lines}</span>", moved=one.moved, size_px=0, kind=f"label{strong}")


def _picks(picture: Picture) -> Iterator[Any]:
    """Numbered marks with their names; where one had to move, a thread leads to the place itself."""
    for pick in reversed(picture.picks):
        x, y = picture.frame.pixel(*pick.at)
        moved = (round(pick.x - x, 1), round(pick.y - y, 1))
        if abs(moved[0]) + abs(moved[1]) > 1:
            thread = f'<path d="M0 0L{moved[0]} {moved[1]}"/><circle r="2"/>'
            yield mark(pick.at, f'<svg class="thread pick">{thread}</svg>', size_px=0, z_index_offset=-9999)
        drawn = svg(PICK_PX, PICK_PX, (pick_svg(PICK_PX / 2, PICK_PX / 2, pick.rank),))
        yield mark(pick.at, drawn, moved=moved, name=f"{pick.rank} · {pick.name}", size_px=PICK_PX, kind="mark pick")


def _feature(geometry: Any, hint: str, **properties: Any) -> dict[str, Any]:
    """The hint goes into the page as HTML, so it is made text here."""
    return {"type": "Feature", "properties": {"hint": escape(hint), **properties}, "geometry": geometry}


def _hinted(features: list[dict[str, Any]], *, named: bool = True, **options: Any) -> Any:
    """Features with a name that is read when they are pointed at."""
    hint = folium.GeoJsonTooltip(["hint"], labels=False, sticky=False) if named else None
    collection = {"type": "FeatureCollection", "features": features}
    return folium.GeoJson(collection, smooth_factor=0, tooltip=hint, **options)


def _settled(texts: list[str], chart: Any, kind: str) -> list[str]:
    """The same texts with names in the order of the parts; folium makes names up anew each time."""
    ids = dict.fromkeys(_ids(chart))
    names = {old: f"{kind}_{number}" for number, old in enumerate(ids)}
    pattern = re.compile("|".join(map(re.escape, ids)))
    return [pattern.sub(lambda found: names[found.group()], text) for text in texts]


def _ids(part: Any) -> Iterator[str]:
    yield part._id
    for child in part._children.values():
        yield from _ids(child)
