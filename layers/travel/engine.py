"""Valhalla in process: whether it is there, how it is configured, and a pool of its actors.

An actor must never serve two threads at once (it hangs), so each is lent to one at a time. The heavy work is done
without Python's lock. The tiles' archive is mapped into memory: an actor goes on with it even when it is replaced.
"""

import copy
import json
import os
import queue
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from layers.errors import ConflictError
from layers.labels import L

try:
    import valhalla
except ImportError:  # no wheel for this machine, or a library it needs is missing
    valhalla = None

MOST_ACTORS = 4
"""Each holds some 60 MB and one core while it works."""

MAX_PAIRS = 2500
"""Of one matrix; Valhalla's own default."""
MAX_EXCLUDED_PLACES = 1000
MAX_AVOIDED_LENGTH_M = 20_000_000.0
"""Perimeter of all areas to avoid; Valhalla's own default, 10 km, is less than a village."""
MAX_AVOIDED_VERTICES = 100_000
REACH_M = {"auto": 1_000_000.0, "truck": 1_000_000.0, "pedestrian": 60_000.0}
"""By Valhalla's costing: stops farther than this (geodesic) are not asked by road."""

ONE_SEARCH, EACH_WAY = "timedistancematrix", "costmatrix"
"""How a matrix is made: in one search from the one end, or by meeting halfway for each pair."""
UNBOUNDED_M = 20_000_000.0
"""Valhalla derives from it after what time a search ends; what is not found by then would seem cut off."""
RESERVED_LABELS = 200_000


def is_available() -> bool:
    """Whether the engine can be used on this machine."""
    return valhalla is not None


def version() -> str:
    """Return the engine's version, empty where there is none."""
    return str(valhalla.__version__) if valhalla else ""


def require() -> Any:
    """Return the engine's module.

    Raises
    ------
    ConflictError
        Where it is not installed.
    """
    if valhalla is None:
        raise ConflictError(
            L(
                "The road engine (pyvalhalla) is not installed on this machine; travel times are estimates.",
                "本机未安装路网引擎（pyvalhalla），行程时间为估算。",
            )
        )
    return valhalla


def program(name: str) -> Path:
    """Return the path of one of the engine's own programs."""
    return Path(require().__file__).parent / "bin" / name


def configuration(
    *, archive: Path | None = None, folder: Path | None = None, log: bool = False, matrix: str = ONE_SEARCH
) -> dict[str, Any]:
    """Return a configuration: of an archive to answer from, or of a folder in which to build."""
    config: dict[str, Any] = copy.deepcopy(require().get_config(tile_extract="", tile_dir=""))
    config["mjolnir"] |= {
        "tile_extract": str(archive or ""),
        "tile_dir": str(folder or ""),
        "concurrency": min(4, os.cpu_count() or 1),
    }
    for unused in ("admin", "timezone", "landmarks", "traffic_extract", "transit_dir", "transit_feeds_dir"):
        config["mjolnir"][unused] = ""
    config["thor"]["source_to_target_algorithm"] = matrix
    config["thor"]["max_reserved_labels_count_bidir_dijkstras"] = RESERVED_LABELS
    logging = {"type": "std_out" if log else "", "color": False}
    config["logging"] = logging
    for part in ("loki", "thor", "mjolnir"):
        config[part]["logging"] = logging
    limits = config["service_limits"]
    for costing, reach_m in REACH_M.items():
        limits[costing] |= {
            "max_distance": 5 * reach_m,
            "max_matrix_distance": UNBOUNDED_M,
            "max_matrix_location_pairs": MAX_PAIRS,
        }
    limits["max_exclude_locations"] = MAX_EXCLUDED_PLACES
    limits["max_exclude_polygons_length"] = MAX_AVOIDED_LENGTH_M
    if "max_exclude_polygons_vertices" in limits:  # since 3.9
        limits["max_exclude_polygons_vertices"] = MAX_AVOIDED_VERTICES
    return config


def open_actor(archive: Path, *, matrix: str = ONE_SEARCH) -> Any:
    """Return an actor that answers from the archive; RuntimeError where it cannot."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(configuration(archive=archive, matrix=matrix), file)
        file.flush()
        return require().Actor(file.name)


class Actors(NamedTuple):
    """Two that one thread has to itself: see `ONE_SEARCH` and `EACH_WAY`."""

    one_search: Any
    each_way: Any


class ActorPool:
    """Actors of one archive, made at once, because the archive may soon be replaced; each lent to one thread."""

    def __init__(self, archive: Path, size: int | None = None) -> None:
        self._idle: queue.LifoQueue[Actors] = queue.LifoQueue()
        for _ in range(size or min(MOST_ACTORS, os.cpu_count() or 1)):
            self._idle.put(Actors(open_actor(archive), open_actor(archive, matrix=EACH_WAY)))

    @contextmanager
    def actors(self) -> Iterator[Actors]:
        """Lend a pair of actors; waits while all are lent."""
        lent = self._idle.get()
        try:
            yield lent
        finally:
            self._idle.put(lent)
