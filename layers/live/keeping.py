"""When to write a snapshot: from time to time, where something changed, by one process, beside everything else."""

import threading
import time
from datetime import timedelta

from django.utils import timezone

from layers.live.contents import Contents
from layers.live.index import LiveIndex
from layers.live.snapshot import Snapshots

EVERY = timedelta(minutes=1)
SHARE_OF_TIME = 0.02
"""Writing takes at most so much of the time: a large register is written more seldom."""
AT_MOST_OLD = timedelta(hours=6)
"""However little changes: the change log, by which a process catches up from a snapshot, is kept for a day."""


class Keeper:
    """Writes snapshots of an index; its methods are called by the thread that changes the index.

    All processes of a data directory do so: whoever finds the last snapshot old enough first writes the next.
    """

    def __init__(self, index: LiveIndex, snapshots: Snapshots) -> None:
        self._index = index
        self._snapshots = snapshots
        self._every = EVERY
        self._looked_at = time.monotonic()
        self._writing: threading.Thread | None = None

    def keep(self) -> None:
        """Write a snapshot, in a thread of its own, if it is time."""
        if time.monotonic() - self._looked_at < EVERY.total_seconds() or (self._writing and self._writing.is_alive()):
            return
        self._looked_at = time.monotonic()
        if self._is_worth_it(self._every):
            self._writing = threading.Thread(target=self._write, args=(self._index.frozen(),), name="live-snapshot")
            self._writing.start()

    def close(self) -> None:
        """Write what changed since the last snapshot."""
        if self._writing:
            self._writing.join()
        if self._is_worth_it(timedelta(0)):
            self._write(self._index.frozen())

    def _is_worth_it(self, at_least_old: timedelta) -> bool:
        standing, mark = self._index.standing, self._snapshots.mark()
        if standing is None or mark is None:
            return standing is not None
        age = timezone.now() - mark.as_of
        return age > AT_MOST_OLD or (mark.versions != standing.versions and age >= at_least_old)

    def _write(self, contents: Contents) -> None:
        started = time.monotonic()
        self._snapshots.write(contents)
        self._every = max(EVERY, timedelta(seconds=(time.monotonic() - started) / SHARE_OF_TIME))
