"""When to write a snapshot: from time to time, where something changed, by one process, beside everything else."""

import logging
import threading
import time
from datetime import timedelta

from django.utils import timezone

from layers.live.contents import Contents
from layers.live.index import LiveIndex

log = logging.getLogger("onemap.live")

EVERY_S = 60.0
SHARE_OF_TIME = 0.02
"""Writing takes at most so much of the time: a large register is written more seldom."""
AT_MOST_OLD = timedelta(hours=6)
"""However little changes: the change log, by which a process catches up from a snapshot, is kept for a day."""


class Keeper:
    """Writes snapshots of an index; its methods are called by the thread that changes the index."""

    def __init__(self, index: LiveIndex) -> None:
        self._index = index
        self._due_at = time.monotonic() + EVERY_S
        self._writing: threading.Thread | None = None

    def keep(self) -> None:
        """Write a snapshot in a thread of its own, if it is time, something changed, and this process is the writer."""
        if time.monotonic() < self._due_at or (self._writing and self._writing.is_alive()):
            return
        self._due_at = time.monotonic() + EVERY_S
        if self._is_worth_it():
            self._writing = threading.Thread(target=self._write, args=(self._index.frozen(),), name="live-snapshot")
            self._writing.start()

    def close(self) -> None:
        """Write what changed since the last snapshot, and let another process be the writer."""
        snapshots = self._index.snapshots
        if self._writing:
            self._writing.join()
        if snapshots and self._is_worth_it():
            self._write(self._index.frozen())

    def _is_worth_it(self) -> bool:
        standing, snapshots = self._index.standing, self._index.snapshots
        if standing is None or snapshots is None or not snapshots.claim():
            return False
        mark = snapshots.mark()
        return mark is None or mark.versions != standing.versions or timezone.now() - mark.as_of > AT_MOST_OLD

    def _write(self, contents: Contents) -> None:
        started = time.monotonic()
        if self._index.snapshots:
            self._index.snapshots.write(contents)
        took_s = time.monotonic() - started
        self._due_at = time.monotonic() + max(EVERY_S, took_s / SHARE_OF_TIME)
