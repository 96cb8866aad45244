"""Scratch databases beside the real one: named after this process, dropped at the end, or by the next run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection

PREFIX = "onemap_bench"


@dataclass(frozen=True)
class Scratch:
    """A database of its own, with the tables of this version and nothing in them."""

    name: str

    @property
    def url(self) -> str:
        """For ``ONEMAP_DATABASE_URL``."""
        database = connection.settings_dict
        password = f":{quote(database['PASSWORD'], safe='')}" if database["PASSWORD"] else ""
        port = f":{database['PORT']}" if database["PORT"] else ""
        user, host = quote(database["USER"] or "", safe=""), quote(database["HOST"] or "", safe="")
        return f"postgres://{user}{password}@{host}{port}/{self.name}"

    def connect(self) -> Any:
        """A psycopg2 connection of the caller's own."""
        return psycopg2.connect(self.url)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Let Django's own connection of this process lead here."""
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = self.name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before


@contextmanager
def scratch_database(label: str, process_id: int) -> Iterator[Scratch]:
    """Make a database; drop it afterwards, whoever is still connected."""
    scratch = Scratch(f"{PREFIX}_{label}_{process_id}")
    _drop_those_of_dead_runs()
    _execute(f'DROP DATABASE IF EXISTS "{scratch.name}" WITH (FORCE)')
    _execute(f'CREATE DATABASE "{scratch.name}"')
    try:
        with scratch.in_use():
            call_command("migrate", verbosity=0, interactive=False)
        yield scratch
    finally:
        _execute(f'DROP DATABASE IF EXISTS "{scratch.name}" WITH (FORCE)')


def _drop_those_of_dead_runs() -> None:
    """A run that was killed left its databases behind; on another machine's server process numbers say nothing."""
    if settings.DATABASE_URL:
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        found = re.fullmatch(rf"{PREFIX}_\w+_(\d+)", name)
        if found and not Path(f"/proc/{found[1]}").exists():
            with suppress(psycopg2.Error):
                _execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _execute(statement: str) -> None:
    """Run a statement that must stand outside any transaction and any database of ours."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
