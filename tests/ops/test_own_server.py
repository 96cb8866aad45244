"""`ONEMAP_DATABASE_URL`: an ordinary server, told apart from one that OneMap cannot use."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from mapserver.embedded import EmbeddedError, Places, attached
from mapserver.embedded.cluster import Cluster
from mapserver.embedded.installation import Installation, choose_installation, find_installations
from tests.ops.conftest import assert_one_sentence, connected, environment, onemap
from tests.running import free_port


@pytest.fixture
def server_without_postgis(data_dir: Path) -> Path:
    """A real PostgreSQL whose files of PostGIS are missing: the programs copied, the rest linked but for those.

    PostgreSQL finds its files relative to where its programs lie, so the copy sees only what was put beside it.
    """
    original = choose_installation()
    share = Path(f"/usr/share/postgresql/{original.major}")
    if original.bin_dir != Path(f"/usr/lib/postgresql/{original.major}/bin") or not share.is_dir():
        pytest.skip("knows Debian's layout of PostgreSQL alone")
    root = data_dir / "usr"
    bin_dir = root / "lib/postgresql" / str(original.major) / "bin"
    bin_dir.mkdir(parents=True)
    for name in ("postgres", "initdb", "pg_ctl", "psql", "pg_config"):
        shutil.copy2(original.bin_dir / name, bin_dir / name)
    (bin_dir.parent / "lib").symlink_to(original.bin_dir.parent / "lib")
    extensions = root / "share/postgresql" / str(original.major) / "extension"
    extensions.mkdir(parents=True)
    for path in share.iterdir():
        if path.name != "extension":
            (extensions.parent / path.name).symlink_to(path)
    for path in (share / "extension").iterdir():
        if not path.name.startswith("postgis"):
            (extensions / path.name).symlink_to(path)
    return bin_dir


def url_of(data_dir: Path, user: str = "onemap", database: str = "onemap") -> str:
    return f"postgres://{user}@{quote(str(Places(data_dir).socket_dir), safe='')}/{database}"


def test_a_server_without_postgis_is_told_in_one_sentence(
    server_without_postgis: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEMAP_POSTGRES_BIN", str(server_without_postgis))
    (found,) = find_installations()
    assert found.postgis is None
    # Taken for a usable one, for the test's sake, it starts like any server of a customer's.
    monkeypatch.setattr(Installation, "usable", True)
    with attached(data_dir), connected(data_dir) as cursor:
        cursor.execute("SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'")
        assert cursor.fetchone() == (0,), "the test needs a server without PostGIS"
        for command in ("migrate", "serve"):
            answer = onemap(command, env=environment(data_dir, ONEMAP_DATABASE_URL=url_of(data_dir)))
            assert_one_sentence(answer, code=1, words=["has no PostGIS", "apt-get install postgresql-"])


def test_a_private_database_is_not_made_without_postgis(
    server_without_postgis: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEMAP_POSTGRES_BIN", str(server_without_postgis))
    with pytest.raises(EmbeddedError, match=r"is installed, but PostGIS is not\. Install it: .+"), attached(data_dir):
        pass
    assert not Cluster(Places(data_dir)).exists


@pytest.fixture
def ordinary_server(data_dir: Path) -> Iterator[Path]:
    """A server as a customer's: PostGIS is there, our role is nobody special."""
    with attached(data_dir), connected(data_dir) as cursor:
        cursor.execute("CREATE ROLE plain LOGIN")
        cursor.execute("CREATE DATABASE plain OWNER plain ENCODING 'UTF8' TEMPLATE template0")
        with (Places(data_dir).cluster / "pg_ident.conf").open("a") as file:
            file.write('onemap "root" plain\nonemap "postgres" plain\n')
        cursor.execute("SELECT pg_reload_conf()")
        yield data_dir


def test_an_ordinary_role_is_told_what_its_administrator_must_do_and_then_works(ordinary_server: Path) -> None:
    env = environment(ordinary_server, ONEMAP_DATABASE_URL=url_of(ordinary_server, "plain", "plain"))
    answer = onemap("migrate", env=env)
    assert_one_sentence(answer, code=1, words=["administrator", "CREATE EXTENSION postgis"])
    with connected(ordinary_server, "plain") as cursor:
        cursor.execute("CREATE EXTENSION postgis; CREATE EXTENSION pg_trgm")
    answer = onemap("migrate", "-v", "0", env=env)
    assert answer.returncode == 0, answer.stderr
    answer = onemap("migrate", "--check", env=env)
    assert answer.returncode == 0, answer.stderr


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path: Path) -> None:
    url = f"postgres://onemap:hunter2@127.0.0.1:{free_port()}/onemap"
    answer = onemap("migrate", env=environment(tmp_path, ONEMAP_DATABASE_URL=url))
    assert_one_sentence(answer, code=1, words=["cannot be reached", "127.0.0.1"])
    assert "hunter2" not in answer.stderr
