"""Invented depots for benches: a stated seed, the real tables, loaded by COPY."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np
from psycopg2 import sql

from layers.models import Depot, Item, StockLine
from mapserver.bench.scratch import Scratch

SEED = 20_261_126
WEST, SOUTH, EAST, NORTH = 100.0, 24.0, 120.0, 36.0
MOST_TENTS = 1000
"""Each depot holds 1 to so many tents, all numbers equally likely."""
PIECE = 20_000
NOW = datetime(2026, 11, 1, tzinfo=UTC).isoformat()
DEPOT_COLUMNS = (
    "id", "code", "name", "name_en", "search_key", "created_at", "updated_at", "geom", "source_datum", "area_id",
    "address", "managing_unit", "contact_name", "contact_phone", "source", "is_demo", "verified_at", "verified_by",
    "level", "storage_mode", "loading_minutes", "staffed_24h", "status",
)  # fmt: skip
LINE_COLUMNS = ("depot_id", "item_id", "batch", "on_hand", "reserved", "minimum")
LEVELS = ("city", "county", "town", "village")


def describe(rows: int) -> str:
    return (
        f"{rows:,} invented depots, evenly strewn over {WEST:g}–{EAST:g}° E, {SOUTH:g}–{NORTH:g}° N (seed {SEED}), "
        f"each with 1 to {MOST_TENTS} tents."
    )


def load_depots(scratch: Scratch, rows: int, show: Callable[[float], None] = lambda done: None) -> None:
    """Fill the depots and a stock line each.

    Row triggers (area, data version, change log) are off meanwhile, and so are the indexes that no question of place
    uses (search, tiles): they would only make the loading slower. The version is raised by hand.
    """
    with scratch.in_use():
        item, _ = Item.objects.get_or_create(key="tent", defaults={"name": "帐篷", "name_en": "tent", "unit": "顶"})
    rng = np.random.default_rng(SEED)
    tables = (Depot._meta.db_table, StockLine._meta.db_table)
    connection = scratch.connect()
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")
            _for_each(cursor, "ALTER TABLE {} DISABLE TRIGGER USER", tables)
            _for_each(cursor, "DROP INDEX IF EXISTS {}", tuple(index.name for index in Depot._meta.indexes))
            by_place = _indexes_by_place(cursor, tables[0])
            _for_each(cursor, "DROP INDEX {}", tuple(by_place))
            for first in range(0, rows, PIECE):
                count = min(PIECE, rows - first)
                ids = [uuid.UUID(bytes=rng.bytes(16), version=4) for _ in range(count)]
                _copy(cursor, tables[0], DEPOT_COLUMNS, _depots(rng, first, ids))
                _copy(cursor, tables[1], LINE_COLUMNS, _lines(rng, item.pk, ids))
                show(first + count)
            for definition in by_place.values():
                cursor.execute(definition)
            _for_each(cursor, "ALTER TABLE {} ENABLE TRIGGER USER", tables)
            cursor.execute("INSERT INTO layers_layerversion (layer, version, changed_at) VALUES ('depots', 1, now())")
            _for_each(cursor, "VACUUM ANALYZE {}", tables)
    finally:
        connection.close()


def _indexes_by_place(cursor: Any, table: str) -> dict[str, str]:
    """The spatial indexes, which are built sooner at the end than row by row: name → definition."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexdef LIKE '%% USING gist %%'", [table]
    )
    return dict(cursor.fetchall())


def _for_each(cursor: Any, statement: str, names: tuple[str, ...]) -> None:
    for name in names:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _copy(cursor: Any, table: str, columns: tuple[str, ...], lines: list[str]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    cursor.copy_expert(statement, io.StringIO("".join(lines)))


def _depots(rng: np.random.Generator, first: int, ids: list[uuid.UUID]) -> list[str]:
    lons = rng.uniform(WEST, EAST, len(ids)).tolist()
    lats = rng.uniform(SOUTH, NORTH, len(ids)).tolist()
    levels = rng.integers(len(LEVELS), size=len(ids)).tolist()
    return [
        f"{one}\tBENCH-{n}\t第{n}号储备库\tDepot {n}\tdepot {n}\t{NOW}\t{NOW}\tSRID=4326;POINT({lon:.7f} {lat:.7f})"
        f"\twgs84\t\\N\t测试路 {n % 900} 号\t应急管理局\t联系人\t000-{n:07d}\tonemap bench\tf\t{NOW}\tbench"
        f"\t{LEVELS[level]}\tphysical\t30\tf\tin_service\n"
        for n, one, lon, lat, level in zip(range(first, first + len(ids)), ids, lons, lats, levels, strict=True)
    ]


def _lines(rng: np.random.Generator, item: int, ids: list[uuid.UUID]) -> list[str]:
    amounts = rng.integers(1, MOST_TENTS + 1, len(ids)).tolist()
    return [f"{one}\t{item}\t\t{amount}\t0\t0\n" for one, amount in zip(ids, amounts, strict=True)]
