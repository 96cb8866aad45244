"""Processes beside the bench: servers on loopback, ended with the bench even when it is killed."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from urllib.error import HTTPError

from mapserver.data_dir import PROJECT_DIR
from mapserver.errors import OperationError

START_PATIENCE_S = 300
STOP_PATIENCE_S = 20
OWN_VARIABLES = frozenset({"ONEMAP_DATABASE_URL", "ONEMAP_DATABASE_URL_FILE", "ONEMAP_STATEMENT_TIMEOUT_S"})
"""What a server of the bench must not take over from the command that started it."""


@dataclass(frozen=True)
class RunningServer:
    """A server to ask: its address without a final slash."""

    url: str
    process: subprocess.Popen[bytes]


@contextmanager
def serve(
    command: Sequence[str], database_url: str, folder: Path, *, workers: int, ready: Callable[[str], bool]
) -> Iterator[RunningServer]:
    """Run a server on a free port (``{port}`` and ``{workers}`` in the command are filled in) until the block ends."""
    port = free_port()
    own = folder / f"server-{port}"
    own.mkdir()
    command = command or (sys.executable, "-m", "mapserver", "serve", "--port", "{port}", "--workers", "{workers}")
    filled = [word.format(port=port, workers=workers) for word in command]
    variables = {name: value for name, value in os.environ.items() if name not in OWN_VARIABLES}
    environment = {
        **variables,
        "ONEMAP_DATABASE_URL": database_url,
        "ONEMAP_DATA_DIR": str(own),
        "ONEMAP_SECRET_KEY": secrets.token_urlsafe(50),
    }
    with running(filled, environment, own / "log") as process:
        server = RunningServer(f"http://127.0.0.1:{port}", process)
        wait_until(lambda: ready(server.url), process, own / "log")
        yield server


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process until the block ends, or, where the kernel can see to it, until the bench is gone, even killed."""
    ends_with_parent = ("setpriv", "--pdeathsig", "TERM") if which("setpriv") else ()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*ends_with_parent, *command],
            cwd=PROJECT_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for a server.

    Raises
    ------
    OperationError
        It ended, or was not ready in time; with the last of what it said.
    """
    deadline = time.monotonic() + START_PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise OperationError(f"A server of the bench ended (code {process.returncode}): {_last_words(log)}")
        try:
            if ready():
                return
        except HTTPError as error:
            raise OperationError(f"A server of the bench answered {error.code}: {error.read(500)!r}") from error
        except OSError:
            pass  # not listening yet
        time.sleep(0.2)
    raise OperationError(f"A server of the bench was not ready within {START_PATIENCE_S} s: {_last_words(log)}")


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return " ".join(lines[-5:]) or "it said nothing"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def cpu_seconds(process_id: int) -> float:
    """The processor time that a process and its living children have taken (0 for what is gone)."""
    ticks = os.sysconf("SC_CLK_TCK")
    total = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(folder.name) == process_id or int(fields[1]) == process_id:
            total += (int(fields[11]) + int(fields[12])) / ticks
    return total
