"""The live index of this process: a thread that follows the database, and keeps a snapshot of what is in memory."""

import atexit
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.conf import settings
from django.utils import timezone

from layers import reference
from layers.layer import Layer
from layers.live.connecting import address
from layers.live.index import LiveIndex
from layers.live.keeping import Keeper
from layers.live.snapshot import Snapshots

log = logging.getLogger("onemap.live")

HEARTBEAT_S = 1.0
"""How often the feed looks for itself, notified or not; `as_of` is at most so old while the database answers."""
RETRY_S = 1.0
PRUNE_EVERY_S = 3600.0
FOLDER = "live"
"""Beneath the data directory."""


class Follower:
    """One thread that loads an index and keeps it true, whatever happens to the database meanwhile."""

    def __init__(self, index: LiveIndex) -> None:
        self.index = index
        self._keeper = Keeper(index, index.snapshots) if index.snapshots else None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live-index", daemon=True)
        self._pruned_at = 0.0
        self._wait_s = RETRY_S

    def start(self) -> None:
        """Begin to load and follow, beside the caller."""
        self._thread.start()

    def stop(self) -> None:
        """End, and leave a snapshot of what was known last."""
        self._stopping.set()
        self._thread.join(timeout=10)
        if self._keeper and not self._thread.is_alive():
            self._keeper.close()
        self.index.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.index.connect()
                self._wait_s = 0.0  # what was lost while it worked is tried again at once
                while not self._stopping.is_set():
                    self._follow()
            except psycopg2.Error as error:
                self._is_away(str(error).strip().replace("\n", " "))
            except Exception:
                log.exception("the live index could not follow the database; it loads everything anew")
                self.index.forget()
            self._stopping.wait(self._wait_s)
            self._wait_s = RETRY_S

    def _follow(self) -> None:
        self.index.follow(HEARTBEAT_S)
        if time.monotonic() - self._pruned_at > PRUNE_EVERY_S:
            self._pruned_at = time.monotonic()
            self.index.feed.prune_log()
        if self._keeper:
            self._keeper.keep()

    def _is_away(self, why: str) -> None:
        standing = self.index.standing
        if standing is None:
            self.index.restore()
        elif standing.connected:
            log.warning("the database is away: %s", why)
            self.index.lose()


_index: LiveIndex | None = None


def start() -> None:
    """Start the live index of this process."""
    index = LiveIndex()
    index.snapshots = snapshots_of(index)
    use(index)
    follower = Follower(index)
    follower.start()
    atexit.register(follower.stop)


def snapshots_of(index: LiveIndex) -> Snapshots | None:
    """Return where the snapshots of an index are; None where none can be kept."""
    folder = Path(settings.DATA_DIR) / FOLDER
    try:
        return Snapshots(folder, index.readers, address())
    except OSError as error:
        log.warning("no snapshot can be kept in %s: %s", folder, error)
        return None


def has_snapshot() -> bool:
    """Whether a server could answer nearest and within although its database is away."""
    snapshots = snapshots_of(LiveIndex())
    return snapshots is not None and snapshots.mark() is not None


@contextmanager
def reading(layer: Layer) -> Iterator[LiveIndex]:
    """Read one layer for one question, where no live index runs."""
    index = LiveIndex([layer])
    try:
        index.connect()
        yield index
    finally:
        index.close()


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


def report() -> dict[str, object] | None:
    """What watchers want to know of the live index; None where this process has none."""
    if _index is None:
        return None
    standing = _index.standing
    if standing is None:
        return {"state": "loading"}
    return {
        "state": "current" if standing.connected else "away",
        "as_of": timezone.localtime(standing.as_of).isoformat(),
        "age_s": round((timezone.now() - standing.as_of).total_seconds(), 3),
        "resources": {key: table.count for key, table in _index.tables.items()},
    }
