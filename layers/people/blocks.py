"""Blocks of cells: which tile of the Earth a cell lies in, and the cells of a tile as compressed, checked columns.

Layout: `HEADER`, the columns, the outlines. The columns are longitudes, latitudes and people as little-endian doubles,
the bytes of each column transposed (first bytes together, second bytes together, …: they repeat, so they compress),
deflated. The outlines are a count of bytes for each cell (4 bytes, little-endian) and their WKB one after another,
deflated apart, so that who does not need them does not unpack them.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from layers.geo import BBox
from layers.people.cells import Cells, Floats, Outlines

TILES_A_DEGREE = 4
TILE_COLUMNS = 360 * TILES_A_DEGREE
TILE_ROWS = 180 * TILES_A_DEGREE
MOST_CELLS = 100_000
"""In one block."""

LAYOUT = 1
MARK = b"CELL"
HEADER = struct.Struct("<4sBIIIII")
"""Mark, layout, cells, bytes and checksum (CRC-32) of the columns, bytes and checksum of the outlines."""
LEVEL = 1
"""Of zlib: the transposed columns are no smaller with more effort that is worth its time."""


class DamagedBlockError(ValueError):
    """The bytes are no block, not a whole one, or of another layout; the message says which."""


def tile_of(lons: ArrayLike, lats: ArrayLike) -> NDArray[np.int32]:
    """Return the tile of a quarter degree that each position lies in.

    Parameters
    ----------
    lons, lats
        Shape (n,), degrees on WGS 84, within ±180 and ±90.

    Returns
    -------
    Shape (n,): row × 1,440 + column, rows from the South Pole, columns from 180° W. A tile holds its western and
    southern edge; the last column also 180° E, the last row also the North Pole.
    """
    columns = np.floor(np.asarray(lons, float) * TILES_A_DEGREE).astype(np.int32) + TILE_COLUMNS // 2
    rows = np.floor(np.asarray(lats, float) * TILES_A_DEGREE).astype(np.int32) + TILE_ROWS // 2
    inside: NDArray[np.int32] = (
        np.clip(rows, 0, TILE_ROWS - 1) * TILE_COLUMNS + np.clip(columns, 0, TILE_COLUMNS - 1)
    ).astype(np.int32)
    return inside


def tile_box(tile: int) -> BBox:
    """Return the box of a tile, degrees on WGS 84."""
    row, column = divmod(tile, TILE_COLUMNS)
    west, south = column / TILES_A_DEGREE - 180, row / TILES_A_DEGREE - 90
    return BBox(west, south, west + 1 / TILES_A_DEGREE, south + 1 / TILES_A_DEGREE)


@dataclass(frozen=True)
class TileSpan:
    """A rectangle of tiles, first and last included."""

    rows: tuple[int, int]
    columns: tuple[int, int]


def tile_spans(bbox: BBox) -> Iterator[TileSpan]:
    """Yield the tiles that may hold a position of the box: one rectangle, two where it crosses the antimeridian."""
    for box in bbox.boxes():
        first, last = tile_of([box.west, box.east], [box.south, box.north])
        (south, west), (north, east) = divmod(int(first), TILE_COLUMNS), divmod(int(last), TILE_COLUMNS)
        yield TileSpan(rows=(south, north), columns=(west, east))


def pack(cells: Cells) -> bytes:
    """Return cells as one block.

    Raises
    ------
    ValueError
        There are more than `MOST_CELLS`.
    """
    if len(cells) > MOST_CELLS:
        raise ValueError(f"a block holds {MOST_CELLS:,} cells, not {len(cells):,}")
    columns = zlib.compress(b"".join(_transposed(c) for c in (cells.lons, cells.lats, cells.persons)), LEVEL)
    outlines = b"" if cells.outlines is None else zlib.compress(_outlines_bytes(cells.outlines), LEVEL)
    checks = (len(columns), zlib.crc32(columns), len(outlines), zlib.crc32(outlines))
    return HEADER.pack(MARK, LAYOUT, len(cells), *checks) + columns + outlines


def unpack(block: bytes | memoryview, *, outlines: bool = False) -> Cells:
    """Return the cells of a block, to the last bit as they were packed, in the same order.

    Parameters
    ----------
    outlines
        Whether to unpack the outlines, if the cells have any.

    Raises
    ------
    DamagedBlockError
        The bytes are not a whole block of this layout.
    """
    view = memoryview(block)
    n, columns_part, outlines_part = _parts(view)
    columns = np.frombuffer(_inflate(columns_part), np.uint8)
    if len(columns) != n * 24:
        raise DamagedBlockError("its columns have another length than its header says")
    lons, lats, persons = (_untransposed(part, n) for part in columns.reshape(3, n * 8))
    decoded = _decoded_outlines(_inflate(outlines_part), n) if outlines and len(outlines_part) else None
    return Cells(lons, lats, persons, decoded)


def has_outlines(block: bytes | memoryview) -> bool:
    """Return whether the cells of a block have outlines.

    Raises
    ------
    DamagedBlockError
        As `unpack`.
    """
    return len(_parts(memoryview(block))[2]) > 0


def _parts(view: memoryview) -> tuple[int, memoryview, memoryview]:
    if len(view) < HEADER.size:
        raise DamagedBlockError("it is cut off")
    mark, layout, n, columns_bytes, columns_check, outlines_bytes, outlines_check = HEADER.unpack_from(view)
    if mark != MARK:
        raise DamagedBlockError("it is no block of cells")
    if layout != LAYOUT:
        raise DamagedBlockError(f"it has layout {layout}, this version reads {LAYOUT}")
    end = HEADER.size + columns_bytes
    if len(view) != end + outlines_bytes:
        raise DamagedBlockError("it is cut off, or something was added to it")
    columns, outlines = view[HEADER.size : end], view[end:]
    if zlib.crc32(columns) != columns_check or zlib.crc32(outlines) != outlines_check:
        raise DamagedBlockError("its bytes do not match its checksum")
    return n, columns, outlines


def _inflate(part: memoryview) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error as fault:
        raise DamagedBlockError(f"it cannot be unpacked ({fault})") from None


def _transposed(column: Floats) -> bytes:
    return np.ascontiguousarray(column, "<f8").view(np.uint8).reshape(-1, 8).T.tobytes()


def _untransposed(part: NDArray[np.uint8], n: int) -> Floats:
    column: Floats = np.ascontiguousarray(part.reshape(8, n).T).view("<f8").reshape(n)
    return column


def _outlines_bytes(outlines: Outlines) -> bytes:
    written: list[bytes] = list(shapely.to_wkb(outlines, byte_order=1))
    return np.array([len(one) for one in written], "<u4").tobytes() + b"".join(written)


def _decoded_outlines(inflated: bytes, n: int) -> Outlines:
    ends = np.cumsum(np.frombuffer(inflated, "<u4", n), dtype=np.int64) + 4 * n
    begins = np.concatenate([[4 * n], ends[:-1]])
    written = np.empty(n, object)
    written[:] = [inflated[begin:end] for begin, end in zip(begins, ends, strict=True)]
    decoded: Any = shapely.from_wkb(written)
    return np.asarray(decoded, object)
