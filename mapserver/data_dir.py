"""The data directory: the one place where OneMap keeps what it makes (database, secret key, demo sign-ins)."""

from __future__ import annotations

from pathlib import Path

from mapserver import environment

PROJECT_DIR = Path(__file__).resolve().parent.parent


def data_dir() -> Path:
    """``ONEMAP_DATA_DIR``, by default ``var/`` in the project; absolute, not necessarily there yet."""
    return (PROJECT_DIR / Path(environment.text("ONEMAP_DATA_DIR", "var")).expanduser()).resolve()


def roads_dir() -> Path:
    """``ONEMAP_ROADS``, by default ``roads/`` in the data directory; absolute, not necessarily there yet."""
    return (PROJECT_DIR / Path(environment.text("ONEMAP_ROADS", str(data_dir() / "roads"))).expanduser()).resolve()
