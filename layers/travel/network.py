"""The road tiles in use: opened when first needed, and anew by themselves when others take their place."""

import logging
import os
import threading
from pathlib import Path

from django.conf import settings

from layers.travel import engine
from layers.travel.record import ARCHIVE, CURRENT, FILE, RoadsRecord
from layers.travel.roads import Roads

log = logging.getLogger("onemap.travel")

Stamp = tuple[int, int, int]


class Network:
    """The tiles that this process answers from."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: Stamp | None = None
        self._roads: Roads | None = None

    def roads(self) -> Roads | None:
        """Return the roads in use, or None: no engine, no tiles, or none that open.

        Notes
        -----
        Costs one look at the folder while nothing has changed. Tiles that cannot be opened are reported once, and
        those opened before stay in use; a process that was forked opens its own.
        """
        if not engine.is_available():
            return None
        folder = Path(settings.ROADS_DIR)
        stamp = _stamp(folder)
        if stamp != self._seen:
            with self._lock:
                if stamp != self._seen:
                    self._open(folder, stamp)
        return self._roads

    def _open(self, folder: Path, stamp: Stamp | None) -> None:
        if stamp is None:
            self._roads = None
        else:
            try:
                tiles = (folder / CURRENT).resolve(strict=True)
                self._roads = Roads(tiles / ARCHIVE, RoadsRecord.read(tiles))
            except (OSError, ValueError, RuntimeError) as error:
                log.error("road tiles in %s cannot be opened: %s", folder, error)
        self._seen = stamp


def _stamp(folder: Path) -> Stamp | None:
    """Tells one set of tiles from another, and one process from its parent."""
    try:
        found = os.stat(folder / CURRENT / FILE)  # noqa: PTH116  (no path object for each question)
    except OSError:
        return None
    return os.getpid(), found.st_ino, found.st_mtime_ns


network = Network()
