"""An independent reading of the same file: the ways as a networkx graph, lengths by GeographicLib."""

from itertools import pairwise

import networkx as nx
import osmium

from layers.geo import GEOD

KINDS = ("motorway", "trunk", "primary", "secondary", "tertiary")
DRIVABLE = {f"{kind}{link}" for kind in KINDS for link in ("", "_link")} | {
    "unclassified",
    "residential",
    "living_street",
    "service",
}
SPEEDS_KM_H = {
    "motorway": 105,
    "trunk": 90,
    "primary": 75,
    "secondary": 60,
    "tertiary": 50,
    "unclassified": 40,
    "residential": 35,
    "living_street": 10,
    "service": 25,
}
"""The engine's own, in the country, where a road states no limit."""
FORBIDDEN = {"no", "private"}
BY_PERMIT = FORBIDDEN | {"permit"}
IMPASSABLE = {"bollard", "block"}


def read_graph(path, forbidden=FORBIDDEN):
    """Return a DiGraph of nodes with their lon, lat; edges with metres, seconds and the kind of road."""
    blocked = {node.id for node in osmium.FileProcessor(str(path), osmium.osm.NODE) if _blocks(node.tags)}
    graph = nx.DiGraph()
    for thing in osmium.FileProcessor(str(path)).with_locations():
        if not thing.is_way() or thing.tags.get("highway") not in DRIVABLE or _is(forbidden, thing.tags):
            continue
        along, against = _directions(thing.tags)
        km_h = _speed_km_h(thing.tags)
        for a, b in pairwise(thing.nodes):
            if {a.ref, b.ref} & blocked:
                continue
            metres = GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2]
            edge = {"metres": metres, "seconds": metres / km_h * 3.6, "kind": thing.tags["highway"]}
            for node in (a, b):
                graph.add_node(node.ref, place=(node.lon, node.lat))
            for start, end, allowed in ((a.ref, b.ref, along), (b.ref, a.ref, against)):
                known = graph.get_edge_data(start, end)
                if allowed and (known is None or known["metres"] > metres):
                    graph.add_edge(start, end, **edge)
    return graph


def _blocks(tags):
    return "barrier" in tags and (_is(FORBIDDEN, tags) or tags["barrier"] in IMPASSABLE)


def _is(access, tags):
    return tags.get("motor_vehicle", tags.get("access")) in access


def _directions(tags):
    implied = tags["highway"] in ("motorway", "motorway_link") or tags.get("junction") == "roundabout"
    oneway = tags.get("oneway", "yes" if implied else "no")
    return oneway != "-1", oneway not in ("yes", "1", "true")


def _speed_km_h(tags):
    stated = tags.get("maxspeed", "")
    return float(stated) if stated.isdigit() else SPEEDS_KM_H[tags["highway"].removesuffix("_link")]


def junctions(graph):
    """Return nodes of the largest part where roads better than service roads meet, in the order of their numbers."""
    largest = max(nx.strongly_connected_components(graph), key=len)
    return sorted(
        node
        for node in largest
        if graph.degree(node) > 4
        and all(edge["kind"] not in ("service", "living_street") for edge in graph[node].values())
    )
