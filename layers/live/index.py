"""Every layer in memory: loaded from the database or the last snapshot, then brought up to date by the change log."""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from layers import catalog
from layers.layer import Layer
from layers.live.connecting import connection_parameters, set_time_zone
from layers.live.contents import STOCKED, Contents, Mark, References, read_contents, read_versions
from layers.live.feed import Changes, Feed
from layers.live.rows import RowReader, whole
from layers.live.snapshot import Snapshots
from layers.live.stock import NO_LINES, StockTable
from layers.live.stock_rows import read_stock
from layers.live.table import LiveTable
from layers.reference import Known

log = logging.getLogger("onemap.live")

REFERENCES = frozenset({"areas", "items"})
"""What rows refer to; a change there is rare and may concern any row, so everything is loaded anew."""
MOST_ROWS_ONE_BY_ONE = 20_000
"""More changed rows than these, and than a quarter of the layer, are faster loaded with all others."""


@dataclass(frozen=True)
class Standing:
    """How fresh the index is."""

    as_of: datetime
    versions: dict[str, int]
    connected: bool


class LiveIndex:
    """The tables, and the steps that keep them true; `layers.live.service` takes the steps in a thread."""

    def __init__(self, layers: Iterable[Layer] | None = None, snapshots: Snapshots | None = None) -> None:
        layers = [*kept_layers()] if layers is None else layers
        self.tables = {layer.key: LiveTable(layer) for layer in layers}
        self.readers = {key: RowReader(table.layer) for key, table in self.tables.items()}
        self.standing: Standing | None = None
        self.known: Known | None = None
        self.feed = Feed(connection_parameters())
        self.snapshots = snapshots
        self._references = References((), ())
        self._database = ""

    def table(self, layer: Layer) -> LiveTable | None:
        """Return the layer's table once it is loaded; None for layers that are not kept here."""
        return self.tables.get(layer.key) if self.standing else None

    # ── Beginning ──

    def connect(self) -> None:
        """Connect and come up to date; raises psycopg2.OperationalError while the database is away."""
        self.feed.open()
        set_time_zone(self.feed.connection)
        self.feed.connection.commit()
        if self.standing and self.feed.leads_here(self._database, self.feed.cursor_xid):
            self.catch_up()
        else:
            self.load()

    def restore(self) -> bool:
        """Take the last snapshot as it is, while the database is away; return whether there was one."""
        contents = self.snapshots.read() if self.snapshots else None
        if contents is None:
            return False
        self._take(contents)
        self.standing = Standing(contents.mark.as_of, dict(contents.mark.versions), connected=False)
        log.warning("the database is away: answering from the snapshot of %s", contents.mark.as_of.isoformat())
        return True

    def load(self, *, beyond_xid: int = -1) -> None:
        """Load every layer anew: from a snapshot that reaches beyond that transaction, else from the database.

        One process at a time loads from the database and writes a snapshot; the others find that.
        """
        started = time.monotonic()
        self.feed.connection.rollback()
        with self.snapshots.one_loads() if self.snapshots else nullcontext():
            found = self._snapshot_beyond(beyond_xid)
            contents = found or self._read_database()
        self._take(contents)
        rows = sum(table.count for table in self.tables.values())
        source = "snapshot" if found else "database"
        log.info("live index: %d resources from the %s in %.1f s", rows, source, time.monotonic() - started)
        if found:
            self.catch_up()
        else:
            self._stand(contents.mark)

    def _snapshot_beyond(self, xid: int) -> Contents | None:
        mark = self.snapshots.mark() if self.snapshots else None
        if not self.snapshots or mark is None or mark.cursor_xid <= xid:
            return None
        continues = self.feed.leads_here(mark.database, mark.cursor_xid)
        self.feed.connection.rollback()
        return self.snapshots.read() if continues else None

    def _read_database(self) -> Contents:
        """Read the database and write a snapshot; where that is done, read that, whose pages others share."""
        contents = read_contents(self.feed, self.readers)
        self.feed.connection.commit()
        if self.snapshots and self.snapshots.write(contents):
            return self.snapshots.read() or contents
        return contents

    def _take(self, contents: Contents) -> None:
        areas = contents.references.area_table()
        for key, table in self.tables.items():
            stock = StockTable(contents.stock, len(contents.rows[key])) if key == STOCKED else StockTable()
            table.load(contents.rows[key], areas, stock)
        self.known = contents.references.known()
        self._references, self._database = contents.references, contents.mark.database
        self.feed.resume(contents.mark.cursor_xid)

    def forget(self) -> None:
        """Load everything anew at the next connection, answering meanwhile from what is there."""
        self.lose()
        self._database = ""

    def close(self) -> None:
        """Let go of the database."""
        self.feed.close()

    # ── Following ──

    def follow(self, seconds: float) -> None:
        """Wait for a change (or for `seconds`), then take in what changed."""
        self.feed.wait(seconds)
        self.catch_up()

    def catch_up(self) -> None:
        """Take in what changed since the last time."""
        as_of = timezone.now()
        xmin = self.feed.begin()
        changes = self.feed.read_changes()
        if self._needs_loading(changes):
            self.load(beyond_xid=max(changes.last_xid, self.feed.cursor_xid))
            return
        for key in changes.rows.keys() & self.tables.keys():
            self._refresh(key, changes.rows[key])
        mark = Mark(self._database, xmin, read_versions(self.feed.connection), as_of)
        self.feed.advance(xmin)
        self._stand(mark)

    def _needs_loading(self, changes: Changes) -> bool:
        if changes.whole or changes.rows.keys() & REFERENCES:
            return True
        counts = ((len(ids), self.tables[key].count) for key, ids in changes.rows.items() if key in self.tables)
        return any(changed > max(MOST_ROWS_ONE_BY_ONE, count // 4) for changed, count in counts)

    def _refresh(self, key: str, ids: Iterable[UUID]) -> None:
        table, wanted = self.tables[key], list(ids)
        batch = self.readers[key].read(self.feed.connection, wanted)
        stock = read_stock(self.feed.connection, wanted) if key == STOCKED else None
        with table.lock:
            table.put(batch)
            table.remove({*wanted} - {whole(*one) for one in batch.ids.tolist()})
            if stock:
                table.stock.replace(table.slots(batch.ids), stock.lines(table.slots))

    def _stand(self, mark: Mark) -> None:
        self.standing = Standing(mark.as_of, dict(mark.versions), connected=True)

    def lose(self) -> None:
        """Say from now on that the database is away."""
        if self.standing:
            self.standing = Standing(self.standing.as_of, self.standing.versions, connected=False)

    def frozen(self) -> Contents:
        """Return all that is held now, not to change any more; for who takes the steps, between two of them."""
        assert self.standing is not None  # noqa: S101  (nothing to keep before)
        frozen = {key: table.frozen() for key, table in self.tables.items()}
        mark = Mark(self._database, self.feed.cursor_xid, self.standing.versions, self.standing.as_of)
        stock = frozen[STOCKED][1] if STOCKED in frozen else NO_LINES
        return Contents({key: batch for key, (batch, _) in frozen.items()}, stock, self._references, mark)


def kept_layers() -> Iterator[Layer]:
    """Yield the layers that a live index keeps: those measured by points."""
    for layer in catalog.layers_asked(catalog.NEAREST):
        if layer.model.MEASURED_TO == "geom":  # type: ignore[attr-defined]
            yield layer
