"""Who runs the database: an ordinary user does it himself, root steps down, and nobody else gets in."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from mapserver.embedded import EmbeddedError, Places, attached
from tests.ops.conftest import PATIENCE_S, PROJECT_DIR, clean_up, connected, needs_root

USE_THE_DATABASE = """
import json, os, subprocess, sys
from pathlib import Path
from mapserver.embedded import EmbeddedError, attached
try:
    with attached(Path(sys.argv[1])) as cluster:
        psql = [cluster.installation.program("psql"), "-XtA", "-h", str(cluster.places.socket_dir), "-U", "onemap"]
        answer = subprocess.run([*psql, "-c", "SELECT 6 * 7"], capture_output=True, text=True, check=True)
        print(json.dumps({"answer": answer.stdout.strip(), "owner": cluster.places.cluster.stat().st_uid}))
except EmbeddedError as error:
    print(json.dumps({"error": str(error)}))
"""


@pytest.fixture(scope="module")
def ordinary_user() -> pwd.struct_passwd:
    """A user without any rights."""
    return pwd.getpwnam("nobody")


@pytest.fixture
def open_project(data_dir: Path) -> Path:
    """The part of the project that runs the database, where any user may read it."""
    folder = data_dir / "project"
    shutil.copytree(PROJECT_DIR / "mapserver" / "embedded", folder / "mapserver" / "embedded")
    (folder / "mapserver" / "__init__.py").touch()
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


@pytest.fixture
def own_data_dir(data_dir: Path, ordinary_user: pwd.struct_passwd) -> Iterator[Path]:
    """A data directory that belongs to the ordinary user."""
    folder = data_dir / "own"
    folder.mkdir()
    os.chown(folder, ordinary_user.pw_uid, ordinary_user.pw_gid)
    yield folder
    clean_up(folder)


def use_as(user: pwd.struct_passwd, data_dir: Path, project: Path) -> dict[str, object]:
    """Use the database in a process of that user; what it printed."""
    answer = subprocess.run(
        [_python_for(user), "-c", USE_THE_DATABASE, str(data_dir)],
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[],
        cwd="/",
        env={"PATH": os.defpath, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    result: dict[str, object] = json.loads(answer.stdout)
    return result


def _python_for(user: pwd.struct_passwd) -> str:
    """A Python that this user may run; the one of the tests may live in root's home."""
    for python in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        try:
            probe = [python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
            if subprocess.run(probe, user=user.pw_uid, cwd="/", check=False, timeout=30).returncode == 0:
                return python
        except OSError:
            continue
    pytest.skip(f"user {user.pw_name} may run no Python 3.11 or newer on this machine")


@needs_root
def test_an_ordinary_user_runs_it_himself(
    own_data_dir: Path, ordinary_user: pwd.struct_passwd, open_project: Path
) -> None:
    assert use_as(ordinary_user, own_data_dir, open_project) == {"answer": "42", "owner": ordinary_user.pw_uid}


@needs_root
def test_root_may_use_what_an_ordinary_user_made(
    own_data_dir: Path, ordinary_user: pwd.struct_passwd, open_project: Path
) -> None:
    use_as(ordinary_user, own_data_dir, open_project)
    with attached(own_data_dir) as cluster, connected(own_data_dir) as cursor:
        assert cluster.account.uid == ordinary_user.pw_uid
        cursor.execute("SELECT 6 * 7")
        assert cursor.fetchone() == (42,)


@needs_root
def test_an_ordinary_user_is_told_that_it_belongs_to_another(
    data_dir: Path, ordinary_user: pwd.struct_passwd, open_project: Path
) -> None:
    with attached(data_dir) as cluster:
        owner = cluster.account.name
    for lock in (Places(data_dir).start_lock, Places(data_dir).lease_lock):
        lock.chmod(0o666)
    error = str(use_as(ordinary_user, data_dir, open_project)["error"])
    assert f"belongs to {owner}" in error


@needs_root
def test_root_steps_down(data_dir: Path) -> None:
    with attached(data_dir) as cluster:
        assert cluster.account.uid != 0
        assert cluster.places.cluster.stat().st_uid == cluster.account.uid
        pid = int((cluster.places.cluster / "postmaster.pid").read_text().splitlines()[0])
        status = Path(f"/proc/{pid}/status").read_text().splitlines()
        identities = next(line for line in status if line.startswith("Uid:")).split()[1:]
        assert set(identities) == {str(cluster.account.uid)}, "real, effective, saved: none of them root's"


@needs_root
def test_another_user_does_not_get_in(data_dir: Path, ordinary_user: pwd.struct_passwd) -> None:
    with attached(data_dir) as cluster:
        # Even with the socket's folder wide open, the server itself refuses who is not on its list.
        cluster.places.socket_dir.chmod(0o777)
        cluster.places.socket.chmod(0o777)
        psql = [cluster.installation.program("psql"), "-h", str(cluster.places.socket_dir), "-U", "onemap", "-c", ""]
        answer = subprocess.run(
            psql, user=ordinary_user.pw_uid, cwd="/", capture_output=True, text=True, check=False, timeout=30
        )
    assert answer.returncode != 0
    assert "Peer authentication failed" in answer.stderr


@needs_root
def test_a_data_directory_that_the_database_user_cannot_reach(
    data_dir: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    closed = data_dir / "closed"
    folder = closed / "onemap"
    folder.mkdir(parents=True)
    closed.chmod(0o700)  # as /root is
    places = Places(folder)
    try:
        with attached(folder), connected(folder) as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 1 AS n")
        assert places.cluster.is_symlink()
        assert places.cluster.resolve() == places.outside_cluster
        assert str(places.outside_cluster) in caplog.text
        with attached(folder), connected(folder) as cursor:
            cursor.execute("SELECT n FROM kept")
            assert cursor.fetchone() == (1,)
    finally:
        clean_up(folder)


@needs_root
def test_a_socket_folder_of_somebody_else_is_not_trusted(data_dir: Path, ordinary_user: pwd.struct_passwd) -> None:
    folder = Places(data_dir).socket_dir
    folder.mkdir()
    os.chown(folder, ordinary_user.pw_uid, ordinary_user.pw_gid)
    with pytest.raises(EmbeddedError, match=f"{folder} belongs to somebody else"), attached(data_dir):
        pass


@needs_root
def test_a_full_disk_is_told_in_one_sentence(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = data_dir / "small"
    small.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16m,mode=755", "onemap-test", str(small)], capture_output=True, check=False
    )
    if mount.returncode != 0:
        pytest.skip("this machine does not let the tests mount a small disk")
    try:
        with pytest.raises(EmbeddedError, match=r"No space for a database .* at least 300 MB"), attached(small):
            pass
        # And if the space runs out in the midst of it:
        monkeypatch.setattr("mapserver.embedded.creation.NEW_CLUSTER_BYTES", 0)
        with pytest.raises(EmbeddedError, match="no space is left on the device"), attached(small):
            pass
        assert not (small / "postgres").exists()
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_the_password_of_nobody_is_needed(data_dir: Path) -> None:
    with attached(data_dir), connected(data_dir) as cursor:
        cursor.execute("SELECT rolname, rolsuper FROM pg_roles WHERE rolcanlogin")
        assert cursor.fetchall() == [("onemap", True)]
        cursor.execute("SELECT type, auth_method FROM pg_hba_file_rules")
        assert cursor.fetchall() == [("local", "peer")]
        with pytest.raises(
            psycopg2.OperationalError, match=r'role "postgres" does not exist|Peer authentication failed'
        ):
            psycopg2.connect(dbname="onemap", user="postgres", host=str(Places(data_dir).socket_dir))
