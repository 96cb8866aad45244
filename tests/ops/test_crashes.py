"""No committed row is lost and the next start succeeds, whatever was killed and whatever was left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import psycopg2
import pytest

from mapserver.embedded import Places, attached
from mapserver.embedded.cluster import Cluster
from mapserver.embedded.processes import living_processes
from mapserver.embedded.supervisor import supervised
from tests.ops.conftest import PROJECT_DIR, connected, environment, kill_postmaster, wait_for

WRITE_AND_WAIT = """
import sys, time
from pathlib import Path
import psycopg2
from mapserver.embedded import attached, connection_settings
data_dir = Path(sys.argv[1])
where = connection_settings(data_dir)
with attached(data_dir):
    connection = psycopg2.connect(dbname="onemap", user=where["USER"], host=where["HOST"], port=where["PORT"])
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    cursor = connection.cursor()
    cursor.execute("INSERT INTO kept VALUES (-1)")  # never committed
    print("written", flush=True)
    time.sleep(600)
"""


def committed_rows(data_dir: Path) -> tuple[int, int]:
    with connected(data_dir) as cursor:
        cursor.execute("SELECT count(*), sum(n) FROM kept")
        count, total = cursor.fetchone()
        return count, total


def test_the_application_killed(data_dir: Path) -> None:
    command = [sys.executable, "-c", WRITE_AND_WAIT, str(data_dir)]
    with subprocess.Popen(
        command, cwd=PROJECT_DIR, env=environment(data_dir), text=True, stdout=subprocess.PIPE
    ) as application:
        assert application.stdout
        assert application.stdout.readline() == "written\n"
        application.kill()
    assert Cluster(Places(data_dir)).is_listening, "nobody was left to stop it"
    with attached(data_dir):
        assert committed_rows(data_dir) == (1000, 500500)
    assert living_processes(Places(data_dir).cluster) == set(), "the dead application's lease must not count"


def test_the_postmaster_killed(data_dir: Path) -> None:
    with attached(data_dir), connected(data_dir) as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        killed = kill_postmaster(data_dir)
        assert (Places(data_dir).cluster / "postmaster.pid").read_text().startswith(f"{killed}\n")
        with attached(data_dir):
            assert committed_rows(data_dir) == (1000, 500500)


def test_the_postmaster_killed_while_a_statement_goes_on(data_dir: Path) -> None:
    """The statement's process outlives the postmaster and holds the shared memory that a new one needs."""
    with attached(data_dir):
        with connected(data_dir) as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        busy = threading.Thread(target=_stay_busy, args=(data_dir,))
        busy.start()
        wait_for(lambda: _running_statements(data_dir) == 1, "the statement to run")
        kill_postmaster(data_dir)
        assert living_processes(Places(data_dir).cluster), "the test needs an orphan"
        with attached(data_dir):
            assert committed_rows(data_dir) == (1000, 500500)
        busy.join(timeout=30)
        assert not busy.is_alive()


def _stay_busy(data_dir: Path) -> None:
    # Computing, not sleeping: a sleeping process would notice that its postmaster is gone.
    with suppress(psycopg2.Error), connected(data_dir) as cursor:
        cursor.execute("DO $$ BEGIN LOOP PERFORM 1; END LOOP; END $$")


def _running_statements(data_dir: Path) -> int:
    with connected(data_dir) as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'")
        return int(cursor.fetchone()[0])


def test_lock_files_left_behind_that_name_somebody_elses_process(data_dir: Path) -> None:
    """After a restart of the machine the number in the pid file may be anybody's; PostgreSQL would not start."""
    with attached(data_dir) as cluster:
        account = cluster.account
        with connected(data_dir) as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        pid_file = cluster.places.cluster / "postmaster.pid"
        socket_lock = Places(data_dir).socket.with_name(".s.PGSQL.5432.lock")
        left_behind = {path: path.read_text() for path in (pid_file, socket_lock)}
    other = subprocess.Popen(["sleep", "600"], user=account.uid if account.is_other else None)
    try:
        socket_lock.parent.mkdir()  # a clean stop has removed it; a power cut would not have
        account.give(socket_lock.parent, mode=0o700)
        for path, content in left_behind.items():
            path.write_text("\n".join([str(other.pid), *content.splitlines()[1:]]) + "\n")
            account.give(path, mode=0o600)
        with attached(data_dir):
            assert committed_rows(data_dir) == (1000, 500500)
        assert other.poll() is None, "it is none of our business"
    finally:
        other.kill()
        other.wait()


def test_the_server_brings_a_killed_database_back(data_dir: Path) -> None:
    with attached(data_dir) as cluster, supervised(data_dir):
        with connected(data_dir) as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        for _ in range(2):
            kill_postmaster(data_dir)
            wait_for(lambda: cluster.is_listening, "the database to be back")
            wait_for(lambda: _answers(data_dir), "it to answer")
            assert committed_rows(data_dir) == (1000, 500500)
    assert living_processes(cluster.places.cluster) == set()


def _answers(data_dir: Path) -> bool:
    try:
        with connected(data_dir) as cursor:
            cursor.execute("SELECT 1")
    except psycopg2.OperationalError:
        return False
    return True


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_told_to_stop_stops_its_database(data_dir: Path, signal_number: signal.Signals) -> None:
    code = "import time; print('ready', flush=True); time.sleep(600)"
    command = [sys.executable, "-m", "mapserver", "shell", "-v", "0", "-c", code]
    with subprocess.Popen(
        command, cwd=PROJECT_DIR, env=environment(data_dir), text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        assert living_processes(Places(data_dir).cluster)
        os.kill(process.pid, signal_number)
        _, errors = process.communicate(timeout=60)
    # Interrupted inside `shell -c`, Python itself ends by the signal; both tell the shell the same.
    assert process.returncode in (128 + signal_number, -signal_number)
    assert "Traceback" not in errors
    assert living_processes(Places(data_dir).cluster) == set()
