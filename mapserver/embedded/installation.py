"""Find a PostgreSQL with PostGIS on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from glob import glob
from pathlib import Path

from mapserver.embedded.errors import EmbeddedError

POSTGRES_MINIMUM = 14
POSTGIS_MINIMUM = (3, 2)
BIN_PATTERNS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # RHEL, Fedora with PostgreSQL's own packages
    "/usr/libexec/postgresql*",  # Alpine
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/usr/bin",
)
# The release's own PostgreSQL, by os-release's VERSION_ID.
DISTRIBUTION_MAJOR = {"debian 12": 15, "debian 13": 17, "ubuntu 22.04": 14, "ubuntu 24.04": 16}


@dataclass(frozen=True)
class Installation:
    """One installed PostgreSQL server."""

    bin_dir: Path
    major: int
    postgis: tuple[int, ...] | None

    @property
    def usable(self) -> bool:
        return self.major >= POSTGRES_MINIMUM and self.postgis is not None and self.postgis[:2] >= POSTGIS_MINIMUM

    def program(self, name: str) -> str:
        return str(self.bin_dir / name)


def find_installations(patterns: tuple[str, ...] = BIN_PATTERNS) -> list[Installation]:
    """Every server on this machine, newest first; ``ONEMAP_POSTGRES_BIN`` names the only one to look at."""
    chosen = os.environ.get("ONEMAP_POSTGRES_BIN", "").strip()
    folders = [chosen] if chosen else [folder for pattern in patterns for folder in sorted(glob(pattern))]  # noqa: PTH207  (absolute patterns)
    on_path = None if chosen else shutil.which("pg_ctl")
    if on_path:
        folders.append(str(Path(on_path).resolve().parent))
    found = (_inspect(Path(folder)) for folder in dict.fromkeys(folders))
    return sorted((one for one in found if one), key=lambda one: (one.major, one.postgis or ()), reverse=True)


def choose_installation(existing_major: int | None = None) -> Installation:
    """The newest usable server, or the one of the major version that an existing cluster was made with.

    Raises
    ------
    EmbeddedError
        Nothing fits; the message says what to install.
    """
    installations = find_installations()
    usable = [one for one in installations if one.usable]
    if existing_major is not None:
        usable = [one for one in usable if one.major == existing_major]
    if usable:
        return usable[0]
    advice = f"Install it: {installation_advice(existing_major)}."
    if existing_major is not None:
        raise EmbeddedError(
            f"The database was made by PostgreSQL {existing_major}, which is not installed here with PostGIS. {advice}"
        )
    if not installations:
        raise EmbeddedError(f"No PostgreSQL server is installed. {advice}")
    newest = installations[0]
    if newest.major < POSTGRES_MINIMUM:
        raise EmbeddedError(f"PostgreSQL {newest.major} is too old; {POSTGRES_MINIMUM} or newer is needed. {advice}")
    if newest.postgis is None:
        raise EmbeddedError(
            f"PostgreSQL {newest.major} is installed, but PostGIS is not. "
            f"Install it: {installation_advice(newest.major)}."
        )
    written = ".".join(map(str, newest.postgis))
    raise EmbeddedError(f"PostGIS {written} is too old; 3.2 or newer is needed. {advice}")


def installation_advice(major: int | None = None) -> str:
    """The command that installs PostgreSQL with PostGIS on this system."""
    family = _system_family()
    if "debian" in family or "ubuntu" in family:
        return f"apt-get install {' '.join(debian_packages(major))}"
    if "rhel" in family or "fedora" in family:
        return "dnf install postgresql-server postgis"
    if os.uname().sysname == "Darwin":
        return "brew install postgresql@17 postgis"
    return "PostgreSQL 14 or newer with PostGIS 3.2 or newer"


def debian_packages(major: int | None = None) -> list[str]:
    """The packages of Debian or Ubuntu: for the given, else the installed, else the release's own PostgreSQL."""
    system = _os_release()
    if major is None:
        supported = [one.major for one in find_installations() if one.major >= POSTGRES_MINIMUM]
        own = DISTRIBUTION_MAJOR.get(f"{system.get('ID')} {system.get('VERSION_ID')}")
        major = supported[0] if supported else own
    return [f"postgresql-{major}", f"postgresql-{major}-postgis-3"] if major else ["postgresql", "postgis"]


def _inspect(bin_dir: Path) -> Installation | None:
    """The server in a folder of programs; ``None`` where it is not a server's."""
    if not all(os.access(bin_dir / name, os.X_OK) for name in ("postgres", "initdb", "pg_ctl", "psql")):
        return None
    version = re.search(r"\) (\d+)", _output(bin_dir / "postgres", "--version"))
    if not version:
        return None
    major = int(version[1])
    return Installation(bin_dir, major, _postgis_version(bin_dir, major))


def _postgis_version(bin_dir: Path, major: int) -> tuple[int, ...] | None:
    told = _output(bin_dir / "pg_config", "--sharedir")
    guessed = [f"/usr/share/postgresql/{major}", str(bin_dir.parent / "share/postgresql"), "/usr/share/pgsql"]
    for share_dir in [told] if told else guessed:
        try:
            control = (Path(share_dir) / "extension/postgis.control").read_text(encoding="utf-8")
        except OSError:
            continue
        version = re.search(r"default_version\s*=\s*'(\d+(?:\.\d+)*)", control)
        if version:
            return tuple(int(part) for part in version[1].split("."))
    return None


def _output(program: Path, option: str) -> str:
    try:
        answer = subprocess.run([program, option], capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip()


def _system_family() -> str:
    system = _os_release()
    return f"{system.get('ID', '')} {system.get('ID_LIKE', '')}"


def _os_release() -> dict[str, str]:
    try:
        lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {name: value.strip("\"'") for name, value in pairs}
