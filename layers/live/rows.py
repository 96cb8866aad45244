"""Reading a layer's rows for the live index: one SELECT made from the catalog, whole or for a few ids.

The properties come as JSON text made by PostgreSQL, a piece a sensitivity, so that an answer is put together from
bytes; they say the same as the API's serialiser (``tests/live/test_rows.py`` compares them).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from psycopg2 import sql

from layers.layer import Layer
from layers.live.columns import Column, columns_of
from layers.rights import Sensitivity

CHUNK = 20_000


@dataclass(frozen=True)
class Row:
    """One resource as the live index takes it in."""

    id: UUID
    lon: float
    lat: float
    area_id: UUID | None
    verified_s: float
    """Seconds since 1970, NaN where never verified."""
    numbers: tuple[float, ...]
    pieces: tuple[bytes, ...]
    """The inside of a JSON object for each sensitivity, the braces left out; empty where it has no field."""


class RowReader:
    """Reads rows of one layer through a psycopg2 connection of the caller's."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer
        self.columns = columns_of(layer)

    def read_all(self, connection: Any) -> Iterator[Row]:
        """Yield every row, ordered by id, without holding them all at once."""
        with connection.cursor(name=f"live_{self.layer.key}") as cursor:
            cursor.itersize = CHUNK
            cursor.execute(self._select() + sql.SQL(" ORDER BY t.id"))
            for values in cursor:
                yield self._row(values)

    def read_some(self, connection: Any, ids: Sequence[UUID]) -> list[Row]:
        """Return the rows of these ids that there are."""
        with connection.cursor() as cursor:
            cursor.execute(self._select() + sql.SQL(" WHERE t.id = ANY (%s::uuid[])"), [[str(one) for one in ids]])
            return [self._row(values) for values in cursor.fetchall()]

    def _row(self, values: tuple[Any, ...]) -> Row:
        row_id, lon, lat, area_id, verified_s, *rest = values
        numbers = tuple(
            column.encode(value) for column, value in zip(self.columns, rest[: len(self.columns)], strict=True)
        )
        pieces = tuple((text or "{}")[1:-1].strip().encode() for text in rest[len(self.columns) :])
        verified = float("nan") if verified_s is None else float(verified_s)
        return Row(UUID(str(row_id)), lon, lat, UUID(str(area_id)) if area_id else None, verified, numbers, pieces)

    def _select(self) -> sql.Composed:
        pieces = [_piece(self.layer, sensitivity) for sensitivity in Sensitivity]
        return sql.SQL(
            "SELECT t.id, ST_X(t.geom::geometry), ST_Y(t.geom::geometry), t.area_id,"
            " extract(epoch FROM t.verified_at)::float8, {columns} {pieces}"
            " FROM {table} AS t LEFT JOIN layers_area AS area ON area.id = t.area_id {joins}"
        ).format(
            columns=sql.SQL("").join(sql.SQL("{}, ").format(_value(self.layer, column)) for column in self.columns),
            pieces=sql.SQL(", ").join(pieces),
            table=sql.Identifier(self.layer.model._meta.db_table),
            joins=sql.SQL(" ").join(_joins(self.layer)),
        )


def set_time_zone(connection: Any) -> None:
    """Let PostgreSQL write moments as the API does, in the server's time zone."""
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE %s", [settings.TIME_ZONE])


def _value(layer: Layer, column: Column) -> sql.Composable:
    if column.name in layer.live_tags:
        return sql.SQL("{}(t.id)").format(sql.Identifier(layer.live_tags[column.name].sql_function))
    return sql.SQL("t.{}").format(sql.Identifier(column.name))


def _piece(layer: Layer, sensitivity: Sensitivity) -> sql.Composed:
    """The JSON object of the fields of one sensitivity; the first also has what every feature shows."""
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
