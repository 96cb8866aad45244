"""Run the real `onemap` command beside the tests."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2

PROJECT_DIR = Path(__file__).resolve().parent.parent
START_PATIENCE_S = 180
STOP_PATIENCE_S = 60


@dataclass(frozen=True)
class RunningServer:
    """A server to ask: its address without a final slash, a password for each role, a commander's API token."""

    url: str
    passwords: dict[str, str]
    token: str
    process: subprocess.Popen[bytes]


@contextmanager
def run_demo(data_dir: Path) -> Iterator[RunningServer]:
    """`onemap demo` on a database of its own in the tests' database server."""
    port = free_port()
    name = f"onemap_demo_{os.getpid()}"
    environment = {**os.environ, "ONEMAP_DATA_DIR": str(data_dir), "ONEMAP_DATABASE_URL": _database_url(name)}
    _recreate_database(name)
    command = [sys.executable, "-m", "mapserver", "demo", "--port", str(port), "--workers", "1"]
    with running(command, environment, data_dir / "server.log") as process:
        url = f"http://127.0.0.1:{port}"
        wait_until_answering(f"{url}/healthz", process, data_dir / "server.log")
        sign_ins = json.loads((data_dir / "demo-sign-ins.json").read_text())
        yield RunningServer(url, sign_ins["passwords"], sign_ins["token"], process)
    _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of ours, stopped at the end as Ctrl-C would, or by force if it does not listen."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=PROJECT_DIR, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_answering(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for a 200; tell what the log says if the process gives up or the patience ends."""
    deadline = time.monotonic() + START_PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with code {process.returncode}:\n{log.read_text()[-4000:]}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.2)
    raise RuntimeError(f"{url} did not answer within {START_PATIENCE_S} s:\n{log.read_text()[-4000:]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _database_url(name: str) -> str:
    database = _database_settings()
    user = quote(database["USER"], safe="")
    password = f":{quote(database['PASSWORD'], safe='')}" if database["PASSWORD"] else ""
    port = f":{database['PORT']}" if database["PORT"] else ""
    return f"postgres://{user}{password}@{quote(database['HOST'], safe='')}{port}/{name}"


def _recreate_database(name: str) -> None:
    _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _execute(f'CREATE DATABASE "{name}"')


def _execute(statement: str) -> None:
    """Run a statement that must stand outside a transaction, beside Django and its test database."""
    database = _database_settings()
    connection = psycopg2.connect(
        dbname="postgres",
        user=database["USER"],
        password=database["PASSWORD"] or None,
        host=database["HOST"] or None,
        port=database["PORT"] or None,
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def _database_settings() -> dict[str, str]:
    from django.conf import settings

    return {key: str(settings.DATABASES["default"].get(key) or "") for key in ("USER", "PASSWORD", "HOST", "PORT")}
