"""Reading a file of roads (OpenStreetMap's PBF): whether it is whole, what lies in it, and where."""

import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import osmium

from layers.labels import L
from layers.travel.building.errors import RoadBuildError
from layers.travel.snapping import Place

DRIVABLE = frozenset(
    f"{kind}{link}" for kind in ("motorway", "trunk", "primary", "secondary", "tertiary") for link in ("", "_link")
) | {"unclassified", "residential", "living_street", "service"}
SAMPLES = 200


@dataclass(frozen=True)
class RoadSource:
    """What a file of roads holds."""

    path: Path
    sha256: str
    ways: int
    bbox: tuple[float, float, float, float]
    samples: tuple[tuple[Place, Place], ...]
    """Both ends of some ways for vehicles, in the direction in which they may be travelled."""


def read_source(path: Path) -> RoadSource:
    """Read a PBF through.

    Raises
    ------
    RoadBuildError
        It cannot be read to its end, or holds no road for vehicles.
    """
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        ways, ends = _read_ways(path)
        if not ends:
            raise RoadBuildError(
                L("{file} holds no road for vehicles.", "{file} 中没有可通车的道路。").format(file=path.name)
            )
        places, bbox = _read_nodes(path, {node for pair in ends for node in pair})
    except (OSError, RuntimeError) as error:
        raise RoadBuildError(
            L("{file} cannot be read: {why}", "无法读取 {file}：{why}").format(file=path.name, why=error)
        ) from None
    samples = tuple((places[a], places[b]) for a, b in ends if a in places and b in places)
    if not samples:
        raise RoadBuildError(
            L("{file} lacks the positions of its roads.", "{file} 缺少道路的坐标。").format(file=path.name)
        )
    return RoadSource(path, sha256, ways, bbox, samples)


def _read_ways(path: Path) -> tuple[int, list[tuple[int, int]]]:
    """How many ways there are, and both ends of a fair sample of them."""
    drivable = 0
    ends: list[tuple[int, int]] = []
    choose = random.Random(1)  # noqa: S311  (the same sample each time)
    ways: Any = osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("highway"))
    for way in ways:
        if way.tags.get("highway") not in DRIVABLE or len(way.nodes) < 2:
            continue
        drivable += 1
        place = len(ends) if len(ends) < SAMPLES else choose.randrange(drivable)
        if place < SAMPLES:
            pair = (way.nodes[0].ref, way.nodes[-1].ref)
            ends[place : place + 1] = [pair if way.tags.get("oneway") != "-1" else pair[::-1]]
    return drivable, ends


def _read_nodes(path: Path, wanted: Iterable[int]) -> tuple[dict[int, Place], tuple[float, float, float, float]]:
    """Where the wanted nodes lie, and the box around all: the one that the file states, or else measured."""
    stated = _stated_box(path)
    nodes: Any = osmium.FileProcessor(str(path), osmium.osm.NODE)
    if stated:
        nodes = nodes.with_filter(osmium.filter.IdFilter(wanted))
    places: dict[int, Place] = {}
    kept = set(wanted)
    west, south, east, north = 180.0, 90.0, -180.0, -90.0
    for node in nodes:
        lon, lat = node.location.lon, node.location.lat
        if node.id in kept:
            places[node.id] = (lon, lat)
        west, south, east, north = min(west, lon), min(south, lat), max(east, lon), max(north, lat)
    return places, stated or (west, south, east, north)


def _stated_box(path: Path) -> tuple[float, float, float, float] | None:
    with osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
        box = reader.header().box()
    if not box.valid():
        return None
    low, high = box.bottom_left, box.top_right
    return low.lon, low.lat, high.lon, high.lat
