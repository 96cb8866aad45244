"""All that a live index holds, at one moment: what is read from the database, or from a snapshot on disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from layers.live.areas import AreaTable
from layers.live.feed import Feed
from layers.live.identity import Identities
from layers.live.rows import Batch, RowReader
from layers.live.stock import NO_LINES, Lines
from layers.live.stock_rows import read_stock
from layers.reference import Known, as_known

ITEMS = "SELECT id, key, code, parent_id, name, name_en, unit, unit_en, unit_mass_kg FROM layers_item"
STOCKED = "depots"
"""The layer whose resources have stock."""


@dataclass(frozen=True)
class References:
    """What rows and questions refer to: areas with their lineages, and the catalogue of items."""

    areas: Sequence[tuple[str, list[str]]]
    """id, lineage"""
    items: Sequence[Sequence[Any]]
    """As `ITEMS` reads them."""

    def area_table(self) -> AreaTable:
        return AreaTable((UUID(key), lineage) for key, lineage in self.areas)

    def known(self) -> Known:
        return as_known(map(tuple, self.items), (lineage[-1] for _, lineage in self.areas))


@dataclass(frozen=True)
class Mark:
    """Which database, and where in its history."""

    database: str
    """See `Feed.database_id`."""
    cursor_xid: int
    versions: Mapping[str, int]
    as_of: datetime


@dataclass(frozen=True)
class Contents:
    """Rows by layer, the stock lines (by place in the rows of `STOCKED`), what they refer to, and of when they are."""

    rows: Mapping[str, Batch]
    stock: Lines
    references: References
    mark: Mark


def read_contents(feed: Feed, readers: Mapping[str, RowReader]) -> Contents:
    """Read everything from the database, in one snapshot of it, which is begun here and left open."""
    as_of = timezone.now()  # before the snapshot, so that it is never too young
    xmin = feed.begin()
    connection = feed.connection
    rows = {key: reader.read(connection) for key, reader in readers.items()}
    stock = read_stock(connection).lines(Identities(rows[STOCKED].ids).slots) if STOCKED in rows else NO_LINES
    references = References(
        [(str(key), lineage) for key, lineage in _query(connection, "SELECT id, lineage FROM layers_area")],
        _query(connection, ITEMS),
    )
    return Contents(rows, stock, references, Mark(feed.database_id(), xmin, read_versions(connection), as_of))


def read_versions(connection: Any) -> dict[str, int]:
    """Return the data version of each layer."""
    return dict(_query(connection, "SELECT layer, version FROM layers_layerversion"))


def _query(connection: Any, sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
