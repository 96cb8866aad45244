"""`onemap serve` keeps a worker beside it: begun again when it is killed, gone when the server is."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.ops.conftest import environment, onemap, wait_for
from tests.ops.test_serve import serving


def workers_of(server_pid: int) -> set[int]:
    """The processes that carry out long work for a server."""
    found = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0")
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if command[-2:-1] == [b"worker"] and parent == str(server_pid):
            found.add(int(entry.name))
    return found


def test_a_killed_worker_is_replaced_and_ends_with_the_server(data_dir: Path) -> None:
    assert onemap("migrate", "-v", "0", env=environment(data_dir)).returncode == 0
    with serving(data_dir) as server:
        pid = server.process.pid
        wait_for(lambda: workers_of(pid), "a worker")
        (first,) = workers_of(pid)
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: workers_of(pid) - {first}, "another worker")
        (second,) = workers_of(pid)
        os.kill(pid, signal.SIGKILL)
        server.process.wait(10)
        wait_for(lambda: not Path(f"/proc/{second}").exists(), "the worker to leave with its server")
