"""A population's blocks as tiles to be counted, some together: what each needs is looked up, and goes with it."""

from collections.abc import Iterable, Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from layers.geo import BBox
from layers.people.blocks import MOST_CELLS, has_outlines, tile_box
from layers.people.store import Block
from layers.queries.coverage.place import Region
from layers.queries.coverage.reach import Sites
from layers.queries.coverage.sweep.outlines import OutlinesByPlace
from layers.queries.coverage.sweep.reaching import Ball, Positions, SitesByPlace, ball_around
from layers.queries.coverage.sweep.tile import Parcel, Tile

MOST_BLOCKS = 200
"""In one parcel, so that where few people live, too, there is something to do for everyone."""


class Parcels:
    """The tiles of a question, parcel by parcel; at any moment about one parcel is in memory here."""

    def __init__(
        self, blocks: Iterable[Block], region: Region, sites: Sites, *, doubtful: Positions, around: BBox | None = None
    ) -> None:
        self._blocks, self._sites, self._around = blocks, sites, around
        self.n_areas = len(region.outlines)
        self._by_place = SitesByPlace(sites)
        self.doubtful, self._doubtful_by_place = doubtful, SitesByPlace(sites.take(doubtful))
        self._place = OutlinesByPlace([region.outline]) if region.outline is not None else None
        self._areas = OutlinesByPlace(region.outlines)
        self.reaching: set[int] = set()
        """Those of the doubtful sites that are known to reach somebody: nothing more is asked of them."""

    def __iter__(self) -> Iterator[Parcel]:
        tiles, n_blocks, n_cells = list[Tile](), 0, 0
        for block in self._blocks:
            if n_blocks == MOST_BLOCKS or (n_cells and n_cells + block.n_cells > MOST_CELLS):
                yield Parcel(tuple(tiles), n_blocks, n_cells)
                tiles, n_blocks, n_cells = [], 0, 0
            n_blocks, n_cells = n_blocks + 1, n_cells + block.n_cells
            if tile := self._tile(block):
                tiles.append(tile)
        if n_blocks:
            yield Parcel(tuple(tiles), n_blocks, n_cells)

    def _tile(self, block: Block) -> Tile | None:
        """A block as a tile; None where nobody of it can live in the place asked about."""
        ground = self._ground(block)
        place = None
        if self._place is not None:
            found = self._place.cut(ground)
            if not found:
                return None
            place = None if found[0][1] is ground else found[0][1]
        areas = self._areas.cut(ground)
        ball = ball_around(tile_box(block.tile))
        is_covered = self._by_place.reaches_all(ball)
        asked = self._asked(ball)
        near = asked[:0] if is_covered else self._by_place.near(ball)
        return Tile(
            block.packed,
            self._sites.take(near),
            is_covered,
            place,
            tuple(number for number, _ in areas),
            tuple(outline for _, outline in areas),
            self._around,
            tuple(asked.tolist()),
            self._sites.take(asked),
        )

    def _asked(self, ball: Ball) -> Positions:
        some = self.doubtful[self._doubtful_by_place.near(ball)]
        return some[[number not in self.reaching for number in some.tolist()]] if self.reaching else some

    def _ground(self, block: Block) -> BaseGeometry:
        """A box with all the ground that the cells of a block have."""
        box = tile_box(block.tile)
        ground = shapely.box(box.west, box.south, box.east, box.north)
        outlines = block.cells(outlines=True).outlines if has_outlines(block.packed) else None
        return ground if outlines is None else shapely.box(*shapely.total_bounds([ground, *outlines]))
