"""What `onemap doctor` looks at. Each check is a function that looks at one thing and never starts or changes any."""

from __future__ import annotations

import platform
import shutil
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import pyogrio
import shapely
from django.conf import settings
from django.core.checks import run_checks
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from mapserver import secret_key
from mapserver.database import ensure_usable_server, missing_migrations, server_name
from mapserver.embedded import Places
from mapserver.embedded.cluster import Cluster
from mapserver.embedded.installation import find_installations, installation_advice
from mapserver.errors import OperationError

GIB = 1024**3
LOW_DISK_BYTES = 1 * GIB


class State(StrEnum):
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """What one check found."""

    subject: str
    state: State
    detail: str


def examine() -> list[Finding]:
    """Run every check."""
    checks: tuple[Callable[[], list[Finding]], ...] = (
        _libraries,
        _data_directory,
        _postgres,
        _database,
        _front_end,
        _system_checks,
    )
    return [finding for check in checks for finding in check()]


def _libraries() -> list[Finding]:
    gdal = ".".join(map(str, pyogrio.__gdal_version__))
    detail = f"Python {platform.python_version()} at {sys.prefix}, GDAL {gdal}, GEOS {shapely.geos_version_string}"
    return [
        Finding("OneMap", State.GOOD, f"{settings.VERSION} in {settings.BASE_DIR}"),
        Finding("Libraries", State.GOOD, detail),
    ]


def _data_directory() -> list[Finding]:
    folder = settings.DATA_DIR
    free = shutil.disk_usage(folder).free
    disk = Finding(
        "Data directory",
        State.GOOD if free > LOW_DISK_BYTES else State.WARNING,
        f"{folder}, {free / GIB:.1f} GiB free" + ("" if free > LOW_DISK_BYTES else ": make room soon"),
    )
    key_file = folder / secret_key.FILE_NAME
    if not key_file.exists():
        return [disk, Finding("Secret key", State.GOOD, "from the environment")]
    readable_by_others = bool(stat.S_IMODE(key_file.stat().st_mode) & 0o077)
    if readable_by_others:
        return [disk, Finding("Secret key", State.BAD, f"{key_file} can be read by others: chmod 600 {key_file}")]
    return [disk, Finding("Secret key", State.GOOD, str(key_file))]


def _postgres() -> list[Finding]:
    if settings.DATABASE_URL:
        return []
    installations = find_installations()
    if not any(one.usable for one in installations):
        advice = installation_advice(installations[0].major if installations else None)
        return [Finding("PostgreSQL", State.BAD, f"none with PostGIS is installed: {advice}")]
    return [
        Finding(
            "PostgreSQL",
            State.GOOD if one.usable else State.WARNING,
            f"{one.major} in {one.bin_dir}, "
            + (f"PostGIS {'.'.join(map(str, one.postgis))}" if one.postgis else "without PostGIS"),
        )
        for one in installations
    ]


def _database() -> list[Finding]:
    if not settings.DATABASE_URL:
        cluster = Cluster(Places(settings.DATA_DIR))
        if not cluster.is_listening:
            kept = "not running; commands start it" if cluster.exists else "made at the first start"
            return [Finding("Database", State.GOOD, f"private, {kept}")]
    try:
        ensure_usable_server()
        missing = missing_migrations()
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version')")
            (version,) = cursor.fetchone()
    except OperationError as error:
        return [Finding("Database", State.BAD, str(error))]
    except DatabaseError as error:
        return [Finding("Database", State.BAD, str(error).splitlines()[0])]
    findings = [Finding("Database", State.GOOD, f"PostgreSQL {version} at {server_name()}")]
    if missing:
        findings.append(Finding("Migrations", State.BAD, f"{len(missing)} to apply: onemap migrate"))
    else:
        findings.append(Finding("Migrations", State.GOOD, "all applied"))
    return findings


def _front_end() -> list[Finding]:
    if (settings.FRONTEND_DIST / "index.html").is_file():
        return [Finding("Map page", State.GOOD, f"built in {settings.FRONTEND_DIST}")]
    return [Finding("Map page", State.BAD, "not built: script/setup")]


def _system_checks() -> list[Finding]:
    return [
        Finding(message.id or "check", State.WARNING, f"{message.msg} {message.hint or ''}".strip())
        for message in run_checks()
        if not message.is_silenced() and message.id != "mapserver.W001"  # the map page has a line of its own
    ]
