"""One tile: who of the people in it is covered, and in which area they live. Needs no database and no settings.

Whatever a tile's answer depends on travels with it: its cells as packed, the sites that can reach them, and what the
outlines of areas are there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from layers.geo import BBox
from layers.live.sphere import chords_within, to_sphere
from layers.people.blocks import unpack
from layers.people.cells import Cells
from layers.people.shares import area_shares
from layers.queries.coverage.distances import is_covered
from layers.queries.coverage.reach import Sites
from layers.queries.coverage.weighted import Weighed, weigh, weigh_by_area


@dataclass(frozen=True)
class Tile:
    """Some cells of one tile, and all that says who of them is covered."""

    packed: bytes
    """A block (`layers.people.blocks`)."""
    sites: Sites
    """Those that can reach a cell there; none where `is_covered` says all that is asked."""
    is_covered: bool
    """Whether one site certainly reaches all of the tile."""
    place: BaseGeometry | None
    """What the place asked about has of the tile; None: all of it."""
    areas: tuple[int, ...]
    """The numbers of the areas that have ground there, rising."""
    outlines: tuple[BaseGeometry, ...]
    """What each has there."""
    around: BBox | None
    """Only cells whose point lies in it; None: all of them."""
    asked: tuple[int, ...]
    """The numbers of sites of which it is asked whether they reach anybody there."""
    asked_sites: Sites

    @property
    def is_cut(self) -> bool:
        return self.place is not None or bool(self.areas)


@dataclass(frozen=True)
class TileCount:
    """What was counted in one tile, of the people who live in the place asked about."""

    n_cells: int
    total: Weighed
    areas: tuple[int, ...]
    by_area: tuple[Weighed, ...]
    outside: Weighed
    """In none of the areas."""
    reaching: tuple[int, ...]
    """Those of the sites asked about that reach a cell."""


@dataclass(frozen=True)
class Parcel:
    """Tiles that are counted together, so that sending them costs little beside counting."""

    tiles: tuple[Tile, ...]
    n_blocks: int
    """Read for it, with those that lie beside the place asked about."""
    n_cells: int


@dataclass(frozen=True)
class ParcelCount:
    """What was counted in the tiles of a parcel."""

    n_blocks: int
    tiles: Sequence[TileCount]


def count_tile(tile: Tile) -> TileCount:
    """Count the people of a tile.

    Notes
    -----
    By the functions that `measure_coverage` asks of all cells at once. A cell's own figures depend on no other cell, so
    the sums of all tiles are those of the whole: exactly for whole people, and to rounding for parts of people.
    """
    cells = unpack(tile.packed, outlines=tile.is_cut)
    if tile.around is not None:
        cells = cells.take(cells.inside(tile.around))
    within = None
    if tile.place is not None:
        within = area_shares(cells, [tile.place]).inside
        some = np.flatnonzero(within > 0)
        cells, within = cells.take(some), within[some]
    covered = np.ones(len(cells), bool) if tile.is_covered else is_covered(cells, tile.sites)
    by_area = weigh_by_area(cells, covered, area_shares(cells, tile.outlines), within=within)
    return TileCount(
        len(cells),
        weigh(cells, covered, within=within),
        tile.areas,
        by_area.areas,
        by_area.outside,
        _reaching(cells, tile),
    )


def count_tiles(tiles: Sequence[Tile]) -> list[TileCount]:
    """Count several tiles, one after another."""
    return [count_tile(tile) for tile in tiles]


def _reaching(cells: Cells, tile: Tile) -> tuple[int, ...]:
    if not len(cells) or not tile.asked:
        return ()
    tree, sites = cKDTree(to_sphere(cells.lons, cells.lats)), tile.asked_sites
    chords = tree.query(to_sphere(sites.lons, sites.lats))[0]
    return tuple(np.array(tile.asked)[chords <= chords_within(sites.limits)].tolist())
