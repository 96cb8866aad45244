"""What a worker is asked to do: count a parcel, provided that its program is that of whoever asks."""

import hashlib
import pickle
import platform
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy
import pyproj
import scipy
import shapely

from layers import geo
from layers.live import cells, sphere
from layers.people import blocks, shares
from layers.queries.coverage import distances, metres, reach, weighted
from layers.queries.coverage.sweep import tile

_MODULES = (geo, sphere, cells, blocks, shares, distances, metres, reach, weighted, tile)
"""Those that decide what is counted."""


class OtherProgramError(Exception):
    """A worker's program is another one; with what differs: its name, here and there."""

    def __init__(self, differences: Mapping[str, tuple[str, str]]) -> None:
        super().__init__(differences)
        self.differences = differences


@cache
def this_program() -> dict[str, str]:
    """Return the versions of all that decides what is counted, by name."""
    state = hashlib.sha256()
    for module in _MODULES:
        state.update(Path(str(module.__file__)).read_bytes())
    return {
        "OneMap": state.hexdigest()[:12],
        "Python": platform.python_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        "shapely": shapely.__version__,
        "GEOS": shapely.geos_version_string,
        "pyproj": pyproj.__version__,
        "PROJ": pyproj.proj_version_str,
    }


def count_packed(packed: bytes, program: Mapping[str, str]) -> list[tile.TileCount]:
    """Count pickled tiles.

    Raises
    ------
    OtherProgramError
        `program` is not the one that runs here: the answer might not be the same to the last person.
    """
    own = this_program()
    if differences := {name: (program[name], own.get(name, "–")) for name in program if program[name] != own.get(name)}:
        raise OtherProgramError(differences)
    return tile.count_tiles(pickle.loads(packed))  # noqa: S301  (from whoever may run any code here)
