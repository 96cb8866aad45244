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
    shapely.prepare(place.outline)
    matter = np.asarray(shapely.intersects_xy(place.outline, sites.lons, sites.lats), bool)
    beyond = np.flatnonzero(~matter & _in_box(place, sites, limits_m))
    if len(place.cells) and len(beyond):
        chords = place.tree.query(to_sphere(sites.lons[beyond], sites.lats[beyond]))[0]
        matter[beyond[chords <= chords_within(limits_m[beyond])]] = True
        beyond = beyond[~matter[beyond]]
    for limit_m in np.unique(limits_m[beyond]).tolist():
        some = beyond[limits_m[beyond] == limit_m]
        circles = np.array(geodesic_circles(sites.lons[some], sites.lats[some], limit_m), object)
        matter[some] = shapely.intersects(place.outline, circles)
    return sites.take(np.flatnonzero(matter))


def metres_reached(sites: Sites, question: CoverageQuestion) -> NDArray[np.float64]:
    """Return how many metres at most lie between a site and whom it reaches: on foot, as the crow flies."""
    return sites.limits if question.method is not Method.TRAVEL_TIME else sites.limits * question.speed_m_s


def count_standing(outline: BaseGeometry | None, sites: Sites) -> int:
    """Return how many sites stand in an area, its edge included; none in one without an outline."""
    if outline is None or not len(sites):
        return 0
    shapely.prepare(outline)
    return int(np.count_nonzero(shapely.intersects_xy(outline, sites.lons, sites.lats)))


def _in_box(place: Place, sites: Sites, limits_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Sites that are not certainly too far: outside the place's box widened by their limits they are."""
    west, south, east, north = place.outline.bounds  # type: ignore[union-attr]
    lat_margin = limits_m / METRES_A_DEGREE
    highest = np.minimum(np.maximum(abs(south), abs(north)) + lat_margin, 90.0)
    squeeze = np.cos(np.radians(highest))
    lon_margin = np.where(squeeze > 0.01, lat_margin / np.maximum(squeeze, 0.01), 360.0)
    near_lat = (sites.lats >= south - lat_margin) & (sites.lats <= north + lat_margin)
    off_lon = np.abs((sites.lons - (west + east) / 2 + 180) % 360 - 180)
    inside: NDArray[np.bool_] = near_lat & (off_lon <= (east - west) / 2 + lon_margin)
    return inside
