"""What roads may not be used: areas to avoid, and closed roads, in the words of Valhalla."""

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from layers.geo import LonLat
from layers.travel.costing import request
from layers.travel.engine import MAX_EXCLUDED_PLACES
from layers.travel.snapping import Place, distance_m
from layers.travel.vehicle import Vehicle

MOST_VERTICES = 400
"""Of one area; more are simplified, always outwards, so that nothing to be avoided comes to lie outside."""
COARSER = 2.0
FIRST_TOLERANCE_DEG = 1e-4

SAMPLE_M = 25.0
"""Along a closed line."""
MOST_SAMPLES = 400
ON_ROAD_M = 30.0
"""A closure farther than this from a road closes none."""
AT_JUNCTION = 1e-3
"""So near to its end, as a share of an edge, a place lies on the junction, and would close every road there."""


def rings_to_avoid(avoid: BaseGeometry | None, place: LonLat) -> list[list[list[float]]]:
    """Return the outer rings of the areas to avoid, lon/lat.

    An area in which the place itself lies is left out: whoever is asked to go there must go in. A hole counts as
    avoided, for no way leads into it.
    """
    if avoid is None or avoid.is_empty:
        return []
    here = shapely.Point(place.lon, place.lat)
    areas = [area for area in shapely.get_parts(avoid) if not area.intersects(here)]
    return [_simplified(area).exterior.coords[:] for area in areas if area.geom_type == "Polygon"]


def _simplified(area: shapely.Polygon) -> shapely.Polygon:
    """An area with few vertices that holds the whole of the given one."""
    outline, tolerance = shapely.Polygon(area.exterior), FIRST_TOLERANCE_DEG
    while shapely.get_num_coordinates(outline) > MOST_VERTICES:
        grown = shapely.Polygon(area.exterior).buffer(1.5 * tolerance, quad_segs=2)
        outline = shapely.Polygon(grown.simplify(tolerance).exterior)
        tolerance *= COARSER
    return outline


def closed_places(actor: Any, vehicle: Vehicle, line: shapely.LineString | shapely.Point) -> list[Place]:
    """Return places that close, each, one stretch of road (both directions) between two junctions.

    Parameters
    ----------
    line
        Where the road is closed, lon/lat.

    Returns
    -------
    list of (lon, lat)
        For each stretch on which samples of the line come to lie, the one nearest to its middle; samples on a
        junction close nothing, unless there are no others.
    """
    samples = list(_samples(line))
    asked = [{"lon": lon, "lat": lat, "search_cutoff": int(2 * ON_ROAD_M)} for lon, lat in samples]
    best: dict[int, tuple[float, Place]] = {}
    on_junctions: list[Place] = []
    for place, answer in zip(samples, actor.locate(request(vehicle, locations=asked, verbose=True)), strict=True):
        for edge in answer.get("edges") or ():
            if edge["distance"] > ON_ROAD_M:
                continue
            off_middle = abs(edge["percent_along"] - 0.5)
            if off_middle > 0.5 - AT_JUNCTION:
                on_junctions.append(place)
                continue
            way = edge["edge_id"]["value"]
            if way not in best or off_middle < best[way][0]:
                best[way] = (off_middle, place)
    chosen = dict.fromkeys(place for _, place in best.values())
    return list(chosen) or list(dict.fromkeys(on_junctions))


def _samples(line: shapely.LineString | shapely.Point) -> Iterator[Place]:
    vertices = [(float(lon), float(lat)) for lon, lat in shapely.get_coordinates(line)]
    if len(vertices) == 1:
        yield vertices[0]
        return
    lengths = [distance_m(a, b) for a, b in itertools.pairwise(vertices)]
    step_m = max(SAMPLE_M, sum(lengths) / MOST_SAMPLES)
    for (x1, y1), (x2, y2), length_m in zip(vertices, vertices[1:], lengths, strict=False):
        pieces = max(1, round(length_m / step_m))
        for number in range(pieces):
            share = (number + 0.5) / pieces
            yield x1 + share * (x2 - x1), y1 + share * (y2 - y1)


def nearest_first(places: Iterable[Place], place: LonLat) -> list[Place]:
    """Return as many places as may be excluded at once, those nearest to `place` if there are more."""
    found = list(places)
    if len(found) > MAX_EXCLUDED_PLACES:
        found.sort(key=lambda one: distance_m(one, (place.lon, place.lat)))
    return found[:MAX_EXCLUDED_PLACES]
