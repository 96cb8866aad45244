"""Polygons that lie on one another: found tile by tile once they are stored, so that never all are in memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.models import Population
from layers.people.blocks import tile_box, tile_of
from layers.people.cells import Cells
from layers.people.store import blocks_of

SHARE = 0.01
"""Of the smaller polygon; less is how outlines are drawn or thinned out."""
MOST_NAMED = 100


@dataclass(frozen=True)
class Overlap:
    """Two polygons, by their lines, and the share of the smaller one that lies on the other."""

    lines: tuple[int, int]
    share: float


@dataclass
class Overlaps:
    """What lies on one another."""

    pairs: int = 0
    slivers: int = 0
    """Pairs that share less than `SHARE`."""
    cells: set[int] = field(default_factory=set)
    """The lines of all polygons in `pairs`."""
    named: list[Overlap] = field(default_factory=list)
    """The largest shares."""

    def add(self, found: list[Overlap], slivers: int) -> None:
        self.pairs += len(found)
        self.slivers += slivers
        self.cells.update(line for one in found for line in one.lines)
        self.named = sorted([*self.named, *found], key=lambda one: (-one.share, one.lines))[:MOST_NAMED]


class OverlapFinder:
    """Remembers, while cells are written, the line of each; then reads them back and compares neighbours."""

    def __init__(self) -> None:
        self.lines: dict[int, list[NDArray[np.int64]]] = {}
        self.edge_tiles: list[int] = []
        self.edge_lines: list[int] = []
        self.edge_outlines: list[shapely.Geometry] = []

    def see(self, lines: NDArray[np.int64], cells: Cells) -> None:
        """Remember the cells, in the order in which they are written; those that reach into other tiles whole."""
        if cells.outlines is None or not len(cells):
            return
        tiles = tile_of(cells.lons, cells.lats)
        order = np.argsort(tiles, kind="stable")
        for which in np.split(order, np.flatnonzero(np.diff(tiles[order])) + 1):
            tile = int(tiles[which[0]])
            self.lines.setdefault(tile, []).append(lines[which])
            box = tile_box(tile)
            bounds = shapely.bounds(cells.outlines[which])
            inside = (bounds[:, :2] > (box.west, box.south)).all(axis=1)
            inside &= (bounds[:, 2:] < (box.east, box.north)).all(axis=1)
            for index in which[~inside]:
                self.edge_tiles.append(tile)
                self.edge_lines.append(int(lines[index]))
                self.edge_outlines.append(cells.outlines[index])

    def find(self, population: Population) -> Iterator[Overlaps]:
        """Yield what is found so far, tile by tile; the last is all of it."""
        result = Overlaps()
        edges = np.empty(len(self.edge_outlines), object)
        edges[:] = self.edge_outlines
        tree = shapely.STRtree(edges)
        for tile, blocks in groupby(blocks_of(population), lambda block: block.tile):
            outlines = np.concatenate([block.cells(outlines=True).outlines for block in blocks])
            lines = np.concatenate(self.lines[tile])
            own = shapely.STRtree(outlines).query(outlines, predicate="intersects")
            own = own[:, own[0] < own[1]]
            result.add(*_compare(outlines[own[0]], outlines[own[1]], lines[own[0]], lines[own[1]]))
            others = self._others(tree, tile, outlines)
            edge_lines = np.asarray(self.edge_lines, np.int64)[others[1]]
            result.add(*_compare(outlines[others[0]], edges[others[1]], lines[others[0]], edge_lines))
            yield result

    def _others(self, tree: shapely.STRtree, tile: int, outlines: NDArray[np.object_]) -> NDArray[np.intp]:
        """Pairs of an outline of the tile and one of another tile that reaches here.

        Where both reach into the other's tile the pair is met twice, and taken from the tile that comes first.
        """
        pairs: NDArray[np.intp] = tree.query(outlines, predicate="intersects")
        tiles = np.asarray(self.edge_tiles, np.int64)[pairs[1]]
        box = tile_box(tile)
        bounds = shapely.bounds(outlines[pairs[0]]).reshape(-1, 4)
        within = (bounds[:, :2] > (box.west, box.south)).all(axis=1)
        within &= (bounds[:, 2:] < (box.east, box.north)).all(axis=1)
        return pairs[:, (tiles > tile) | ((tiles != tile) & within)]


def _compare(
    one: NDArray[np.object_],
    other: NDArray[np.object_],
    lines: NDArray[np.int64],
    other_lines: NDArray[np.int64],
) -> tuple[list[Overlap], int]:
    """The pairs that overlap, and how many only touch by a sliver."""
    if not len(one):
        return [], 0
    shared = shapely.area(shapely.intersection(one, other))
    shares = shared / np.minimum(shapely.area(one), shapely.area(other))
    found = [
        Overlap((min(int(a), int(b)), max(int(a), int(b))), float(share))
        for a, b, share in zip(lines, other_lines, shares, strict=True)
        if share >= SHARE
    ]
    return found, int(((shares > 0) & (shares < SHARE)).sum())
