"""The database really stops, is killed, restarts and loses connections; nearest goes on, and nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from mapserver.embedded import Places, attached
from mapserver.embedded.cluster import Cluster
from mapserver.embedded.lease import start_lock
from tests.ops.conftest import PROJECT_DIR, assert_one_sentence, connected, environment, onemap, wait_for
from tests.ops.test_own_server import url_of
from tests.running import free_port

NEAREST = "api/v1/nearest/shelters?lon=109.5&lat=34.5&k=1000"
INSERT = """
    INSERT INTO layers_shelter (id, code, name, name_en, search_key, created_at, updated_at, geom, source_datum,
        address, managing_unit, contact_name, contact_phone, source, is_demo, verified_by, level, duration, space,
        function, tenure, class_51143, serves, facilities, wheelchair_accessible, suits_frail_people, status)
    SELECT gen_random_uuid(), %s || i, 'shelter', '', '', now(), now(),
           ST_SetSRID(ST_MakePoint(109.5 + i / 100000.0, 34.5), 4326)::geography, '', '', '', '', '', '', false, '',
           '', '', '', '', '', '', '', '{}', 'unknown', 'unknown', 'standby'
      FROM generate_series(1, %s) AS i
"""


def insert(data_dir: Path, code: str, count: int = 1) -> None:
    with connected(data_dir) as cursor:
        cursor.execute(INSERT, [code, count])


def stop_database(data_dir: Path, how: str) -> None:
    """Stop the database as an administrator or a power cut would, whoever holds a lease on it."""
    cluster = Cluster(Places(data_dir))
    if how == "stopped":
        cluster.stop()
    else:
        pid = int((Places(data_dir).cluster / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGQUIT)  # an immediate shutdown: no checkpoint, recovery at the next start
    wait_for(lambda: not cluster.is_listening, "the database to be gone")


def start_database(data_dir: Path) -> None:
    places = Places(data_dir)
    with start_lock(places):
        Cluster(places).ensure_running()


class Server:
    """A running `onemap serve` with two workers, on a server database that it does not bring up itself."""

    def __init__(self, data_dir: Path, server_dir: Path) -> None:
        self.port = free_port()
        self.log = server_dir / "serve.log"
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "mapserver", "serve", "--port", str(self.port), "--workers", "2"],
                cwd=PROJECT_DIR,
                env=environment(server_dir, ONEMAP_DATABASE_URL=url_of(data_dir)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def ask(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Message]:
        """Return status, document and headers; 0 while nothing listens."""
        data = None if body is None else json.dumps(body).encode()
        headers |= {"Content-Type": "application/json", "Connection": "close"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{path}", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, json.load(error), error.headers
        except OSError:
            assert self.process.poll() is None, self.log.read_text()
            return 0, None, Message()

    def codes(self) -> set[str]:
        """What both workers know: several answers in a row must agree, else nothing is known for sure."""
        answers = [self.ask(NEAREST) for _ in range(8)]
        sets = [
            {feature["properties"]["code"] for feature in document["features"]}
            for status, document, _ in answers
            if status == 200 and document["source"] == "live"
        ]
        return sets[0] if len(sets) == len(answers) and all(one == sets[0] for one in sets) else {"(unsure)"}

    def is_degraded(self) -> bool | None:
        answers = [self.ask(NEAREST) for _ in range(6)]
        states = {document["degraded"] if status == 200 else None for status, document, _ in answers}
        return states.pop() if len(states) == 1 else None


@contextmanager
def serving(data_dir: Path, server_dir: Path) -> Iterator[Server]:
    server = Server(data_dir, server_dir)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
        server.process.wait(60)


@pytest.fixture
def database(data_dir: Path) -> Iterator[Path]:
    """A migrated database that the tests start and stop."""
    with attached(data_dir):
        answer = onemap("migrate", "-v", "0", env=environment(data_dir))
        assert answer.returncode == 0, answer.stderr
        yield data_dir


@pytest.fixture
def server_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "server"
    folder.mkdir()
    return folder


def wait_for_codes(server: Server, codes: set[str]) -> None:
    wait_for(lambda: server.codes() == codes, f"{codes}; the log says: {server.log.read_text()[-2000:]}")


def make_snapshot(database: Path, server_dir: Path) -> Path:
    """Serve once, so that a snapshot is there, with the shelter that came between the first one and the stop."""
    with serving(database, server_dir) as server:
        wait_for_codes(server, set())
        insert(database, "KEPT")
        wait_for_codes(server, {"KEPT1"})
    return server_dir / "live" / "snapshot"


@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_while_it_is_away_memory_answers_and_afterwards_nothing_is_missing(
    database: Path, server_dir: Path, how: str
) -> None:
    insert(database, "A")
    with serving(database, server_dir) as server:
        wait_for_codes(server, {"A1"})
        stop_database(database, how)
        wait_for(lambda: server.is_degraded() is True, "both workers to notice")
        assert server.codes() == {"A1"}
        status, answer, headers = server.ask("readyz")
        assert (status, answer["database"], answer["answers"]) == (503, "away", ["nearest", "within"])
        assert (answer["live"]["state"], answer["live"]["resources"]["shelters"]) == ("away", 1)
        assert headers["Retry-After"]
        status, problem, headers = server.ask("api/v1/layers/shelters/features", {}, authorization="Bearer x")
        assert (status, problem["type"]) == (503, "/problems/database-away")
        assert headers["Retry-After"]
        start_database(database)
        insert(database, "B")
        wait_for_codes(server, {"A1", "B1"})
        wait_for(lambda: server.is_degraded() is False, "both workers to be current")
        wait_for(lambda: server.ask("readyz")[1]["live"]["state"] == "current", "both workers to say so")


SIGN_UP = """
from django.contrib.auth import get_user_model; from django.contrib.auth.models import Group
from knox.models import AuthToken
user = get_user_model().objects.create_user("duty"); user.groups.add(Group.objects.get(name="commander"))
print("TOKEN", AuthToken.objects.create(user)[1])
"""
NEED = {"place": {"lon": 109.5, "lat": 34.5}, "items": [{"item": "tent", "quantity": 1}]}


def test_a_commander_seen_before_goes_on_asking_and_a_stranger_does_not(database: Path, server_dir: Path) -> None:
    answer = onemap("shell", "-v", "0", "-c", SIGN_UP, env=environment(database))
    token = answer.stdout.split("TOKEN ")[1].strip()
    within = "api/v1/within/teams?lon=109.5&lat=34.5&radius_m=1000"
    soonest = "api/v1/nearest/teams?lon=109.5&lat=34.5&by=travel_time"

    def asked(bearer: str) -> list[set[int]]:
        headers = {"authorization": f"Bearer {bearer}"}
        paths = [(within, None), (soonest, None), ("api/v1/fill", NEED)]
        return [{server.ask(path, body, **headers)[0] for _ in range(6)} for path, body in paths]

    insert(database, "A")
    with serving(database, server_dir) as server:
        wait_for_codes(server, {"A1"})
        wait_for(lambda: asked(token) == [{200}] * 3, f"both workers to know the caller: {asked(token)}")
        stop_database(database, "stopped")
        wait_for(lambda: server.is_degraded() is True, "both workers to notice")
        assert asked(token) == [{200}] * 3
        assert asked("0" * len(token)) == [{503}] * 3
        status, problem, _ = server.ask("api/v1/layers/shelters/features", {}, authorization=f"Bearer {token}")
        assert (status, problem["type"]) in [(403, "/problems/not-allowed"), (503, "/problems/database-away")]


def test_lost_listeners_and_ten_thousand_changes_at_once_lose_nothing(database: Path, server_dir: Path) -> None:
    with serving(database, server_dir) as server:
        wait_for_codes(server, set())
        for round_ in range(3):
            with connected(database) as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'onemap-live'"
                )
                assert cursor.rowcount == 2, "one listener a worker"
            insert(database, f"R{round_}-")
            wait_for_codes(server, {f"R{i}-1" for i in range(round_ + 1)})
        insert(database, "MANY-", 10_000)
        count = "api/v1/within/shelters?lon=109.5&lat=34.5&radius_m=100000&limit=1"
        wait_for(lambda: {server.ask(count)[1]["count"] for _ in range(8)} == {10_003}, "all to be there")


def test_a_server_started_while_it_is_away_answers_from_its_snapshot_and_catches_up(
    database: Path, server_dir: Path
) -> None:
    make_snapshot(database, server_dir)
    insert(database, "UNSEEN")
    stop_database(database, "stopped")
    with serving(database, server_dir) as server:
        wait_for(lambda: server.is_degraded() is True, f"an answer; the log says: {server.log.read_text()}")
        assert server.codes() == {"KEPT1"}
        assert server.ask(NEAREST)[1]["age_s"] > 0
        batch = server.ask("api/v1/nearest/shelters/batch", {"origins": {"lon": [109.5], "lat": [34.5]}})
        assert (batch[0], batch[1]["degraded"], batch[1]["nearest"]) == (200, True, [[0]])
        assert "snapshot" in server.log.read_text()
        start_database(database)
        wait_for_codes(server, {"KEPT1", "UNSEEN1"})
        assert server.is_degraded() is False


def test_a_damaged_snapshot_is_told_set_aside_and_made_anew(database: Path, server_dir: Path) -> None:
    snapshot = make_snapshot(database, server_dir)
    content = bytearray(snapshot.read_bytes())
    content[4] ^= 1  # in the first array
    snapshot.write_bytes(content)
    with serving(database, server_dir) as server:
        wait_for_codes(server, {"KEPT1"})
        assert "is damaged" in server.log.read_text()
        assert "Traceback" not in server.log.read_text()
    assert snapshot.with_name("snapshot.damaged").read_bytes() == content
    assert snapshot.is_file()


def test_without_a_usable_snapshot_a_server_whose_database_is_away_does_not_start(
    database: Path, server_dir: Path
) -> None:
    snapshot = make_snapshot(database, server_dir)
    snapshot.write_bytes(snapshot.read_bytes()[:-10])
    stop_database(database, "stopped")
    env = environment(server_dir, ONEMAP_DATABASE_URL=url_of(database))
    answer = onemap("serve", "--port", str(free_port()), env=env)
    assert answer.returncode == 1
    assert answer.stderr.strip().splitlines()[-1].startswith("onemap: The database at")
    answer = onemap("serve", "--port", str(free_port()), env=env)
    assert_one_sentence(answer, code=1, words=["cannot be reached"])


def test_two_workers_write_one_snapshot_each_time_for_its_owner_alone(database: Path, server_dir: Path) -> None:
    snapshot = make_snapshot(database, server_dir)
    assert snapshot.stat().st_mode & 0o777 == 0o600
    assert snapshot.parent.stat().st_mode & 0o777 == 0o700
    assert (server_dir / "serve.log").read_text().count("snapshot: ") == 2, "one after loading, one at the stop"
