"""From a file of roads to an archive of tiles, with the engine's own program, and the trial of the result."""

import json
import struct
import subprocess
import tarfile
from collections import deque
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

from layers.labels import L
from layers.travel import engine
from layers.travel.building.errors import RoadBuildError
from layers.travel.building.source import RoadSource
from layers.travel.costing import location, request
from layers.travel.snapping import MAX_SNAP_M, Place
from layers.travel.vehicle import Vehicle

PHASES = (
    "Parsing ways",
    "Parsing relations",
    "Parsing nodes",
    "Creating graph edges",
    "Building",
    "Enhancing",
    "HierarchyBuilder",
    "Creating shortcuts",
    "Adding complex turn",
    "Validating",
    "Cleaning up",
)
"""What the engine's program says, in this order, when it begins each part of its work."""

Step = Callable[[], None]
"""Called as each phase begins."""

INDEX = "index.bin"
INDEX_ENTRY = struct.Struct("<QLL")
"""Where a tile begins in the archive, its number, its size; so that opening needs no walk through the archive."""

ANY_CAR = Vehicle(40.0, 1.3, 0.0, 90.0, "ambulance")


def build_tiles(source: Path, folder: Path, *, held: Sequence[int] = (), step: Step = lambda: None) -> None:
    """Build tiles in `folder`.

    Parameters
    ----------
    held
        Open files that the program keeps open as long as it runs: the lock, so that a program left behind by a
        killed command keeps other builds out.

    Raises
    ------
    RoadBuildError
        With the program's last words.
    """
    config = folder.with_name("valhalla.json")
    config.write_text(json.dumps(engine.configuration(folder=folder, log=True)), encoding="utf-8")
    command = [str(engine.program("valhalla_build_tiles")), "-c", str(config), str(source.resolve())]
    last: deque[str] = deque(maxlen=5)
    ahead = list(PHASES)
    with subprocess.Popen(
        command,
        cwd=folder,  # it leaves files of its own where it runs
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        pass_fds=tuple(held),
    ) as process:
        assert process.stdout is not None  # noqa: S101  (a pipe was asked for)
        for line in process.stdout:
            last.append(line.strip())
            if ahead and ahead[0] in line:
                ahead.pop(0)
                step()
    config.unlink()
    if process.returncode != 0:
        raise RoadBuildError(
            L("The road engine could not build tiles ({code}): {why}", "路网引擎建库失败（{code}）：{why}").format(
                code=process.returncode, why=" | ".join(last)[-500:]
            )
        )


def pack(folder: Path, archive: Path) -> int:
    """Write the tiles of `folder` into one archive, an index first, and return how many there are."""
    tiles = sorted(folder.rglob("*.gph"))
    if not tiles:
        raise RoadBuildError(L("The road engine made no tiles.", "路网引擎没有生成数据。"))
    with tarfile.open(archive, "w") as tar:
        header = tarfile.TarInfo(INDEX)
        header.size = INDEX_ENTRY.size * len(tiles)
        tar.addfile(header, BytesIO(bytes(header.size)))
        for tile in tiles:
            tar.add(tile, arcname=str(tile.relative_to(folder)))
    with tarfile.open(archive) as tar:
        entries = [
            INDEX_ENTRY.pack(member.offset_data, _tile_number(member.name), member.size)
            for member in tar.getmembers()
            if member.name != INDEX
        ]
    with archive.open("r+b") as file:
        file.seek(tarfile.BLOCKSIZE)
        file.write(b"".join(entries))
    return len(tiles)


def _tile_number(name: str) -> int:
    """2/000/649/176.gph → the level in the lowest three bits, the number above."""
    level, *parts = name.removesuffix(".gph").split("/")
    return int(level) | int("".join(parts)) << 3


def try_out(archive: Path, source: RoadSource) -> None:
    """Open the archive and travel along at least one of the roads that were read.

    Raises
    ------
    RoadBuildError
        It does not open, or no road can be travelled.
    """
    try:
        actor = engine.open_actor(archive)
    except RuntimeError as error:
        raise RoadBuildError(
            L("The new road tiles do not open: {why}", "新的路网数据无法打开：{why}").format(why=error)
        ) from None
    if not any(_is_way(actor, *ends) for ends in source.samples):
        raise RoadBuildError(
            L("No road of {file} can be travelled.", "{file} 中没有可通行的道路。").format(file=source.path.name)
        )


def _is_way(actor: object, start: Place, end: Place) -> bool:
    places = [location(*place, ANY_CAR, cutoff_m=MAX_SNAP_M) for place in (start, end)]
    try:
        answer = actor.route(request(ANY_CAR, locations=places, directions_type="none"))  # type: ignore[attr-defined]
    except RuntimeError:
        return False
    return float(answer["trip"]["summary"]["time"]) > 0
