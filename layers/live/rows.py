"""Reading a layer's rows for the live index: columns and properties, made by PostgreSQL from the catalog.

Everything comes through two binary COPYs in one snapshot and order, so that numpy reads a million rows as they lie:
one of numbers only, whose rows are all of one length, and one of properties. The properties are JSON text, a piece a
sensitivity, so that an answer is put together from bytes; they say the same as the API's serialiser
(``tests/live/test_rows.py`` compares them).
"""

import io
import mmap
import struct
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db import models
from numpy.typing import NDArray
from psycopg2 import sql

from layers.layer import Layer
from layers.live.columns import Column, columns_of
from layers.live.mapped import let_go
from layers.rights import Sensitivity

COPY_HEADER_BYTES = 19
NO_AREA = UUID(int=0)
PIECES = len(Sensitivity)
LET_GO_EVERY = 65_536


@dataclass(frozen=True)
class Batch:
    """Rows as columns, in the order of their ids.

    `pieces` (n, sensitivities, 2) says where in `blob` each piece begins and ends: the insides of JSON objects, the
    braces left out.
    """

    ids: NDArray[np.uint64]
    """(n, 2): the upper and the lower half."""
    lons: NDArray[np.float64]
    lats: NDArray[np.float64]
    area_ids: NDArray[np.uint64]
    verified_s: NDArray[np.float64]
    """Seconds since 1970, NaN where never verified."""
    numbers: dict[str, NDArray[Any]]
    """By the name of the column, of its type."""
    blob: Any
    """Bytes, a map of a file, or an array of bytes."""
    pieces: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.lons)


def halves(one: UUID) -> tuple[int, int]:
    """Return the upper and the lower half of an id."""
    return one.int >> 64, one.int & 0xFFFF_FFFF_FFFF_FFFF


def whole(upper: int, lower: int) -> UUID:
    return UUID(int=(int(upper) << 64) | int(lower))


class RowReader:
    """Reads rows of one layer through a psycopg2 connection of the caller's."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.columns = columns_of(layer)
        self._numbers = [("lon", "f8"), ("lat", "f8"), ("verified_s", "f8")]
        self._numbers += [(f"column_{i}", "f8") for i in range(len(self.columns))]
        self._texts_of_selects: tuple[sql.SQL, sql.SQL] | None = None

    def read(self, connection: Any, ids: Sequence[UUID] | None = None) -> Batch:
        """Return the rows of these ids that there are, or all rows; the connection's snapshot must be one."""
        texts: Any = tempfile.TemporaryFile() if ids is None else io.BytesIO()  # noqa: SIM115  (the map of it keeps it)
        numbers = io.BytesIO()
        with connection.cursor() as cursor:
            for query, target in zip(self._selects(cursor), (numbers, texts), strict=True):
                cursor.copy_expert(_copy(query, ids).as_string(cursor), target)
        rows = np.frombuffer(numbers.getbuffer(), self._dtype(), self._count(numbers), COPY_HEADER_BYTES)
        texts.flush()
        is_file = not isinstance(texts, io.BytesIO)
        return self._batch(
            rows, mmap.mmap(texts.fileno(), 0, access=mmap.ACCESS_READ) if is_file else texts.getbuffer()
        )

    @property
    def queries(self) -> tuple[str, str]:
        """What decides how rows are read, as text: where it differs, so may the rows."""
        return repr(self._select_numbers()), repr(self._select_texts())

    def _batch(self, rows: NDArray[Any], blob: "memoryview | mmap.mmap") -> Batch:
        return Batch(
            np.stack([rows["id_upper"], rows["id_lower"]], axis=1).astype(np.uint64),
            rows["lon"].astype(float),
            rows["lat"].astype(float),
            np.stack([rows["area_upper"], rows["area_lower"]], axis=1).astype(np.uint64),
            rows["verified_s"].astype(float),
            {column.name: rows[f"column_{i}"].astype(column.dtype) for i, column in enumerate(self.columns)},
            blob,
            _find_pieces(blob, len(rows)),
        )

    def _dtype(self) -> np.dtype[Any]:
        """One row of the numbers' COPY: each value after its length."""
        fields: list[tuple[str, str]] = [("values", ">i2")]
        for name in ("id", "area"):
            fields += [(f"_{name}", ">i4"), (f"{name}_upper", ">u8"), (f"{name}_lower", ">u8")]
        for name, kind in self._numbers:
            fields += [(f"_{name}", ">i4"), (name, f">{kind}")]
        return np.dtype(fields)

    def _count(self, stream: io.BytesIO) -> int:
        return (stream.getbuffer().nbytes - COPY_HEADER_BYTES - 2) // self._dtype().itemsize

    # ── SQL ──

    def _selects(self, cursor: Any) -> tuple[sql.SQL, sql.SQL]:
        """The two queries as text, put together once: that takes longer than PostgreSQL takes to read a changed row."""
        if self._texts_of_selects is None:
            queries = self._select_numbers(), self._select_texts()
            self._texts_of_selects = sql.SQL(queries[0].as_string(cursor)), sql.SQL(queries[1].as_string(cursor))
        return self._texts_of_selects

    def _select_numbers(self) -> sql.Composed:
        numbers: list[sql.Composable] = [
            sql.SQL("ST_X(t.geom::geometry)"),
            sql.SQL("ST_Y(t.geom::geometry)"),
            sql.SQL("date_part('epoch', t.verified_at)"),
            *(_number(self.layer, column) for column in self.columns),
        ]
        return sql.SQL("SELECT t.id, COALESCE(t.area_id, {}::uuid), {} {}").format(
            sql.Literal(str(NO_AREA)),
            sql.SQL(", ").join(sql.SQL("COALESCE(({})::float8, 'NaN')").format(number) for number in numbers),
            self._from(),
        )

    def _select_texts(self) -> sql.Composed:
        pieces = [_piece(self.layer, sensitivity) for sensitivity in Sensitivity]
        return sql.SQL("SELECT {} {}").format(sql.SQL(", ").join(pieces), self._from())

    def _from(self) -> sql.Composed:
        return sql.SQL("FROM {table} AS t LEFT JOIN layers_area AS area ON area.id = t.area_id {joins}").format(
            table=sql.Identifier(self.layer.model._meta.db_table), joins=sql.SQL(" ").join(_joins(self.layer))
        )


def _copy(select: sql.SQL, ids: Sequence[UUID] | None) -> sql.Composed:
    where: sql.Composable = sql.SQL("")
    if ids is not None:
        where = sql.SQL(" WHERE t.id = ANY ({}::uuid[])").format(sql.Literal([str(one) for one in ids]))
    return sql.SQL("COPY ({}{} ORDER BY t.id) TO STDOUT (FORMAT binary)").format(select, where)


def _find_pieces(blob: "memoryview | mmap.mmap", rows: int) -> NDArray[np.int64]:
    """Walk through a binary COPY of texts: where each lies, without its braces."""
    lengths = array("q")
    length_of, note = struct.Struct(">i").unpack_from, lengths.append
    at = COPY_HEADER_BYTES
    for row in range(rows):
        if row % LET_GO_EVERY == 0:
            let_go(blob)
        at += 2  # how many values there are
        for _ in range(PIECES):
            (length,) = length_of(blob, at)
            note(length)
            at += 4 + length
    pieces = np.frombuffer(lengths, np.int64).reshape(rows, PIECES)
    headers = np.tile([2 + 4, *[4] * (PIECES - 1)], rows).reshape(rows, PIECES)
    ends = COPY_HEADER_BYTES + np.cumsum(pieces + headers).reshape(rows, PIECES)
    return np.stack([ends - pieces + 1, ends - 1], axis=-1)


def _number(layer: Layer, column: Column) -> sql.Composable:
    """A filter's column as a number: see `layers.live.columns.Column`."""
    value: sql.Composable = sql.SQL("t.{}").format(sql.Identifier(column.name))
    if column.name in layer.live_tags:
        value = sql.SQL("{}(t.id)").format(sql.Identifier(layer.live_tags[column.name].sql_function))
    if column.kind == "number":
        return value
    known = sql.SQL("array_position({}::text[], {}) - 1")
    if column.kind == "choice":
        return sql.SQL("COALESCE({}, -1)").format(
            known.format(sql.Literal(list(column.values)), sql.SQL("{}::text").format(value))
        )
    place = known.format(sql.Literal(list(column.values)), sql.SQL("tag::text"))
    return sql.SQL("COALESCE((SELECT bit_or(1::bigint << ({})) FROM unnest({}) AS tag), 0)").format(place, value)


def _piece(layer: Layer, sensitivity: Sensitivity) -> sql.Composed:
    """The JSON object of the fields of one sensitivity; the first has what every feature shows."""
    parts: list[sql.Composable] = []
    if sensitivity is Sensitivity.PUBLIC:
        parts = [sql.SQL("'code', t.code, 'name', t.name, 'name_en', t.name_en, 'usable', {}").format(_usable(layer))]
    parts += [
        sql.SQL("{}, {}").format(sql.Literal(name), _json(layer, name))
        for name, of in layer.fields.items()
        if of is sensitivity
    ]
    return sql.SQL("json_build_object({})::text").format(sql.SQL(", ").join(parts))


def _usable(layer: Layer) -> sql.Composed:
    return sql.SQL("t.status = ANY ({}::text[])").format(sql.Literal(sorted(getattr(layer.model, "USABLE", ()))))


def _json(layer: Layer, name: str) -> sql.Composable:
    if name in layer.documents:
        function = f"layers_{layer.model._meta.model_name}_{name}"
        return sql.SQL("{}(t.id)").format(sql.Identifier(function))
    field = layer.model._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        other = sql.Identifier("area" if name == "area" else name)
        return sql.SQL(
            "CASE WHEN {0}.id IS NOT NULL THEN"
            " json_build_object('code', {0}.code, 'name', {0}.name, 'name_en', {0}.name_en) END"
        ).format(other)
    column = sql.SQL("t.{}").format(sql.Identifier(name))
    if hasattr(field, "geom_type"):
        return sql.SQL("ST_AsGeoJSON({}, 15)::json").format(column)
    return column


def _joins(layer: Layer) -> Iterator[sql.Composed]:
    for name in layer.fields:
        field = None if name in layer.documents else layer.model._meta.get_field(name)
        if isinstance(field, models.ForeignKey) and name != "area":
            yield sql.SQL("LEFT JOIN {} AS {} ON {}.id = t.{}").format(
                sql.Identifier(field.related_model._meta.db_table),
                sql.Identifier(name),
                sql.Identifier(name),
                sql.Identifier(field.column),
            )
