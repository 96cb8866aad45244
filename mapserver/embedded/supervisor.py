"""Keep the embedded database up while a server runs: whoever kills it, it is back within seconds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mapserver.embedded.cluster import Cluster
from mapserver.embedded.errors import EmbeddedError
from mapserver.embedded.lease import start_lock
from mapserver.embedded.places import Places

logger = logging.getLogger(__name__)

INTERVAL_S = 1.0
INTERVAL_AFTER_FAILURE_S = 10.0


@contextmanager
def supervised(data_dir: Path) -> Iterator[None]:
    """Restart the cluster whenever it is found gone. The caller holds a lease (see lease.py)."""
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(data_dir, done), name="database-supervisor", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join(timeout=60)


def _watch(data_dir: Path, done: threading.Event) -> None:
    places = Places(data_dir)
    interval_s = INTERVAL_S
    while not done.wait(interval_s):
        cluster = Cluster(places)
        if cluster.is_listening:
            continue
        logger.warning("The database is gone; starting it again.")
        try:
            with start_lock(places):
                if done.is_set():
                    return
                cluster.ensure_running()
        except (EmbeddedError, OSError) as error:
            interval_s = INTERVAL_AFTER_FAILURE_S
            logger.error("%s", error)
        else:
            interval_s = INTERVAL_S
            logger.warning("The database is back.")
