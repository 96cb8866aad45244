"""Paths for walkers that can be worked out by hand; and real ones read by other code, for networkx."""

from itertools import pairwise

import networkx as nx
import osmium

from layers.geo import GEOD
from layers.travel.building.writing import Road

CENTRE = (109.55, 34.43)
SPACING_M = 60.0
HALF = 20
"""Blocks from the centre to the edge."""
ISLAND = (109.60, 34.43)

WALKED = {f"{kind}{link}" for kind in ("trunk", "primary", "secondary", "tertiary") for link in ("", "_link")} | {
    "unclassified",
    "residential",
    "living_street",
    "service",
    "road",
    "pedestrian",
    "footway",
    "path",
    "steps",
    "track",
    "cycleway",
    "bridleway",
    "corridor",
}
FORBIDDEN = {"no", "private", "use_sidepath"}


def corner(east, north, centre=CENTRE, spacing_m=SPACING_M):
    """Return the (lon, lat) so many blocks east and north of the centre."""
    lon, lat, _ = GEOD.fwd(*centre, 0, north * spacing_m)
    lon, lat, _ = GEOD.fwd(lon, lat, 90, east * spacing_m)
    return lon, lat


def square_grid(centre=CENTRE, half=HALF):
    """Paths along every row and column, cut at each crossing, and a street: without one there are no tiles."""
    path = {"highway": "footway"}
    for a in range(-half, half + 1):
        for b in range(-half, half):
            yield Road((corner(b, a, centre), corner(b + 1, a, centre)), path)
            yield Road((corner(a, b, centre), corner(a, b + 1, centre)), path)
    yield Road((corner(-half, half, centre), corner(-half, half + 1, centre)), {"highway": "residential"})


def one_path(length_m, end=CENTRE):
    """A single path that ends so many metres south of the grid's island, without any crossing."""
    lon, lat, _ = GEOD.fwd(*end, 90, length_m)
    return Road((end, (lon, lat)), {"highway": "footway"})


def read_walks(path):
    """Return a Graph of nodes with their lon, lat; edges with metres: every way on which walking is allowed."""
    graph = nx.Graph()
    for thing in osmium.FileProcessor(str(path)).with_locations():
        if not thing.is_way() or not _is_walked(thing.tags):
            continue
        for a, b in pairwise(thing.nodes):
            metres = GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2]
            for node in (a, b):
                graph.add_node(node.ref, place=(node.lon, node.lat))
            known = graph.get_edge_data(a.ref, b.ref)
            if known is None or known["metres"] > metres:
                graph.add_edge(a.ref, b.ref, metres=metres)
    return graph


def junctions(graph, west, south, east, north):
    """Return nodes of the largest part where ways meet, by number: elsewhere one bridge may lie above another way."""
    largest = max(nx.connected_components(graph), key=len)
    places = nx.get_node_attributes(graph, "place")
    inside = [node for node in sorted(largest) if graph.degree(node) > 2]
    return [node for node in inside if west < places[node][0] < east and south < places[node][1] < north]


def _is_walked(tags):
    if tags.get("highway") not in WALKED:
        return False
    if tags.get("foot") in ("yes", "designated", "permissive"):
        return True
    return tags.get("foot", tags.get("access")) not in FORBIDDEN
