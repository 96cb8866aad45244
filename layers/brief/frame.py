"""Where the map lies on the paper: web-Mercator pixels of the smallest sheet, so that marks can make room."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from layers.geo import MERCATOR_MAX_LAT, BBox

MAP_WIDTH_PX, MAP_HEIGHT_PX = 701, 378
"""The map on A4 portrait, 185.5 × 100 mm at 96 pixels an inch (`page.css` has the figures of every paper)."""
PADDING_PX = 34
MAX_ZOOM = 16.0
TILE_PX = 256
GROUND_MARGIN = 1.5
"""The ground reaches so much farther than the map, for wider papers and for looking round."""


@dataclass(frozen=True)
class Frame:
    """The middle of the map and its zoom (Leaflet's, not whole)."""

    middle_x: float
    middle_y: float
    zoom: float
    width_px: float = MAP_WIDTH_PX
    height_px: float = MAP_HEIGHT_PX

    @classmethod
    def around(
        cls,
        places: Sequence[tuple[float, float]],
        *,
        width_px: float = MAP_WIDTH_PX,
        height_px: float = MAP_HEIGHT_PX,
        padding_px: float = PADDING_PX,
    ) -> "Frame":
        """Return the frame that holds all (lon, lat) with room around them."""
        xs, ys = zip(*(_mercator(*place) for place in places), strict=True)
        width, height = max(xs) - min(xs), max(ys) - min(ys)
        room_x, room_y = width_px - 2 * padding_px, height_px - 2 * padding_px
        world_px = min(room_x / max(width, 1e-9), room_y / max(height, 1e-9))
        zoom = min(MAX_ZOOM, max(0.0, math.log2(world_px / TILE_PX)))
        return cls((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2, zoom, width_px, height_px)

    @property
    def world_px(self) -> float:
        return float(TILE_PX * 2**self.zoom)

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the place on the map, from its top left corner."""
        x, y = _mercator(lon, lat)
        return (
            (x - self.middle_x) * self.world_px + self.width_px / 2,
            (y - self.middle_y) * self.world_px + self.height_px / 2,
        )

    def pixels(self, lon_lats: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return places of shape (n, 2) on the map, as `pixel` does."""
        held = np.radians(np.clip(lon_lats[:, 1], -MERCATOR_MAX_LAT, MERCATOR_MAX_LAT))
        x = lon_lats[:, 0] / 360 + 0.5
        y = 0.5 - np.arcsinh(np.tan(held)) / (2 * math.pi)
        return np.column_stack(
            [
                (x - self.middle_x) * self.world_px + self.width_px / 2,
                (y - self.middle_y) * self.world_px + self.height_px / 2,
            ]
        )

    def view(self, margin: float = 1.0) -> BBox:
        """Return what the map shows, or so many times as much to each side."""
        half_x = self.width_px / self.world_px / 2 * margin
        half_y = self.height_px / self.world_px / 2 * margin
        west, north = _lon_lat(self.middle_x - half_x, self.middle_y - half_y)
        east, south = _lon_lat(self.middle_x + half_x, self.middle_y + half_y)
        return BBox(max(west, -180.0), south, min(east, 180.0), north)

    def inner(self, padding_px: float) -> BBox:
        """Return what the map shows but for a margin on every side."""
        shrunk = replace(self, width_px=self.width_px - 2 * padding_px, height_px=self.height_px - 2 * padding_px)
        return shrunk.view()

    @property
    def degrees_per_px(self) -> float:
        return 360 / self.world_px


def spread(
    places: Sequence[tuple[float, float]], *, least_px: float, fixed: tuple[float, float]
) -> list[tuple[float, float]]:
    """Move places apart until none is nearer than `least_px` to another or to `fixed`; each as little as need be.

    Notes
    -----
    Pairs that are too near push each other away by half of what is missing, a hundred times over; two places that are
    the same part along a direction of their own. With too many marks for the paper some still overlap.
    """
    moved = [list(place) for place in places]
    for _ in range(100):
        still = True
        for i, one in enumerate(moved):
            for j in range(-1, i):
                other = list(fixed) if j < 0 else moved[j]
                dx, dy = one[0] - other[0], one[1] - other[1]
                gap = math.hypot(dx, dy)
                if gap >= least_px - 0.01:
                    continue
                still = False
                if gap < 0.01:
                    dx, dy, gap = math.cos(2.4 * i), math.sin(2.4 * i), 1.0
                push = (least_px - min(gap, least_px)) / gap if gap > 0.01 else least_px
                share = 1.0 if j < 0 else 0.5
                one[0] += dx * push * share
                one[1] += dy * push * share
                if j >= 0:
                    other[0] -= dx * push * 0.5
                    other[1] -= dy * push * 0.5
        if still:
            break
    return [(x, y) for x, y in moved]


def _mercator(lon: float, lat: float) -> tuple[float, float]:
    """The place in the unit square, y downwards."""
    held = math.radians(min(max(lat, -MERCATOR_MAX_LAT), MERCATOR_MAX_LAT))
    return lon / 360 + 0.5, 0.5 - math.asinh(math.tan(held)) / (2 * math.pi)


def _lon_lat(x: float, y: float) -> tuple[float, float]:
    return (x - 0.5) * 360, math.degrees(math.atan(math.sinh((0.5 - y) * 2 * math.pi)))
