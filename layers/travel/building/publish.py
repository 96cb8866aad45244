"""The folder of road tiles: one build at a time, and the new set in the place of the old in one step."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils import timezone

from layers.labels import L
from layers.travel import engine
from layers.travel.building.errors import RoadBuildError
from layers.travel.building.source import RoadSource, read_source
from layers.travel.building.tiles import Step, build_tiles, pack, try_out
from layers.travel.record import ARCHIVE, CURRENT, FILE, RoadsRecord

LOCK = ".lock"
WORK = "building"

Judge = Callable[[RoadSource], None]
"""Raises where the roads read are not to be used."""


def build_roads(
    pbf: Path,
    folder: Path,
    *,
    name: str = "",
    note: str = "",
    judge: Judge = lambda source: None,
    step: Step = lambda: None,
) -> RoadsRecord:
    """Build tiles from a PBF in a new folder, try them, and put them in the place of those in use.

    Parameters
    ----------
    folder
        ``ONEMAP_ROADS``. Running servers open the new tiles by themselves.
    name, note
        What the record says of the source; the file's own name unless given.
    step
        Called ``len(PHASES) + 3`` times.

    Raises
    ------
    ConflictError
        No engine; another build is running; or, as `RoadBuildError`, the file or the build is broken. Whatever
        happens, the tiles in use stay in use, and what a killed build left behind is swept away by the next.
    """
    engine.require()
    with _locked(folder) as lock:
        work = folder / WORK
        shutil.rmtree(work, ignore_errors=True)
        try:
            source = read_source(pbf)
            judge(source)
            step()
            (work / "tiles").mkdir(parents=True)
            build_tiles(pbf, work / "tiles", held=[lock], step=step)
            pack(work / "tiles", work / ARCHIVE)
            shutil.rmtree(work / "tiles")
            step()
            try_out(work / ARCHIVE, source)
            record = _record(source, name or pbf.name, note)
            record.write(work)
            _publish(work, folder, record.version)
            step()
        except OSError as error:
            raise RoadBuildError(
                L("The road tiles could not be written: {why}", "无法写入路网数据：{why}").format(why=error)
            ) from None
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return record


def _record(source: RoadSource, name: str, note: str) -> RoadsRecord:
    now = timezone.localtime()
    return RoadsRecord(
        version=f"{source.sha256[:12]}-{now:%Y%m%d%H%M%S%f}",
        engine=engine.version(),
        source=name,
        source_sha256=source.sha256,
        built_at=now.isoformat(timespec="seconds"),
        bbox=source.bbox,
        ways=source.ways,
        note=note,
    )


@contextmanager
def _locked(folder: Path) -> Iterator[int]:
    """Keep other builds out of the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise RoadBuildError(
            L("{folder} cannot be written: {why}", "无法写入 {folder}：{why}").format(folder=folder, why=error)
        ) from None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield file
    except BlockingIOError:
        raise RoadBuildError(
            L(
                "Another build of road tiles is running in {folder}; wait until it ends.",
                "{folder} 中已有路网构建正在运行，请等待其结束。",
            ).format(folder=folder)
        ) from None
    finally:
        os.close(file)


def _publish(work: Path, folder: Path, version: str) -> None:
    """Let the link point to the new set, in one step; then delete the sets that nothing points to."""
    for name in (ARCHIVE, FILE):
        _flush(work / name)
    work.rename(folder / version)
    link = folder / f".{CURRENT}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(version)
    link.replace(folder / CURRENT)
    for other in folder.iterdir():
        if other.is_dir() and not other.is_symlink() and other.name != version and (other / FILE).exists():
            shutil.rmtree(other, ignore_errors=True)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
