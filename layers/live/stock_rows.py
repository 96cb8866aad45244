"""Reading stock lines for the live index: numbers only, through binary COPY, as `layers.live.rows` reads resources."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from psycopg2 import sql

from layers.live.rows import COPY_HEADER_BYTES
from layers.live.stock import THOUSANDTHS, Lines

NEVER = date.max.toordinal()
COLUMNS = ("item", "on_hand", "available", "minimum", "last_day")
ROW = np.dtype(
    [("values", ">i2"), ("_id", ">i4"), ("upper", ">u8"), ("lower", ">u8")]
    + [one for name in COLUMNS for one in ((f"_{name}", ">i4"), (name, ">i8"))]
)
"""One row of the COPY: each value after its length."""


@dataclass(frozen=True)
class StockRows:
    """Lines as they stand in the database."""

    rows: NDArray[Any]

    def lines(self, slots_of: Callable[[NDArray[np.uint64]], NDArray[np.int64]]) -> Lines:
        """Return the lines of the depots that have a slot."""
        ids = np.stack([self.rows["upper"], self.rows["lower"]], axis=1).astype(np.uint64)
        slots = slots_of(ids)
        known = slots >= 0
        return Lines(slots[known], *(self.rows[name][known].astype(np.int64) for name in COLUMNS))


def read_stock(connection: Any, depots: Sequence[UUID] | None = None) -> StockRows:
    """Read the lines of these depots, or all; `connection` is psycopg2's, its snapshot that of the depots."""
    where: sql.Composable = sql.SQL("")
    if depots is not None:
        where = sql.SQL(" WHERE depot_id = ANY ({}::uuid[])").format(sql.Literal([str(one) for one in depots]))
    select = sql.SQL(
        "COPY (SELECT depot_id, item_id::bigint,"
        " (on_hand * {thousandths})::bigint, (available * {thousandths})::bigint, (minimum * {thousandths})::bigint,"
        " COALESCE(expires_on - date '0001-01-01' + 1, {never})::bigint FROM layers_stockline{where} ORDER BY depot_id)"
        " TO STDOUT (FORMAT binary)"
    ).format(thousandths=sql.Literal(THOUSANDTHS), never=sql.Literal(NEVER), where=where)
    stream = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(select.as_string(cursor), stream)
    count = (stream.getbuffer().nbytes - COPY_HEADER_BYTES - 2) // ROW.itemsize
    return StockRows(np.frombuffer(stream.getbuffer(), ROW, count, COPY_HEADER_BYTES))
