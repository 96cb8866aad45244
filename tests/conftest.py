"""Every test runs on a real PostGIS: a private cluster of the tests' own, or the server in ONEMAP_DATABASE_URL.

The cluster starts when the first test asks for the database and stops after the last.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

PROJECT_DIR = Path(__file__).resolve().parent.parent
KEPT_VARIABLES = {"ONEMAP_CHROMIUM", "ONEMAP_DATABASE_URL", "ONEMAP_DATABASE_URL_FILE", "ONEMAP_POSTGRES_BIN"}


def _prepare_environment() -> Path:
    """Leave the developer's own settings out of the tests; must come before Django reads any."""
    data_dir = Path(os.environ.get("ONEMAP_TEST_DATA_DIR") or PROJECT_DIR / "var" / "test").resolve()
    for name in [name for name in os.environ if name.startswith("ONEMAP_") and name not in KEPT_VARIABLES]:
        del os.environ[name]
    os.environ["ONEMAP_DATA_DIR"] = str(data_dir)
    os.environ["DJANGO_SETTINGS_MODULE"] = "mapserver.settings"
    data_dir.mkdir(parents=True, exist_ok=True)
    return data_dir


# A script that runs this in the background has it ignore Ctrl-C, and what the tests start would ignore it too.
signal.signal(signal.SIGINT, signal.default_int_handler)
DATA_DIR = _prepare_environment()

import django  # noqa: E402

from mapserver import embedded  # noqa: E402
from mapserver.secret_key import ensure_secret_key  # noqa: E402

ensure_secret_key(DATA_DIR)
django.setup()

from tests.running import RunningServer, run_demo  # noqa: E402


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    """A PostGIS that answers."""
    from django.conf import settings

    if settings.DATABASE_URL:
        yield
        return
    with embedded.attached(DATA_DIR):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Name the test database after this process, so that two test runs at once do not share one."""
    from django.db import connection

    with django_db_blocker.unblock():
        _drop_databases_of_dead_runs()
    connection.settings_dict["TEST"]["NAME"] = f"test_onemap_{os.getpid()}"


def _drop_databases_of_dead_runs() -> None:
    """A run that was killed leaves its database behind; the process number in the name tells."""
    from django.conf import settings
    from django.db import connection

    if settings.DATABASE_URL:  # another machine's process numbers say nothing
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(r"SELECT datname FROM pg_database WHERE datname ~ '^(test_onemap|onemap_demo)_\d+$'")
        for (name,) in cursor.fetchall():
            if not Path(f"/proc/{name.rsplit('_', 1)[1]}").exists():
                with suppress(Exception):
                    cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def onemap_server(database_server: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The real thing, for browser tests: `onemap demo` on a free loopback port, with the demo region and sign-ins."""
    with run_demo(tmp_path_factory.mktemp("onemap-server")) as server:
        yield server


@pytest.fixture(autouse=True)
def language_of_the_settings() -> Iterator[None]:
    """A request in one test activates its language; the next test begins with that of the settings."""
    from django.utils import translation

    yield
    translation.deactivate()


@pytest.fixture(autouse=True)
def only_runs_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests are one transaction, in which no data version is raised: answers must not outlive a change in it."""
    monkeypatch.setattr("layers.runs.asking.KEEP_FROM_S", float("inf"))
