"""Which sites matter to a place: those that stand in it, and those beyond its edge that reach into it."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.live.sphere import chords_within, to_sphere
from layers.queries.circles import geodesic_circles
from layers.queries.coverage.place import Place
from layers.queries.coverage.question import CoverageQuestion, Method
from layers.queries.coverage.reach import Sites

METRES_A_DEGREE = 110_000.0
"""Of latitude, at least: the least radius of curvature times a degree."""


def sites_near(place: Place, sites: Sites, question: CoverageQuestion) -> Sites:
    """Return the sites that matter to a place, in their order; all of them where no place is asked about.

    By travel time, those as far as one can walk as the crow flies.
    """
    if place.outline is None or not len(sites):
        return sites
    limits_m = metres_reached(sites, question)
    matter = is_standing(place.outline, sites)
    if len(place.cells):
        # The point of a cell that the edge cuts may lie beyond it, so this is the box of the cells.
        beyond = np.flatnonzero(~matter & _in_box(place.box, sites, limits_m))
        chords = place.tree.query(to_sphere(sites.lons[beyond], sites.lats[beyond]))[0]
        matter[beyond[chords <= chords_within(limits_m[beyond])]] = True
    left = np.flatnonzero(~matter)
    matter[left] = is_touching(place.outline, sites.take(left), limits_m[left])
    return sites.take(np.flatnonzero(matter))


def metres_reached(sites: Sites, question: CoverageQuestion) -> NDArray[np.float64]:
    """Return how many metres at most lie between a site and whom it reaches: on foot, as the crow flies."""
    return sites.limits if question.method is not Method.TRAVEL_TIME else sites.limits * question.speed_m_s


def is_standing(outline: BaseGeometry, sites: Sites) -> NDArray[np.bool_]:
    """Return which sites stand in a place, its edge included, shape (sites,)."""
    shapely.prepare(outline)
    return np.asarray(shapely.intersects_xy(outline, sites.lons, sites.lats), bool)


def is_touching(outline: BaseGeometry, sites: Sites, limits_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which sites have a circle of their limit that touches a place, shape (sites,)."""
    touching = _in_box(outline.bounds, sites, limits_m)
    for limit_m in np.unique(limits_m[touching]).tolist():
        some = np.flatnonzero(touching & (limits_m == limit_m))
        circles = np.array(geodesic_circles(sites.lons[some], sites.lats[some], limit_m), object)
        touching[some] = shapely.intersects(outline, circles)
    return touching


def count_standing(outline: BaseGeometry | None, sites: Sites) -> int:
    """Return how many sites stand in an area, its edge included; none in one without an outline."""
    if outline is None or not len(sites):
        return 0
    return int(np.count_nonzero(is_standing(outline, sites)))


def _in_box(box: tuple[float, ...], sites: Sites, limits_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Sites that are not certainly too far: those in a box (west, south, east, north) widened by their limits."""
    west, south, east, north = box
    lat_margin = limits_m / METRES_A_DEGREE
    highest = np.minimum(np.maximum(abs(south), abs(north)) + lat_margin, 90.0)
    squeeze = np.cos(np.radians(highest))
    lon_margin = np.where(squeeze > 0.01, lat_margin / np.maximum(squeeze, 0.01), 360.0)
    near_lat = (sites.lats >= south - lat_margin) & (sites.lats <= north + lat_margin)
    off_lon = np.abs((sites.lons - (west + east) / 2 + 180) % 360 - 180)
    inside: NDArray[np.bool_] = near_lat & (off_lon <= (east - west) / 2 + lon_margin)
    return inside
