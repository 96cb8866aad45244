"""The machine that a bench ran on, without its name or address."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from mapserver.version import __version__


@dataclass(frozen=True)
class Machine:
    """What moves the figures: cores, processor, memory, and the versions of what does the work."""

    cores: str
    processor: str
    memory: str
    system: str
    python: str
    postgresql: str
    postgis: str
    onemap: str

    @classmethod
    def this(cls) -> Machine:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version'), default_version FROM pg_available_extensions"
                " WHERE name = 'postgis'"
            )
            postgresql, postgis = cursor.fetchone()
        return cls(
            cores=f"{len(os.sched_getaffinity(0))} cores",
            processor=_processor(),
            memory=f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
            system=f"{platform.system()} {platform.machine()}",
            python=f"Python {platform.python_version()}",
            postgresql=f"PostgreSQL {postgresql.split()[0]}",
            postgis=f"PostGIS {postgis}",
            onemap=f"OneMap {__version__}",
        )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown processor")
