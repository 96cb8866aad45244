"""Leases on the cluster: every process that uses it holds one, the first starts it, the last one out stops it.

Both locks are the kernel's (flock), so a killed process lets go of them whatever happens, and a pid never lies.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mapserver.embedded.cluster import Cluster
from mapserver.embedded.errors import EmbeddedError
from mapserver.embedded.places import Places

logger = logging.getLogger(__name__)

START_PATIENCE_S = 360.0


@contextmanager
def attached(data_dir: Path, *, must_run: bool = True) -> Iterator[Cluster]:
    """Hold the embedded database running for as long as the block lasts.

    Raises
    ------
    EmbeddedError
        It cannot be started, and `must_run`; the message is one sentence.
    """
    places = Places(data_dir)
    data_dir.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(places)
    with _open(places.lease_lock) as lease:
        with start_lock(places):
            try:
                cluster.ensure_running()
            except EmbeddedError as error:
                if must_run:
                    raise
                logger.warning("%s", error)
            fcntl.flock(lease, fcntl.LOCK_SH)
        try:
            yield cluster
        finally:
            with start_lock(places), suppress(BlockingIOError):
                # An exclusive lease can be had only when nobody else holds one.
                fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.stop()


@contextmanager
def start_lock(places: Places, *, patience_s: float = START_PATIENCE_S) -> Iterator[None]:
    """Be the only one to start or stop the cluster."""
    deadline = time.monotonic() + patience_s
    with _open(places.start_lock) as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise EmbeddedError(
                        f"Another OneMap process has been starting the database in {places.data_dir} "
                        f"for {patience_s:.0f} s; end it, then try again."
                    ) from None
                time.sleep(0.05)
        yield


@contextmanager
def _open(path: Path) -> Iterator[int]:
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise EmbeddedError(f"Cannot write to the data directory: {path} ({error.strerror}).") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)
