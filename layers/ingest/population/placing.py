"""Where cells are: the file's coordinates → WGS 84, whole batches at once; and why some have no place."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.ingest import datums
from layers.ingest.crs import System, check_range
from layers.ingest.placing import ARCTIC_LAT
from layers.ingest.population.batches import Batch, Floats, as_objects
from layers.ingest.wording import say
from layers.models import CellForm

Mask = NDArray[np.bool_]
Shapes = NDArray[np.object_]
POINTS, POLYGONS = 0, (3, 6)
"""Numbers of geometry types."""


@dataclass(frozen=True)
class Fault:
    """Cells of a batch that have no place, and why."""

    which: Mask
    reason: str


@dataclass(frozen=True)
class Placed:
    """A batch on WGS 84; positions of faulty cells mean nothing."""

    lons: Floats
    lats: Floats
    outlines: Shapes | None
    mended: Mask
    """Cells whose outline was not valid."""
    faults: tuple[Fault, ...]
    given: Shapes
    """The outlines before they were mended."""


class CellPlacer:
    """Brings the cells of one file to WGS 84; all are points or all are polygons, as the first one is."""

    def __init__(self, system: System, form: CellForm | None) -> None:
        self.system = system
        self.form = form
        self.checked = False

    def place(self, batch: Batch) -> Placed:
        """Place a batch.

        Raises
        ------
        BadOptionError
            The first coordinates show that the file is not in the system it is said to be in.
        """
        if batch.geometries is None:
            return self._points(batch.x, batch.y, ())
        shapes = shapely.force_2d(batch.geometries)
        kinds = shapely.get_type_id(shapes)
        kinds[shapely.is_empty(shapes)] = -1
        if self.form is None:
            self.form = _form_of(kinds)
        if self.form is CellForm.POLYGONS:
            return self._polygons(shapes, np.isin(kinds, POLYGONS), kinds)
        is_point = kinds == POINTS
        x, y = np.full((2, len(shapes)), np.nan)
        x[is_point], y[is_point] = shapely.get_x(shapes[is_point]), shapely.get_y(shapes[is_point])
        return self._points(x, y, tuple(_other_kinds(kinds, is_point, say("points", "点"))))

    def _points(self, x: Floats, y: Floats, faults: tuple[Fault, ...]) -> Placed:
        self._check_range(x, y)
        lons, lats = self.system.to_wgs84(x, y)
        found = (*faults, *self._position_faults(x, y, lons, lats))
        return Placed(lons, lats, None, np.zeros(len(x), bool), found, np.empty(0, object))

    def _polygons(self, shapes: Shapes, is_polygon: Mask, kinds: NDArray[np.integer]) -> Placed:
        faults = list(_other_kinds(kinds, is_polygon, say("polygons", "面")))
        shapes = _only(shapes, is_polygon)
        corners = shapely.get_coordinates(shapes)
        self._check_range(corners[:, 0], corners[:, 1])
        moved = shapely.transform(shapes, lambda xy: np.column_stack(self.system.to_wgs84(xy[:, 0], xy[:, 1])))
        moved, lost = _within_the_world(moved)
        faults.append(Fault(lost, say("The outline leaves the range of degrees.", "边界超出经纬度范围。")))
        given, invalid = moved.copy(), ~shapely.is_valid(moved) & ~shapely.is_missing(moved)
        moved[invalid] = as_objects([_mended(one) for one in moved[invalid]])
        gone = invalid & shapely.is_missing(moved)
        faults.append(Fault(gone, say("The outline encloses no ground.", "边界没有围成任何面积。")))
        points = _points_inside(moved)
        return Placed(shapely.get_x(points), shapely.get_y(points), moved, invalid & ~gone, tuple(faults), given)

    def _check_range(self, x: Floats, y: Floats) -> None:
        if not self.checked and np.isfinite(x).any():
            check_range(self.system, x, y)
            self.checked = True

    def _position_faults(self, x: Floats, y: Floats, lons: Floats, lats: Floats) -> Iterator[Fault]:
        """Each cell counts under its first fault only: whoever reads them takes them in order."""
        yield Fault(np.isnan(x) | np.isnan(y), say("It has no position.", "没有位置。"))
        if self.system.is_geographic:
            mixed = np.maximum(np.abs(x), np.abs(y)) > 400
            yield Fault(mixed, say("These are metres among degrees.", "坐标混杂：此处是米而不是度。"))
            nowhere = (x == 0) & (y == 0)
            yield Fault(nowhere, say("0, 0 is the mark of a missing position.", "0, 0 通常表示位置缺失。"))
        known = np.isfinite(lons) & np.isfinite(lats)
        unmoved = say(
            "It cannot be brought from {name} to WGS 84.", "无法从 {name} 转换到 WGS 84。", name=self.system.name
        )
        yield Fault(~known, unmoved)
        outside = known & ~((np.abs(lons) <= 180) & (np.abs(lats) <= 90))
        yield Fault(outside, say("It lies outside ±180° and ±90°.", "超出 ±180° 与 ±90° 范围。"))
        arctic = known & ~outside & (lats > ARCTIC_LAT)
        arctic[arctic] = datums.is_shifted(lats[arctic], lons[arctic])
        yield Fault(arctic, say("lon and lat look swapped.", "经纬度看起来写反了。"))


def _form_of(kinds: NDArray[np.integer]) -> CellForm | None:
    """The form of the first geometry that is one of the two."""
    for kind in kinds[np.isin(kinds, (POINTS, *POLYGONS))][:1]:
        return CellForm.POINTS if kind == POINTS else CellForm.POLYGONS
    return None


def _other_kinds(kinds: NDArray[np.integer], wanted: Mask, plural: str) -> Iterator[Fault]:
    yield Fault(kinds < 0, say("It has no geometry.", "没有几何。"))
    reason = say(
        "The cells of this file are {plural}; this one is not.", "该文件的单元为{plural}，此处不是。", plural=plural
    )
    yield Fault((kinds >= 0) & ~wanted, reason)


def _within_the_world(shapes: Shapes) -> tuple[Shapes, Mask]:
    """The shapes without those that leave ±180° or ±90°, or could not be moved; and which those are."""
    bounds = shapely.bounds(shapes)
    inside = (bounds[:, 0] >= -180) & (bounds[:, 1] >= -90) & (bounds[:, 2] <= 180) & (bounds[:, 3] <= 90)
    corners, owners = shapely.get_coordinates(shapes, return_index=True)
    broken = np.zeros(len(shapes), bool)
    broken[owners[~np.isfinite(corners).all(axis=1)]] = True
    lost = ~shapely.is_missing(shapes) & (~inside | broken)
    return _only(shapes, ~lost), lost


def _only(shapes: Shapes, which: Mask) -> Shapes:
    kept = np.full(len(shapes), None, object)
    kept[which] = shapes[which]
    return kept


def _mended(outline: shapely.Geometry) -> shapely.Geometry | None:
    mended = shapely.make_valid(outline, method="structure", keep_collapsed=False)
    return None if mended.is_empty or mended.area == 0 else mended


def _points_inside(outlines: Shapes) -> Shapes:
    """The centroid where it lies inside, else a point on the surface."""
    points: Shapes = shapely.centroid(outlines)
    out = ~shapely.is_missing(outlines) & ~shapely.contains(outlines, points)
    points[out] = shapely.point_on_surface(outlines[out])
    return points
