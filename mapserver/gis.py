"""GDAL and GEOS for GeoDjango: those inside the pyogrio and shapely wheels, so no system libraries are needed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

# First of all: once GeoDjango has initialised GDAL, pyogrio no longer finds its data files.
import pyogrio  # noqa: F401


def wheel_library(package: str, pattern: str) -> str | None:
    """The shared library bundled with a wheel; ``None`` leaves the search to Django (system libraries)."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return None
    site_packages = Path(spec.origin).parent.parent
    # Linux wheels bundle into <package>.libs, macOS wheels into <package>/.dylibs.
    folders = (site_packages / f"{package}.libs", site_packages / package / ".dylibs")
    found = [path for folder in folders for path in sorted(folder.glob(pattern))]
    return str(found[0]) if found else None


GDAL_LIBRARY_PATH = wheel_library("pyogrio", "libgdal*.*")
GEOS_LIBRARY_PATH = wheel_library("shapely", "libgeos_c*.*")
