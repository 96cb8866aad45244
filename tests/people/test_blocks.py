"""Blocks give back what was packed, to the last bit, and say so when they are not whole."""

import math
import struct

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.geo import BBox
from layers.people.blocks import (
    HEADER,
    MOST_CELLS,
    TILE_COLUMNS,
    DamagedBlockError,
    pack,
    tile_box,
    tile_of,
    tile_spans,
    unpack,
)
from layers.people.cells import Cells
from tests.people.cases import scattered, squares

lons = st.floats(-180, 180)
lats = st.floats(-90, 90)
persons = st.floats(0, 1e9)


@given(st.lists(st.tuples(lons, lats, persons)))
def test_what_was_packed_comes_back_to_the_last_bit(rows: list[tuple[float, float, float]]) -> None:
    columns = np.array(rows, float).reshape(-1, 3).T
    back = unpack(pack(Cells(*columns)))
    assert [column.tobytes() for column in (back.lons, back.lats, back.persons)] == [
        np.ascontiguousarray(column).tobytes() for column in columns
    ]
    assert back.outlines is None


def test_outlines_come_back_when_asked_for_and_only_then() -> None:
    cells = squares(50)
    hole = shapely.Polygon([(0, 0), (4, 0), (4, 4), (0, 4)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    assert cells.outlines is not None
    cells.outlines[3] = shapely.MultiPolygon([hole, shapely.box(9, 9, 10, 10)])
    block = pack(cells)
    assert unpack(block).outlines is None
    back = unpack(block, outlines=True)
    assert back.outlines is not None
    assert [a.wkb for a in back.outlines] == [a.wkb for a in cells.outlines]
    np.testing.assert_array_equal(back.persons, cells.persons)


def test_a_block_is_smaller_than_its_columns() -> None:
    side = np.arange(200) * 0.00083333333
    grid_lons, grid_lats = (grid.ravel() for grid in np.meshgrid(109 + side, 34 + side))
    assert len(pack(Cells(grid_lons, grid_lats, np.ones(40_000)))) < 40_000 * 24 / 4


def test_more_cells_than_a_block_holds_are_refused() -> None:
    with pytest.raises(ValueError, match="100,000 cells, not 100,001"):
        pack(scattered(MOST_CELLS + 1))


@given(st.data())
def test_a_changed_byte_is_found(data: st.DataObject) -> None:
    block = bytearray(pack(squares(5)))
    at = data.draw(st.integers(0, len(block) - 1))
    block[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DamagedBlockError):
        unpack(bytes(block), outlines=True)


@given(st.integers(0, 400))
def test_a_block_that_was_cut_off_is_found(length: int) -> None:
    block = pack(scattered(40))
    with pytest.raises(DamagedBlockError, match="cut off"):
        unpack(block[: min(length, len(block) - 1)])


def test_another_layout_is_named() -> None:
    block = bytearray(pack(scattered(2)))
    struct.pack_into("<B", block, 4, 9)
    with pytest.raises(DamagedBlockError, match="layout 9, this version reads 1"):
        unpack(bytes(block))
    with pytest.raises(DamagedBlockError, match="no block of cells"):
        unpack(b"\0" * (HEADER.size + 1))


@given(lons, lats)
def test_a_position_lies_in_the_box_of_its_tile(lon: float, lat: float) -> None:
    box = tile_box(int(tile_of([lon], [lat])[0]))
    assert box.west <= lon <= box.east
    assert box.south <= lat <= box.north


@pytest.mark.parametrize(
    ("lon", "lat", "tile"),
    [
        (-180, -90, 0),
        (-179.75, -90, 1),
        (180, -90, TILE_COLUMNS - 1),
        (-180, -89.75, TILE_COLUMNS),
        (math.nextafter(0, -1), 0, 360 * TILE_COLUMNS + 719),
        (0, 0, 360 * TILE_COLUMNS + 720),
        (180, 90, 720 * TILE_COLUMNS - 1),
    ],
)
def test_tiles_are_numbered_from_the_south_pole_and_the_antimeridian(lon: float, lat: float, tile: int) -> None:
    assert tile_of([lon], [lat]).tolist() == [tile]


@given(lons, lats, lons, lats)
def test_every_position_of_a_box_is_in_a_tile_of_its_spans(west: float, south: float, east: float, top: float) -> None:
    south, north = sorted((south, top))
    spans = list(tile_spans(BBox(west, south, east, north)))
    for lon, lat in [(west, south), (east, north), (west, (south + north) / 2)]:
        row, column = divmod(int(tile_of([lon], [lat])[0]), TILE_COLUMNS)
        assert any(s.rows[0] <= row <= s.rows[1] and s.columns[0] <= column <= s.columns[1] for s in spans)
