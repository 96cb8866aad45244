"""What a brief's map shows beside the ground: the place asked about, marks, lines, and what is to be avoided."""

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from layers.brief.marks import Look
from layers.geo import GEOD, LonLat

CURVE_STEP_M = 50_000
"""A straight line on the ground gets a corner at least so often; on the map it is bent."""


@dataclass(frozen=True)
class Pin:
    """A resource of the answer, with its number in the table."""

    place: tuple[float, float]
    number: int
    look: Look
    name: str


@dataclass(frozen=True)
class Line:
    """From the place to a resource or the other way: along roads, or straight."""

    places: tuple[tuple[float, float], ...]
    road: bool


@dataclass(frozen=True)
class Drawing:
    """What the map shows beside the ground."""

    origin: LonLat
    pins: tuple[Pin, ...] = ()
    lines: tuple[Line, ...] = ()
    avoided: tuple[BaseGeometry, ...] = ()

    @property
    def places(self) -> list[tuple[float, float]]:
        lines = [place for line in self.lines for place in line.places]
        return [(self.origin.lon, self.origin.lat), *(pin.place for pin in self.pins), *lines]


def straight_line(start: tuple[float, float], end: tuple[float, float]) -> Line:
    """Return the shortest line on WGS 84, bent where the map bends it; longitudes run on beyond ±180°."""
    distance_m = GEOD.inv(*start, *end)[2]
    corners = min(int(distance_m // CURVE_STEP_M), 64)
    between = GEOD.npts(*start, *end, corners) if corners else []
    return Line(tuple(_near(place, start[0]) for place in (start, *between, end)), road=False)


def _near(place: tuple[float, float], lon: float) -> tuple[float, float]:
    """The place with the longitude that lies within half a turn of `lon`."""
    return (place[0] + round((lon - place[0]) / 360) * 360, place[1])
