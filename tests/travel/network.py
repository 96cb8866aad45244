"""Small road networks whose ways can be worked out by hand, and their tiles."""

from layers.geo import GEOD, LonLat
from layers.travel.building.writing import Road
from layers.travel.legs import Stop, Towards
from layers.travel.roads import Ask
from layers.travel.vehicle import Vehicle

ORIGIN = (109.55, 34.43)
SPACING_M = 500.0
SIZE = 9
"""Junctions in a row and in a column: enough that the network is no mere stub."""
ISLAND = (109.83, 34.43)

CAR = Vehicle(40.0, 1.3, 0.0, 90.0, "ambulance")


def junction(column, row, origin=ORIGIN):
    """Return the (lon, lat) of a junction; columns go east, rows south."""
    lon, lat, _ = GEOD.fwd(*origin, 180, row * SPACING_M)
    lon, lat, _ = GEOD.fwd(lon, lat, 90, column * SPACING_M)
    return lon, lat


def grid(origin=ORIGIN, size=SIZE, **tags):
    """Streets along every row and column, cut at each junction."""
    street = {"highway": "residential", "maxspeed": "36", **tags}
    for a in range(size):
        for b in range(size - 1):
            yield Road((junction(b, a, origin), junction(b + 1, a, origin)), street)
            yield Road((junction(a, b, origin), junction(a, b + 1, origin)), street)


def with_one_way():
    """The grid, an island that no road joins, and a long one-way street west of the grid's middle row."""
    west = junction(-4, 4)
    yield from grid()
    yield from grid(ISLAND, 8)
    yield Road((west, junction(0, 4)), {"highway": "primary", "maxspeed": "36", "oneway": "yes"})
    # back from the grid's corner to the west end, a long way round
    yield Road((junction(0, 8), junction(-4, 8), west), {"highway": "primary", "maxspeed": "36"})


def middle(a, b):
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def metres(a, b):
    return GEOD.inv(*a, *b)[2]


def stop(place, to):
    return Stop(*place, metres(place, to))


def ask(place, vehicle=CAR, towards=Towards.PLACE, avoid=None, closures=()):
    return Ask(LonLat(*place), vehicle, towards, avoid, closures)
