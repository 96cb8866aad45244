"""Areas to avoid: drawn by the caller, or the ground that hazard points and incidents cover."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from layers.errors import invalid
from layers.geo import GEOD
from layers.labels import L
from layers.layer import Layer
from layers.models import IncidentStatus, Rectification
from layers.queries.circles import geodesic_circles, union
from layers.queries.origin import find_feature

OVER = frozenset({IncidentStatus.CLOSED, Rectification.CLOSED, Rectification.REJECTED})
"""The states in which a hazard point or an incident endangers nobody any more."""


@dataclass(frozen=True)
class Circle:
    """The ground within a radius, its edge included."""

    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True)
class Danger:
    """Ground to keep out of: polygons with edges straight in lon/lat, and circles in geodesic metres."""

    polygons: tuple[BaseGeometry, ...] = ()
    circles: tuple[Circle, ...] = ()
    names: tuple[str, ...] = field(default=(), compare=False)
    """What it is made of: ``layer:code`` of each resource, ``polygon`` for what the caller drew."""

    def __bool__(self) -> bool:
        return bool(self.polygons or self.circles)

    def __or__(self, other: "Danger") -> "Danger":
        return Danger(
            self.polygons + other.polygons, self.circles + other.circles, tuple(dict.fromkeys(self.names + other.names))
        )

    def holds(self, lons: ArrayLike, lats: ArrayLike) -> NDArray[np.bool_]:
        """Return for each point whether it lies inside, edges included.

        Parameters
        ----------
        lons, lats
            Degrees on WGS 84, shape (n,).

        Notes
        -----
        A circle is decided by geodesic distance, never by a polygon in its place.
        """
        lons, lats = np.asarray(lons, float), np.asarray(lats, float)
        inside = np.zeros(len(lons), bool)
        for polygon in self.polygons:
            shapely.prepare(polygon)
            inside |= shapely.intersects_xy(polygon, lons, lats)
        points, circles = self._tree.query(shapely.points(lons, lats), predicate="intersects")
        centres = self._circle_columns[:, circles]
        metres = np.asarray(GEOD.inv(centres[0], centres[1], lons[points], lats[points])[2])
        inside[points[metres <= centres[2]]] = True
        return inside

    @cached_property
    def _circle_columns(self) -> NDArray[np.float64]:
        """lon, lat, radius_m; shape (3, circles)."""
        return np.array([(one.lon, one.lat, one.radius_m) for one in self.circles], float).reshape(-1, 3).T

    @cached_property
    def _tree(self) -> shapely.STRtree:
        """Polygons somewhat larger than the circles, to find those that a point may lie in."""
        return shapely.STRtree([_polygon(one, one.radius_m * 1.001 + 1) for one in self.circles])

    @cached_property
    def geometry(self) -> BaseGeometry:
        """All of it as one (Multi)Polygon, circles with 128 corners: for routing around it and for drawing."""
        return union([*self.polygons, *(_polygon(one, one.radius_m) for one in self.circles)])


def _polygon(circle: Circle, radius_m: float) -> BaseGeometry:
    return geodesic_circles(np.array([circle.lon]), np.array([circle.lat]), radius_m)[0]


def danger_of(layer: Layer, code: str) -> Danger:
    """Return the ground that one resource endangers: its outline, or else the circle of its radius of effect.

    Raises
    ------
    UnknownFeatureError
    InvalidInputError
        For a resource that covers no ground.
    """
    danger = _dangers(layer, [find_feature(layer, code)])
    if not danger:
        raise invalid(
            "avoid",
            L(
                "“{what}” has no outline and no radius of effect to avoid.", "“{what}”没有可避开的范围或影响半径。"
            ).format(what=f"{layer.key}:{code}"[:80]),
        )
    return danger


def open_dangers(layer: Layer) -> Danger:
    """Return the ground that all of a layer's resources endanger that are not over; those without any are passed by."""
    return _dangers(layer, layer.model._default_manager.exclude(status__in=OVER).order_by("code"))


def _dangers(layer: Layer, rows: Iterable[Any]) -> Danger:
    polygons, circles, names = [], [], []
    for row in rows:
        outline, radius_m = getattr(row, "outline", None), getattr(row, "effect_radius_m", None)
        if outline is not None:
            polygons.append(shapely.from_wkb(bytes(outline.wkb)))
        elif radius_m is not None:
            circles.append(Circle(row.geom.x, row.geom.y, radius_m))
        else:
            continue
        names.append(f"{layer.key}:{row.code}")
    return Danger(tuple(polygons), tuple(circles), tuple(names))
