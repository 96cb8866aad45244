"""Geodesic circles as polygons, for drawing and for areas; never for deciding who is inside."""

import math

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.geo import GEOD

VERTICES = 128
"""Per circle; the vertices lie slightly outside, so that the polygon's area equals the circle's."""

_OUTSET = math.sqrt((2 * math.pi / VERTICES) / math.sin(2 * math.pi / VERTICES))
"""Ratio of the circumradius of a regular polygon to the radius of the circle of equal area (1.0002 for 128)."""


def geodesic_circles(lons: NDArray[np.float64], lats: NDArray[np.float64], radius_m: float) -> list[BaseGeometry]:
    """Return one (Multi)Polygon in lon/lat for each centre.

    Parameters
    ----------
    lons, lats : arrays of shape (n,), degrees on WGS 84
    radius_m : geodesic metres, at most a quarter of the way round the Earth

    Notes
    -----
    The vertices are geodesic direct solutions on WGS 84, evenly spaced by azimuth. A circle across the antimeridian
    is cut there (RFC 7946); one around a pole reaches up to ±90°.
    """
    if not len(lons):
        return []
    azimuths = np.linspace(0, 360, VERTICES, endpoint=False)
    shape = (len(lons), VERTICES)
    ring_lons, ring_lats, _ = GEOD.fwd(
        np.broadcast_to(np.asarray(lons)[:, None], shape).ravel(),
        np.broadcast_to(np.asarray(lats)[:, None], shape).ravel(),
        np.broadcast_to(azimuths, shape).ravel(),
        np.full(shape, radius_m * _OUTSET).ravel(),
    )
    rings = np.stack([np.asarray(ring_lons).reshape(shape), np.asarray(ring_lats).reshape(shape)], axis=-1)
    poles = _holds_pole(np.asarray(lons), np.asarray(lats), radius_m * _OUTSET)
    return [_polygon(ring, lon, pole) for ring, lon, pole in zip(rings, lons, poles, strict=True)]


def union(polygons: list[BaseGeometry]) -> BaseGeometry:
    """Return the union of many polygons. What does not touch is united apart: far quicker than as one."""
    if not polygons:
        return shapely.MultiPolygon()
    return shapely.disjoint_subset_union_all(np.asarray(polygons))


def area_km2(geometry: BaseGeometry) -> float:
    """Return the geodesic area on WGS 84, whatever the direction of the rings."""
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return sum(_polygon_area_m2(part) for part in parts) / 1e6


def _polygon_area_m2(polygon: shapely.Polygon) -> float:
    outer, *holes = (
        abs(GEOD.polygon_area_perimeter(*np.asarray(ring.coords).T[:2])[0])
        for ring in (polygon.exterior, *polygon.interiors)
    )
    return float(outer - sum(holes))


def _holds_pole(lons: NDArray[np.float64], lats: NDArray[np.float64], radius_m: float) -> NDArray[np.int8]:
    """+1 where the circle reaches over the north pole, -1 over the south pole, else 0."""
    _, _, to_north = GEOD.inv(lons, lats, lons, np.full_like(lats, 90.0))
    _, _, to_south = GEOD.inv(lons, lats, lons, np.full_like(lats, -90.0))
    return (np.asarray(to_north) < radius_m).astype(np.int8) - (np.asarray(to_south) < radius_m).astype(np.int8)


def _polygon(ring: NDArray[np.float64], centre_lon: float, pole: int) -> BaseGeometry:
    if pole:
        return _polar_polygon(ring, pole)
    unrolled = ring.copy()
    unrolled[:, 0] = centre_lon + (ring[:, 0] - centre_lon + 180) % 360 - 180
    polygon = shapely.Polygon(unrolled)
    west, _, east, _ = polygon.bounds
    if west >= -180 and east <= 180:
        return polygon
    shift = 360 if west < -180 else -360
    inside = shapely.intersection(polygon, shapely.box(-180, -90, 180, 90))
    across = shapely.transform(polygon, lambda xy: xy + np.array([shift, 0]))
    return shapely.MultiPolygon(
        [*shapely.get_parts(inside), *shapely.get_parts(shapely.intersection(across, shapely.box(-180, -90, 180, 90)))]
    )


def _polar_polygon(ring: NDArray[np.float64], pole: int) -> BaseGeometry:
    """A circle around a pole is all that lies poleward of its ring."""
    ordered = ring[np.argsort(ring[:, 0])]
    edge_lat = np.interp(180, [ordered[-1, 0], ordered[0, 0] + 360], [ordered[-1, 1], ordered[0, 1]])
    rim = np.vstack([[-180, edge_lat], ordered, [180, edge_lat]])
    return shapely.Polygon(np.vstack([rim, [180, 90 * pole], [-180, 90 * pole]]))
