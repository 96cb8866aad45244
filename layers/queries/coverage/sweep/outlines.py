"""Outlines cut for a box: what is far from it is left out, and what lies in it stays to the last bit.

Clipping would make new corners on the box's edge, and a point that lies on a slanting border could change sides. Here
no border is cut: of a run of corners that all lie beyond the same side of the box, only the first and the last stay.
The ring then differs from what it was beyond that side alone, so for whatever is in the box, it holds the same.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]

FEW_CORNERS = 64
"""A polygon with no more is not worth thinning."""


class OutlinesByPlace:
    """The outlines of areas, found by place, part by part."""

    def __init__(self, outlines: Sequence[BaseGeometry | None]) -> None:
        parts = [(number, part) for number, outline in enumerate(outlines) for part in _parts(outline)]
        self._owners = np.array([number for number, _ in parts], np.int64)
        self._parts = np.array([part for _, part in parts], object)
        shapely.prepare(self._parts)
        self._tree = shapely.STRtree(self._parts)

    def cut(self, box: BaseGeometry) -> list[tuple[int, BaseGeometry]]:
        """Return what each outline has of a box: its number, and a geometry that holds the same of the box.

        Only outlines that touch the box, in their order.
        """
        found = self._tree.query(box, predicate="intersects")
        owners = self._owners[found]
        return [(int(owner), self._of(found[owners == owner], box)) for owner in np.unique(owners)]

    def _of(self, which: NDArray[np.integer], box: BaseGeometry) -> BaseGeometry:
        parts = self._parts[np.sort(which)]
        if shapely.covers(parts, box).any():
            return box
        thinned = _joined([_thinned(part, box.bounds) for part in parts])
        return thinned if thinned.is_valid else _joined(list(parts))


def _parts(outline: BaseGeometry | None) -> Iterator[BaseGeometry]:
    if outline is None:
        return
    mended = outline if outline.is_valid else shapely.make_valid(outline)
    for part in shapely.get_parts(mended):
        yield from shapely.get_parts(part)


def _joined(parts: list[BaseGeometry]) -> BaseGeometry:
    if len(parts) == 1:
        return parts[0]
    if all(part.geom_type == "Polygon" for part in parts):
        return shapely.MultiPolygon(parts)
    return shapely.GeometryCollection(parts)


def _thinned(part: BaseGeometry, bounds: tuple[float, float, float, float]) -> BaseGeometry:
    """A polygon that is the same within bounds, with fewer corners beyond; as it is where that would not be one."""
    if part.geom_type != "Polygon" or shapely.get_num_coordinates(part) <= FEW_CORNERS:
        return part
    rings = [_thinned_ring(shapely.get_coordinates(ring), bounds) for ring in (part.exterior, *part.interiors)]
    if rings[0] is None:
        return part
    thinned = shapely.Polygon(rings[0], [ring for ring in rings[1:] if ring is not None])
    return thinned if thinned.is_valid else part


def _thinned_ring(closed: Floats, bounds: tuple[float, float, float, float]) -> Floats | None:
    """The corners that matter within bounds; None where none do: the ring lies beyond one side of it."""
    corners = closed[:-1]
    west, south, east, north = bounds
    for axis, sign, edge in ((0, -1, west), (0, 1, east), (1, -1, south), (1, 1, north)):
        beyond = sign * corners[:, axis] > sign * edge
        if beyond.all():
            return None
        before, after = np.append(beyond[-1:], beyond[:-1]), np.append(beyond[1:], beyond[:1])
        corners = corners[~(before & beyond & after)]
    return corners if len(corners) >= 3 else None
