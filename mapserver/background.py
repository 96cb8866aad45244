"""Beside a server, the process that carries out long work: begun with it, begun again when it dies, ended with it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from mapserver.worker import SERVER_PID_VARIABLE

logger = logging.getLogger(__name__)

CHECK_INTERVAL_S = 0.5
SETTLED_AFTER_S = 30.0
LONGEST_PAUSE_S = 30.0
LEAVING_PATIENCE_S = 10.0
COMMAND = [sys.executable, "-m", "mapserver", "worker"]


@contextmanager
def worker_beside() -> Iterator[None]:
    """Have a worker running while the block lasts."""
    keeper = _Keeper()
    thread = threading.Thread(target=keeper.keep, name="worker-keeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        keeper.done.set()
        thread.join(timeout=LEAVING_PATIENCE_S * 2)


class _Keeper:
    def __init__(self) -> None:
        self.done = threading.Event()

    def keep(self) -> None:
        """Run one worker after another; the pause grows while they die young."""
        pause_s = CHECK_INTERVAL_S
        while not self.done.is_set():
            began = time.monotonic()
            process = self._begin()
            while process.poll() is None and not self.done.wait(CHECK_INTERVAL_S):
                pass
            if self.done.is_set():
                _end(process)
                return
            settled = time.monotonic() - began > SETTLED_AFTER_S
            pause_s = CHECK_INTERVAL_S if settled else min(2 * pause_s, LONGEST_PAUSE_S)
            logger.warning("The worker ended with code %s; starting it again.", process.returncode)
            self.done.wait(pause_s)

    def _begin(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, SERVER_PID_VARIABLE: str(os.getpid())}
        return subprocess.Popen(COMMAND, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let the work in hand be given back, by force where it does not come to its next step."""
    process.terminate()
    try:
        process.wait(LEAVING_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
