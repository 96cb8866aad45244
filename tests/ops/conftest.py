"""What the tests of running, killing and starting again need."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from mapserver.embedded import Places, connection_settings
from mapserver.embedded.cluster import Cluster
from mapserver.embedded.installation import find_installations
from mapserver.embedded.processes import living_processes, postmaster_pid

PROJECT_DIR = Path(__file__).resolve().parent.parent.parent
PATIENCE_S = 90

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory that any user can reach (pytest's own folders are closed to the database's user)."""
    if not any(one.usable for one in find_installations()):
        pytest.skip("there is no PostgreSQL with PostGIS on this machine")
    folder = Path(tempfile.mkdtemp(prefix="onemap-ops-"))
    folder.chmod(0o755)
    yield folder
    clean_up(folder)


def clean_up(folder: Path) -> None:
    places = Places(folder)
    if places.cluster.exists():
        Cluster(places).stop()
        for pid in living_processes(places.cluster) or ():
            os.kill(pid, signal.SIGKILL)
    if places.cluster.is_symlink():
        shutil.rmtree(places.cluster.resolve(), ignore_errors=True)
    shutil.rmtree(places.socket_dir, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def connected(data_dir: Path, database: str = "onemap") -> Iterator[Any]:
    """A cursor on the embedded database, each statement committed as it is done."""
    where = connection_settings(data_dir)
    connection = psycopg2.connect(dbname=database, user=where["USER"], host=where["HOST"], port=where["PORT"])
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        yield cursor


def kill_postmaster(data_dir: Path) -> int:
    """SIGKILL to the database's main process, as the kernel's out-of-memory killer would; return its pid."""
    cluster = Places(data_dir).cluster
    pid = postmaster_pid(cluster)
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_for(lambda: pid not in (living_processes(cluster) or ()), "the postmaster to be gone")
    return pid


def wait_for(condition: Callable[[], object], what: str, *, patience_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, f"waited {patience_s} s in vain for {what}"
        time.sleep(0.1)


def environment(data_dir: Path, **changes: str) -> dict[str, str]:
    """The environment of a command of ours: nothing of the tests' own OneMap settings but what is given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ONEMAP_")}
    return {**kept, "ONEMAP_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1", **changes}


def onemap(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run an `onemap` command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "mapserver", *arguments],
        cwd=PROJECT_DIR,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def assert_one_sentence(answer: subprocess.CompletedProcess[str], *, code: int, words: list[str]) -> None:
    """A fault of the surroundings is told in one line, without a traceback, by the right exit code."""
    assert answer.returncode == code, answer.stderr
    lines = answer.stderr.strip().splitlines()
    assert len(lines) == 1, answer.stderr
    assert lines[0].startswith("onemap: ")
    for word in words:
        assert word in lines[0]
