"""Run PostgreSQL's own programs on the database of the settings."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from mapserver.embedded import Places
from mapserver.embedded.cluster import Cluster
from mapserver.embedded.installation import find_installations
from mapserver.errors import OperationError


def run_tool(name: str, *arguments: str) -> None:
    """Run ``pg_dump`` or ``pg_restore``, told which database by libpq's own variables, the password never shown.

    Raises
    ------
    OperationError
        It is not installed, or it failed; the message is its last line.
    """
    database = connections[DEFAULT_DB_ALIAS].settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {variable: str(database[key]) for variable, key in names.items() if database[key]}
    answer = subprocess.run(
        [find_tool(name), *arguments],
        env={**os.environ, **given},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    if answer.returncode != 0:
        lines = [line for line in answer.stderr.splitlines() if "error:" in line] or ["no reason was given"]
        raise OperationError(f"{name} failed: {lines[0].strip()}")


def find_tool(name: str) -> str:
    """Return the program of the private database's own version, else the newest of this machine."""
    if settings.DATABASE_URL:
        folders = [installation.bin_dir for installation in find_installations()]
    else:
        folders = [Cluster(Places(settings.DATA_DIR)).installation.bin_dir]
    found = [str(folder / name) for folder in folders if os.access(folder / name, os.X_OK)]
    program = found[0] if found else shutil.which(name)
    if program is None:
        raise OperationError(f"{name} is not installed here: install the PostgreSQL client programs.")
    return program


def absolute(path: str) -> Path:
    return Path(path).expanduser().resolve()
