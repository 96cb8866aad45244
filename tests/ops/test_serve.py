"""`onemap serve`: one server a data directory and a port; it comes up, stays up and leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mapserver.embedded import Places
from mapserver.embedded.processes import living_processes
from tests.ops.conftest import (
    PROJECT_DIR,
    assert_one_sentence,
    connected,
    environment,
    kill_postmaster,
    onemap,
    wait_for,
)
from tests.running import free_port, running, wait_until_answering


class Serving:
    """A running `onemap serve`."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.log = data_dir / "serve.log"
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mapserver", "serve", "--port", str(self.port), "--workers", "2"],
                cwd=PROJECT_DIR,
                env=environment(data_dir),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def answers_from_the_database(self) -> bool:
        """Ask for a page that needs the database: an unknown session is looked up, then sent to the sign-in."""
        request = urllib.request.Request(f"{self.url}admin/", headers={"Cookie": "sessionid=unknownunknown"})
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            opener.open(request, timeout=10)
        except urllib.error.HTTPError as error:
            return error.code == 302
        except OSError:
            pass
        assert self.process.poll() is None, self.log.read_text()
        return False

    def wait(self) -> None:
        wait_for(self.answers_from_the_database, f"an answer; the log says: {self.log.read_text()}")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


@contextmanager
def serving(data_dir: Path) -> Iterator[Serving]:
    server = Serving(data_dir)
    try:
        server.wait()
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
        server.process.wait(60)


@pytest.fixture
def migrated(data_dir: Path) -> Path:
    answer = onemap("migrate", "-v", "0", env=environment(data_dir))
    assert answer.returncode == 0, answer.stderr
    return data_dir


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_leaves_nothing_behind(migrated: Path, signal_number: signal.Signals) -> None:
    with serving(migrated) as server:
        server.process.send_signal(signal_number)
        assert server.process.wait(60) in (0, 128 + signal_number)
    assert living_processes(Places(migrated).cluster) == set()
    assert not is_listened_on(server.port)
    assert "Traceback" not in server.log.read_text()


def test_a_second_server_says_where_the_first_is(migrated: Path) -> None:
    with serving(migrated) as server:
        answer = onemap("serve", "--port", str(free_port()), env=environment(migrated))
        assert_one_sentence(answer, code=3, words=[server.url, f"process {server.process.pid}", "already"])
        assert server.answers_from_the_database()


def test_other_commands_work_beside_it(migrated: Path) -> None:
    with serving(migrated) as server:
        answer = onemap("doctor", "--json", env=environment(migrated))
        findings = {found["subject"]: found["state"] for found in json.loads(answer.stdout)["findings"]}
        assert findings["Migrations"] == "good"
        answer = onemap("migrate", "--check", env=environment(migrated))
        assert answer.returncode == 0, answer.stderr
        assert server.answers_from_the_database(), "the other command's end must not stop the database"


def test_a_taken_port_is_told_in_one_sentence(migrated: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = onemap("serve", "--port", str(port), env=environment(migrated))
    assert_one_sentence(answer, code=1, words=[f"Port {port} on 127.0.0.1 is taken", "--port"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--port", "70000"], ["no port 70000", "65535"]),
        (["--host", "203.0.113.7"], ["203.0.113.7", "not an address of this machine"]),
        (["--host", "no such host"], ["no such host", "not an address of this machine"]),
    ],
)
def test_an_address_that_cannot_be_listened_on(migrated: Path, arguments: list[str], words: list[str]) -> None:
    assert_one_sentence(onemap("serve", *arguments, env=environment(migrated)), code=1, words=words)


def test_missing_migrations_are_told(data_dir: Path) -> None:
    answer = onemap("serve", "--port", str(free_port()), env=environment(data_dir))
    assert_one_sentence(answer, code=1, words=["not up to date", "onemap migrate"])


def test_it_brings_its_database_back(migrated: Path) -> None:
    with connected_after_start(migrated) as server:
        kill_postmaster(migrated)
        server.wait()
        with connected(migrated) as cursor:
            cursor.execute("SELECT count(*), sum(n) FROM kept")
            assert cursor.fetchone() == (1000, 500500)


@contextmanager
def connected_after_start(data_dir: Path) -> Iterator[Serving]:
    """A server, and a table with rows in its database."""
    with serving(data_dir) as server:
        with connected(data_dir) as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        yield server


def test_killed_it_leaves_the_port_and_the_rows_to_the_next(migrated: Path) -> None:
    with connected_after_start(migrated) as server:
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait(10)
        wait_for(lambda: not is_listened_on(server.port), "the workers to leave")
    with serving(migrated), connected(migrated) as cursor:
        cursor.execute("SELECT count(*), sum(n) FROM kept")
        assert cursor.fetchone() == (1000, 500500)
    assert living_processes(Places(migrated).cluster) == set()


def test_it_answers_to_the_address_it_was_told_to_listen_on(migrated: Path) -> None:
    port, log = free_port(), migrated / "serve.log"
    command = [sys.executable, "-m", "mapserver", "serve", "--host", "127.0.0.2", "--port", str(port)]
    with running(command, environment(migrated), log) as process:
        wait_until_answering(f"http://127.0.0.2:{port}/readyz", process, log)
        other_name = urllib.request.Request(f"http://127.0.0.2:{port}/readyz", headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError, match="400"):
            urllib.request.urlopen(other_name, timeout=10)


def is_listened_on(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
