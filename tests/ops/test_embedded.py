"""The embedded database: made once, shared by all who need it, reachable through its socket alone."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from mapserver.embedded import EmbeddedError, Places, attached
from mapserver.embedded.cluster import Cluster
from mapserver.embedded.processes import living_processes, postmaster_pid
from tests.ops.conftest import PROJECT_DIR, connected, environment

HOLD_THE_DATABASE = """
import sys
from pathlib import Path
from mapserver.embedded import attached
with attached(Path(sys.argv[1])) as cluster:
    print((cluster.places.cluster / "postmaster.pid").read_text().splitlines()[0], flush=True)
    sys.stdin.readline()
"""


def test_the_first_to_attach_makes_the_database_and_the_last_one_out_stops_it(data_dir: Path) -> None:
    with attached(data_dir) as first:
        assert first.is_listening
        with attached(data_dir) as second:
            assert second.is_listening
        assert first.is_listening, "another one still needs it"
    assert not first.is_listening
    assert living_processes(first.places.cluster) == set()


def test_rows_are_there_again_after_a_stop(data_dir: Path) -> None:
    with attached(data_dir), connected(data_dir) as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    with attached(data_dir), connected(data_dir) as cursor:
        cursor.execute("SELECT count(*), sum(n) FROM kept")
        assert cursor.fetchone() == (1000, 500500)


def test_it_listens_on_its_socket_alone(data_dir: Path) -> None:
    with attached(data_dir) as cluster:
        pids = living_processes(cluster.places.cluster)
        assert pids
        assert not {inode for pid in pids for inode in _sockets(pid)} & _tcp_inodes()
        assert Places(data_dir).socket_dir.stat().st_mode & 0o777 == 0o700


def test_what_is_answered_is_on_the_disk_and_text_is_utf8(data_dir: Path) -> None:
    expected = {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "server_encoding": "UTF8",
    }
    with attached(data_dir), connected(data_dir) as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(expected)])
        assert dict(cursor.fetchall()) == expected
        cursor.execute("CREATE EXTENSION postgis; SELECT postgis_lib_version()")
        assert cursor.fetchone()[0] >= "3.2"


def test_the_owners_settings_outlive_a_start(data_dir: Path) -> None:
    with attached(data_dir):
        pass
    with (Places(data_dir).cluster / "postgresql.conf").open("a") as file:
        file.write("work_mem = '77MB'\n")
    with attached(data_dir), connected(data_dir) as cursor:
        cursor.execute("SHOW work_mem")
        assert cursor.fetchone() == ("77MB",)


def test_two_that_start_at_once_share_one_server(data_dir: Path) -> None:
    command = [sys.executable, "-c", HOLD_THE_DATABASE, str(data_dir)]
    holders = [
        subprocess.Popen(
            command,
            cwd=PROJECT_DIR,
            env=environment(data_dir),
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    try:
        pids = [holder.stdout.readline().strip() for holder in holders if holder.stdout]
        assert len(pids) == 4
        assert all(pids)
        assert len(set(pids)) == 1
    finally:
        for holder in holders:
            holder.communicate("\n", timeout=60)
    assert [holder.returncode for holder in holders] == [0, 0, 0, 0]
    assert living_processes(Places(data_dir).cluster) == set()


def test_a_start_that_was_cut_short_leaves_no_half_cluster(data_dir: Path) -> None:
    half = data_dir / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("15\n")
    with attached(data_dir), connected(data_dir) as cursor:
        cursor.execute("SELECT 1")
    assert not half.exists()


def test_a_cluster_of_a_version_that_is_gone_is_named(data_dir: Path) -> None:
    cluster = Places(data_dir).cluster
    cluster.mkdir()
    (cluster / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedError, match=r"made by PostgreSQL 9, which is not installed"), attached(data_dir):
        pass
    assert (cluster / "PG_VERSION").read_text() == "9\n"


def test_without_postgresql_it_says_what_to_install(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = data_dir / "bin"
    empty.mkdir()
    monkeypatch.setenv("ONEMAP_POSTGRES_BIN", str(empty))
    with (
        pytest.raises(EmbeddedError, match=r"^No PostgreSQL server is installed. Install it: .+\.$"),
        attached(data_dir),
    ):
        pass
    assert not Cluster(Places(data_dir)).exists


def _sockets(pid: int) -> set[str]:
    """The inodes of a process's sockets; of a worker that ends meanwhile, those seen by then."""
    found = set()
    with suppress(FileNotFoundError, ProcessLookupError):
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            target = str(descriptor.readlink())
            if target.startswith("socket:["):
                found.add(target[8:-1])
    return found


def _tcp_inodes() -> set[str]:
    """The inodes of all TCP sockets of the machine."""
    lines = [line for name in ("tcp", "tcp6") for line in Path(f"/proc/self/net/{name}").read_text().splitlines()[1:]]
    return {line.split()[9] for line in lines}


def test_the_pid_file_is_read_as_postgresql_writes_it(data_dir: Path) -> None:
    with attached(data_dir) as cluster:
        assert postmaster_pid(cluster.places.cluster) in (living_processes(cluster.places.cluster) or ())
