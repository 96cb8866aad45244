"""The live index of this process: loads every layer, follows the change feed, and says how fresh it is."""

import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg2
from django.conf import settings
from django.db import connection as django_connection
from django.utils import timezone

from layers import catalog, reference
from layers.layer import Layer
from layers.live.areas import AreaTable
from layers.live.feed import Feed
from layers.live.rows import RowReader, set_time_zone, whole
from layers.live.stock import StockTable
from layers.live.stock_rows import read_stock
from layers.live.table import LiveTable
from layers.reference import Known, as_known

log = logging.getLogger("onemap.live")

HEARTBEAT_S = 1.0
"""How often the feed looks for itself, notified or not; `as_of` is at most so old while the database answers."""
RETRY_S = 1.0
PRUNE_EVERY_S = 3600.0
ITEMS = "SELECT id, key, code, parent_id, name, name_en, unit, unit_en, unit_mass_kg FROM layers_item"
REFERENCES = frozenset({"areas", "items"})
"""What rows refer to; a change there is rare and may concern any row, so everything is loaded anew."""
STOCKED = "depots"
"""The layer whose resources have stock."""


@dataclass(frozen=True)
class Standing:
    """How fresh the index is."""

    as_of: datetime
    versions: dict[str, int]
    connected: bool


class LiveIndex:
    """Every layer measured by points, in memory; one thread keeps it fresh."""

    def __init__(self, layers: Iterable[Layer] | None = None) -> None:
        layers = [*kept_layers()] if layers is None else layers
        self.tables = {layer.key: LiveTable(layer) for layer in layers}
        self._readers = {key: RowReader(table.layer) for key, table in self.tables.items()}
        self.standing: Standing | None = None
        self.known: Known | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._pruned_at = 0.0
        self.feed = Feed(_connection_parameters())

    # ── Life ──

    def start(self) -> None:
        """Begin to load and follow, beside the caller."""
        self._thread = threading.Thread(target=self._run, name="live-index", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread:
            self._thread.join(timeout=10)
        self.feed.close()

    def table(self, layer: Layer) -> LiveTable | None:
        """Return the layer's table once it is loaded; None for layers that are not kept here."""
        return self.tables.get(layer.key) if self.standing else None

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.connect()
                while not self._stopping.is_set():
                    self.follow(HEARTBEAT_S)
            except psycopg2.Error as error:
                if self.standing and self.standing.connected:
                    log.warning("the database is away: %s", str(error).strip().replace("\n", " "))
                    self.standing = Standing(self.standing.as_of, self.standing.versions, connected=False)
                self._stopping.wait(RETRY_S)

    # ── Following ──

    def connect(self) -> None:
        """Connect; load everything the first time, or after so long an absence that the log was pruned."""
        self.feed.open()
        set_time_zone(self.feed.connection)
        self.feed.connection.commit()
        if self.standing is None or self.feed.is_behind_the_log():
            self.load()
        else:
            self.catch_up()

    def follow(self, seconds: float) -> None:
        """Wait for a change (or for `seconds`), then take in what changed."""
        self.feed.wait(seconds)
        self.catch_up()
        if time.monotonic() - self._pruned_at > PRUNE_EVERY_S:
            self._pruned_at = time.monotonic()
            self.feed.prune_log()

    def load(self) -> None:
        """Load every layer anew, in one snapshot."""
        started = time.monotonic()
        xmin = self.feed.begin()
        lineages = self._query("SELECT id, lineage FROM layers_area")
        areas = AreaTable((UUID(str(key)), lineage) for key, lineage in lineages)
        items = self._query(ITEMS)
        for key, table in self.tables.items():
            batch = self._readers[key].read(self.feed.connection)
            stock = read_stock(self.feed.connection) if key == STOCKED else None
            with table.lock:
                table.load(batch, areas)
                if stock:
                    table.stock = StockTable(stock.lines(table.slots), table.count)
        self.known = as_known(items, (lineage[-1] for _, lineage in lineages))
        self._finish(xmin)
        rows = sum(table.count for table in self.tables.values())
        log.info("live index: %d resources in %.1f s", rows, time.monotonic() - started)

    def catch_up(self) -> None:
        """Take in what changed since the last time."""
        xmin = self.feed.begin()
        changes = self.feed.read_changes()
        if changes.whole or changes.rows.keys() & REFERENCES:
            self.feed.connection.rollback()
            self.load()
            return
        for key in changes.rows.keys() & self.tables.keys():
            self._refresh(key, changes.rows[key])
        self._finish(xmin)

    def _refresh(self, key: str, ids: Iterable[UUID]) -> None:
        table, wanted = self.tables[key], list(ids)
        batch = self._readers[key].read(self.feed.connection, wanted)
        stock = read_stock(self.feed.connection, wanted) if key == STOCKED else None
        with table.lock:
            table.put(batch)
            there = {whole(*one) for one in batch.ids.tolist()}
            for gone in set(wanted) - there:
                table.remove(gone)
            if stock:
                table.stock.replace(table.slots(batch.ids), stock.lines(table.slots))

    def _finish(self, xmin: int) -> None:
        versions = dict(self._query("SELECT layer, version FROM layers_layerversion"))
        self.feed.advance(xmin)
        self.standing = Standing(timezone.now(), versions, connected=True)

    def _query(self, sql: str, parameters: Any = None) -> list[Any]:
        with self.feed.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return list(cursor.fetchall())


def _connection_parameters() -> dict[str, Any]:
    """The same database as Django's, without the limit on how long a statement may take: loading takes its time."""
    parameters = django_connection.get_connection_params()
    parameters = {
        name: value for name, value in parameters.items() if name not in ("cursor_factory", "isolation_level")
    }
    return {
        **parameters,
        "application_name": "onemap-live",
        "options": "-c statement_timeout=0",
        "connect_timeout": settings.CONNECT_TIMEOUT_S,
    }


def kept_layers() -> Iterator[Layer]:
    """Yield the layers that a live index keeps: those measured by points."""
    for layer in catalog.layers_asked(catalog.NEAREST):
        if layer.model.MEASURED_TO == "geom":  # type: ignore[attr-defined]
            yield layer


@contextmanager
def reading(layer: Layer) -> Iterator[LiveIndex]:
    """Read one layer for one question, where no live index runs."""
    index = LiveIndex([layer])
    try:
        index.connect()
        yield index
    finally:
        index.stop()


_index: LiveIndex | None = None


def start() -> None:
    """Start the live index of this process."""
    index = LiveIndex()
    use(index)
    index.start()


def use(index: LiveIndex | None) -> None:
    """Let this process answer from `index`, or from none."""
    global _index
    _index = index
    reference.kept = lambda: index.known if index else None
    reference.data_versions = lambda: index.standing.versions if index and index.standing else None


def current() -> LiveIndex | None:
    """The live index of this process, if it has one."""
    return _index


def keeps(layer: Layer) -> bool:
    """Whether this process answers for the layer from memory."""
    return _index is not None and _index.table(layer) is not None


def is_away() -> bool:
    """Whether this process had the database, and has it no longer."""
    return _index is not None and _index.standing is not None and not _index.standing.connected
