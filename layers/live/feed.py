"""The change feed: a lossless cursor over the change log; LISTEN only makes it prompt.

The cursor is a transaction number below which every transaction had ended when the log was last read. Each reading
looks at all entries from the cursor on, in one snapshot: what committed meanwhile is seen now, what is still running
will be seen later, and what is seen twice is applied twice, which changes nothing.
"""

import select
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

CHANNEL = "onemap_changes"
KEEP_LOG_HOURS = 24
PRUNED = "(pruned)"
"""The entry among the layer versions that says up to which transaction the log was pruned."""


@dataclass(frozen=True)
class Changes:
    """What to read again: layer → ids; a layer in `whole` altogether."""

    rows: dict[str, set[UUID]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    last_xid: int = 0
    """The highest number of the transactions that made these changes."""


class Feed:
    """One connection of its own to the database, for loading and for listening."""

    def __init__(self, connect: dict[str, Any]) -> None:
        self._connect = connect
        self.connection: Any = None
        self.cursor_xid = 0
        self._seen: set[int] = set()
        self._fresh: set[int] = set()

    def open(self) -> None:
        """Connect and listen; raises psycopg2.OperationalError while the database is away."""
        self.close()
        self.connection = psycopg2.connect(**self._connect)
        self.connection.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ)
        with self.connection.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        self.connection.commit()

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def wait(self, seconds: float) -> bool:
        """Wait for a notification; return whether one came. Raises when the connection is gone.

        One that came while the last changes were being read is in the client's hands already, and the socket is silent.
        """
        self.connection.poll()
        if not self.connection.notifies:
            select.select([self.connection], [], [], seconds)
            self.connection.poll()
        came = bool(self.connection.notifies)
        self.connection.notifies.clear()
        return came

    def begin(self) -> int:
        """Begin a snapshot; return the number below which every transaction has ended."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            (xmin,) = cursor.fetchone()
        return int(xmin)

    def read_changes(self) -> Changes:
        """Return what changed since the cursor, within the snapshot begun; not yet marked as done."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, layer, resource_id::text, xid FROM layers_layerchange WHERE xid >= %s ORDER BY seq",
                [self.cursor_xid],
            )
            entries = [entry for entry in cursor.fetchall() if entry[0] not in self._seen]
        self._fresh = {seq for seq, _, _, _ in entries}
        rows: dict[str, set[UUID]] = {}
        for _, layer, resource, _ in entries:
            if resource is not None:
                rows.setdefault(layer, set()).add(UUID(resource))
        whole = frozenset(layer for _, layer, resource, _ in entries if resource is None)
        return Changes(rows, whole, max((xid for *_, xid in entries), default=0))

    def advance(self, xmin: int) -> None:
        """Mark what was read as done, and end the snapshot."""
        self._seen = (self._seen | self._fresh) if xmin == self.cursor_xid else self._fresh
        self.cursor_xid = xmin
        self.connection.commit()

    def resume(self, cursor_xid: int) -> None:
        """Go on reading from a place in the log that was reached before, perhaps by another process."""
        self.cursor_xid = cursor_xid
        self._seen = set()

    def leads_here(self, database: str, cursor_xid: int) -> bool:
        """Whether the log leads from that place in that database's history to now; else only loading anew is sure."""
        is_past = cursor_xid <= self.begin()  # not so after the database was set back to an earlier state
        return is_past and database == self.database_id() and not self._is_pruned(cursor_xid)

    def database_id(self) -> str:
        """Return what tells this database and this history of it from every other.

        The cluster; its timeline, which a promoted standby or a recovery to a point in time leaves; the database; and
        the change log's table, which a restored backup makes anew.
        """
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()),"
                " (SELECT timeline_id FROM pg_control_checkpoint()),"
                " (SELECT oid FROM pg_database WHERE datname = current_database()),"
                " 'layers_layerchange'::regclass::oid)"
            )
            (found,) = cursor.fetchone()
        return str(found)

    def _is_pruned(self, cursor_xid: int) -> bool:
        """Whether entries may have been pruned that were never read."""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT version FROM layers_layerversion WHERE layer = %s", [PRUNED])
            found = cursor.fetchone()
        return found is not None and found[0] >= cursor_xid

    def prune_log(self) -> None:
        """Delete entries older than a day, and remember how far."""
        with self.connection.cursor() as cursor:
            cursor.execute(
                "WITH old AS (DELETE FROM layers_layerchange WHERE changed_at < now() - make_interval(hours => %s)"
                " RETURNING xid)"
                " INSERT INTO layers_layerversion AS known (layer, version, changed_at)"
                " SELECT %s, max(xid), now() FROM old HAVING count(*) > 0"
                " ON CONFLICT (layer) DO UPDATE SET version = greatest(known.version, excluded.version),"
                " changed_at = now()",
                [KEEP_LOG_HOURS, PRUNED],
            )
        self.connection.commit()
