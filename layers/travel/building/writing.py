"""Writing roads of one's own as OpenStreetMap's PBF, from which the engine builds."""

import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import osmium

from layers.travel.snapping import Place

DECIMALS = 7
"""Positions that agree so far, about a centimetre, are one junction."""


class Road(NamedTuple):
    """A line in the direction in which it was drawn, with OpenStreetMap's tags."""

    line: tuple[Place, ...]
    tags: Mapping[str, str]


class Written(NamedTuple):
    """How many roads were written, and how they hang together."""

    roads: int
    networks: int
    """Parts that no road joins."""
    largest_share: float
    """Of the junctions and bends, those in the largest part."""


def write_roads(path: Path, roads: Iterable[Road]) -> Written:
    """Write the roads; they join where they share a position.

    Returns
    -------
    Written
        Lines that cross without sharing a position do not join: the number of networks tells of a layer drawn so.
    """
    roads = list(roads)
    numbers: dict[Place, int] = {}
    parent: list[int] = []
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        ways = []
        for road in roads:
            refs = []
            for lon, lat in road.line:
                place = (round(lon, DECIMALS), round(lat, DECIMALS))
                if place not in numbers:
                    numbers[place] = len(numbers)
                    parent.append(numbers[place])
                    writer.add_node(osmium.osm.mutable.Node(id=numbers[place] + 1, location=place, version=1))
                refs.append(numbers[place])
            for a, b in itertools.pairwise(refs):
                parent[_root(parent, a)] = _root(parent, b)
            ways.append([ref + 1 for ref in refs])
        for number, (road, refs) in enumerate(zip(roads, ways, strict=True), 1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=dict(road.tags), version=1))
    sizes: dict[int, int] = {}
    for node in range(len(parent)):
        root = _root(parent, node)
        sizes[root] = sizes.get(root, 0) + 1
    return Written(len(roads), len(sizes), max(sizes.values(), default=0) / max(1, len(parent)))


def _root(parent: list[int], node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node
