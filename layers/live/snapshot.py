"""The last contents of the live index on disk, so that a process can answer that was started without its database.

One file a data directory, shared by all its processes: mapped into memory, its rows are there once for all of them.
One process at a time writes it, and one at a time loads from the database; the locks are the kernel's and end with the
process that has them.
"""

import fcntl
import hashlib
import json
import logging
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from layers.live.archive import Array, Content, DamagedError, read_archive, read_manifest, write_archive
from layers.live.contents import ITEMS, Contents, Mark, References
from layers.live.mapped import in_passing
from layers.live.rows import Batch, RowReader
from layers.live.stock import Lines

log = logging.getLogger("onemap.live")

FILE, ASIDE = "snapshot", "snapshot.damaged"
FORMAT = 1
ARRAYS = tuple(field.name for field in fields(Batch) if field.name not in ("numbers", "blob"))
LOCK_POLL_S = 0.1


class Snapshots:
    """The snapshot of one data directory, for one set of readers and one database's address."""

    def __init__(self, folder: Path, readers: Mapping[str, RowReader], address: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / FILE
        self._readers = readers
        self._kind = {"format": FORMAT, "fingerprint": _fingerprint(readers), "address": address}

    # ── Reading ──

    def mark(self) -> Mark | None:
        """Return of which database and when the snapshot is; None where there is none that would do."""
        with self._what_can_be_wrong():
            return self._mark(read_manifest(self.path))
        return None

    def read(self) -> Contents | None:
        """Return the last contents; None, and a line in the log, where there are none that can be used."""
        with self._what_can_be_wrong():
            if self._mark(read_manifest(self.path)):
                return self._contents(*read_archive(self.path))
        return None

    @contextmanager
    def _what_can_be_wrong(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            pass
        except OSError as error:
            log.warning("the snapshot %s cannot be read: %s", self.path, error)
        except (DamagedError, ValueError, KeyError, TypeError) as error:
            with suppress(OSError):
                self.path.replace(self.path.with_name(ASIDE))
            log.warning("the snapshot %s is of no use: %s; it was moved to %s", self.path, error, ASIDE)

    def _mark(self, manifest: Mapping[str, Any]) -> Mark | None:
        for name, value in self._kind.items():
            if manifest[name] != value:
                what = "database" if name == "address" else "version of OneMap"
                log.warning("the snapshot %s is of another %s and is not used", self.path, what)
                return None
        return Mark(
            manifest["database"],
            int(manifest["cursor_xid"]),
            {str(layer): int(version) for layer, version in manifest["versions"].items()},
            datetime.fromisoformat(manifest["as_of"]),
        )

    def _contents(self, manifest: Mapping[str, Any], arrays: Mapping[str, Array]) -> Contents | None:
        mark = self._mark(manifest)
        if mark is None:
            return None
        references = References(**json.loads(arrays["references"].tobytes()))
        rows = {layer: _batch(reader, layer, arrays) for layer, reader in self._readers.items()}
        return Contents(rows, Lines(*(arrays[f"stock/{name}"] for name in Lines._fields)), references, mark)

    # ── Writing ──

    def write(self, contents: Contents) -> bool:
        """Put the contents in the place of the last snapshot; False where that fails or another process is at it."""
        started = time.monotonic()
        mark = contents.mark
        manifest = {
            **self._kind,
            "database": mark.database,
            "cursor_xid": mark.cursor_xid,
            "versions": dict(mark.versions),
            "as_of": mark.as_of.isoformat(),
        }
        try:
            with self._locked("write.lock") as mine:
                if mine:
                    write_archive(self.path, manifest, dict(_arrays(contents)))
        except OSError as error:
            log.warning("the snapshot %s cannot be written: %s; the last one stays", self.path, error)
            return False
        if mine:
            log.info("snapshot: %.1f MB in %.1f s", self.path.stat().st_size / 1e6, time.monotonic() - started)
        return mine

    @contextmanager
    def one_loads(self, *, patience_s: float = 300.0) -> Iterator[None]:
        """Let one process at a time load from the database; the others wait, and find its snapshot."""
        with self._locked("load.lock", patience_s=patience_s):
            yield

    @contextmanager
    def _locked(self, name: str, *, patience_s: float = 0.0) -> Iterator[bool]:
        """Try, for so long, to be the only process in the block; yield whether that is so. Ends with the process."""
        deadline = time.monotonic() + patience_s
        descriptor = os.open(self.path.parent / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            while not (mine := _try_lock(descriptor)) and time.monotonic() < deadline:
                time.sleep(LOCK_POLL_S)
            yield mine
        finally:
            os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _arrays(contents: Contents) -> Iterator[tuple[str, Content]]:
    yield "references", [json.dumps(asdict(contents.references)).encode()]
    for layer, batch in contents.rows.items():
        for name in ARRAYS:
            yield f"{layer}/{name}", getattr(batch, name)
        for name, column in batch.numbers.items():
            yield f"{layer}/numbers/{name}", column
        yield f"{layer}/blob", batch.blob if isinstance(batch.blob, list) else in_passing(batch.blob)
    for name, column in contents.stock._asdict().items():
        yield f"stock/{name}", column


def _batch(reader: RowReader, layer: str, arrays: Mapping[str, Array]) -> Batch:
    return Batch(
        **{name: arrays[f"{layer}/{name}"] for name in ARRAYS},
        numbers={column.name: arrays[f"{layer}/numbers/{column.name}"] for column in reader.columns},
        blob=arrays[f"{layer}/blob"],
    )


def _fingerprint(readers: Mapping[str, RowReader]) -> str:
    """Return what changes with everything that decides how rows are read: another one's snapshot would mislead."""
    digest = hashlib.sha256()
    for layer, reader in readers.items():
        digest.update(repr((layer, reader.columns, reader.queries)).encode())
    for path in sorted((Path(__file__).resolve().parent.parent / "sql").glob("*.sql")):
        digest.update(path.read_bytes())
    digest.update(repr((ITEMS, Lines._fields, ARRAYS, settings.TIME_ZONE, settings.VERSION)).encode())
    return digest.hexdigest()
