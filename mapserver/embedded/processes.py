"""Which processes of a cluster are alive, whatever its pid file says."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

PROC = Path("/proc")
ORPHANS_GRACE_S = 5.0


def postmaster_pid(cluster: Path) -> int | None:
    """The pid that the cluster's pid file names; the process may be long gone."""
    try:
        return int((cluster / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def living_processes(cluster: Path) -> set[int] | None:
    """The cluster's server processes; ``None`` where the system has no /proc to tell.

    PostgreSQL's processes all work in the cluster's folder, so that is how to know them; a pid alone may be another's.
    """
    if not (PROC / "self" / "cwd").exists():
        return None
    real, found = str(cluster.resolve()), set()
    for process in PROC.iterdir():
        if not process.name.isdigit():
            continue
        with contextlib.suppress(OSError):  # it ended meanwhile, or is not ours to look at
            if str((process / "cwd").readlink()) == real and (process / "comm").read_text().startswith("postgres"):
                found.add(int(process.name))
    return found


def clear_after_crash(cluster: Path, socket: Path) -> None:
    """Make way for a new postmaster after the old one was killed.

    Its backends see that it is gone and leave by themselves, unless one is deep in a statement: that one is told to
    quit, for until it does its shared memory blocks the start. Lock files without any living process are removed:
    after a restart of the machine their pid may belong to somebody else, and PostgreSQL would take that for a server.
    """
    processes = living_processes(cluster)
    if processes is None or postmaster_pid(cluster) in processes:
        return
    deadline = time.monotonic() + ORPHANS_GRACE_S
    while processes and time.monotonic() < deadline:
        time.sleep(0.1)
        processes = living_processes(cluster) or set()
    for pid in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGQUIT)
    deadline = time.monotonic() + ORPHANS_GRACE_S
    while processes and time.monotonic() < deadline:
        time.sleep(0.1)
        processes = living_processes(cluster) or set()
    if not processes:
        for leftover in (cluster / "postmaster.pid", socket, socket.with_name(f"{socket.name}.lock")):
            leftover.unlink(missing_ok=True)
