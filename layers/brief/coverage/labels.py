"""Where names stand on a map: each at its place, the first where nothing is in its way."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from layers.brief.frame import Frame

ROOM_PX = ((0, 0), (0, -18), (0, 18), (40, 0), (-40, 0), (0, -34), (0, 34))
LINE_PX = 12


class Label(NamedTuple):
    at: tuple[float, float]
    lines: tuple[str, ...]


class PlacedLabel(NamedTuple):
    """A label with its middle on the map, in pixels, and how far that is from its place."""

    label: Label
    x: float
    y: float
    moved: tuple[float, float]


def placed(labels: Iterable[Label], frame: Frame, *, taken: Iterable[BaseGeometry] = ()) -> Iterator[PlacedLabel]:
    """Yield the labels for which there is room, in their order, clear of edge, scale, north arrow and `taken`."""
    width, height = frame.width_px, frame.height_px
    map_box = shapely.box(2, 2, width - 2, height - 2)
    taken = [shapely.box(0, height - 34, 160, height), shapely.box(width - 34, 0, width, 46), *taken]
    for label in labels:
        x, y = frame.pixel(*label.at)
        half_width = max(map(_width_px, label.lines)) / 2 + 3
        half_height = len(label.lines) * LINE_PX / 2
        for right, below in ROOM_PX:
            middle_x, middle_y = x + right, y + below
            room = shapely.box(
                middle_x - half_width, middle_y - half_height, middle_x + half_width, middle_y + half_height
            )
            if map_box.contains(room) and not shapely.intersects(taken, room).any():
                taken.append(room)
                yield PlacedLabel(label, middle_x, middle_y, (right, below))
                break


def _width_px(text: str) -> float:
    return sum(5.8 if letter.isascii() else 10.5 for letter in text)
