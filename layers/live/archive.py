"""Arrays and a manifest in one file: written whole or not at all, checked when read, mapped into memory.

Layout: the arrays, each from a multiple of `ALIGNMENT` on; the manifest as JSON, which says where each lies and its
checksum; then `TRAILER`: where the manifest begins, its checksum, the version of this layout, and the mark by which
the file is known. What was cut off has no mark at its end. Processes that map the same file share its pages; one that
writes into an array gets its own copy of the page.
"""

import json
import mmap
import os
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

LAYOUT = 1
MARK = b"OneMap\r\n"
TRAILER = struct.Struct("<QII8s")
ALIGNMENT = 64
CHUNK_BYTES = 1 << 20

Array = NDArray[Any]
Content = Array | Iterable[Any]
"""An array, or bytes in parts."""


class DamagedError(ValueError):
    """The file is not whole, not ours, or not of this version; the message says which."""


def write_archive(path: Path, manifest: Mapping[str, Any], contents: Mapping[str, Content]) -> None:
    """Put an archive in the place of `path`, for its owner alone; whoever has the old one open keeps it.

    Only one process at a time may write; what one that was killed left behind is written over.

    Raises
    ------
    OSError
        It cannot be written; what stood at `path` stands there still.
    """
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        with draft.open("wb") as file:
            arrays = {name: _write_array(file, content) for name, content in contents.items()}
            begin = _align(file)
            text = json.dumps({**manifest, "byteorder": sys.byteorder, "arrays": arrays}).encode()
            file.write(text)
            file.write(TRAILER.pack(begin, zlib.crc32(text), LAYOUT, MARK))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        _sync_folder(path.parent)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()


def read_archive(path: Path) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the manifest and the arrays of an archive, mapped copy-on-write; bytes in parts come as one array.

    Raises
    ------
    FileNotFoundError
        There is none.
    DamagedError
        It is not whole, or not of this version.
    """
    with path.open("rb") as file:
        manifest = _read_manifest(file)
        for name, place in manifest["arrays"].items():
            if _checksum(file, place["begin"], place["bytes"]) != place["crc32"]:
                raise DamagedError(f"the part “{name}” is damaged")
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    return manifest, {name: _array(mapped, place) for name, place in manifest["arrays"].items()}


def read_manifest(path: Path) -> dict[str, Any]:
    """Return the manifest alone, without looking at the arrays; raises as `read_archive` does."""
    with path.open("rb") as file:
        return _read_manifest(file)


def _read_manifest(file: IO[bytes]) -> dict[str, Any]:
    size = file.seek(0, os.SEEK_END)
    if size < TRAILER.size:
        raise DamagedError("it is cut off")
    file.seek(size - TRAILER.size)
    begin, checksum, layout, mark = TRAILER.unpack(file.read(TRAILER.size))
    if mark != MARK:
        raise DamagedError("it is cut off, or no snapshot of OneMap's")
    if layout != LAYOUT:
        raise DamagedError(f"it has layout {layout}, this version reads {LAYOUT}")
    file.seek(min(begin, size))
    text = file.read(max(0, size - TRAILER.size - begin))
    if not text or zlib.crc32(text) != checksum:
        raise DamagedError("its manifest is damaged")
    manifest: dict[str, Any] = json.loads(text)
    if manifest["byteorder"] != sys.byteorder:
        raise DamagedError("it was written on another kind of machine")
    return manifest


def _write_array(file: IO[bytes], content: Content) -> dict[str, Any]:
    begin, checksum, size = _align(file), 0, 0
    for part in _parts(content):
        file.write(part)
        checksum = zlib.crc32(part, checksum)
        size += len(part)
    kind, shape = (content.dtype.str, list(content.shape)) if isinstance(content, np.ndarray) else ("|u1", [size])
    return {"begin": begin, "bytes": size, "crc32": checksum, "dtype": kind, "shape": shape}


def _parts(content: Content) -> Iterator[memoryview]:
    buffers: Iterable[Any] = [np.ascontiguousarray(content)] if isinstance(content, np.ndarray) else content
    for buffer in buffers:
        view = memoryview(buffer)
        if view.nbytes == 0:
            continue
        flat = view.cast("B")
        for begin in range(0, len(flat), CHUNK_BYTES):
            yield flat[begin : begin + CHUNK_BYTES]


def _align(file: IO[bytes]) -> int:
    at = file.tell()
    padding = -at % ALIGNMENT
    file.write(bytes(padding))
    return at + padding


def _checksum(file: IO[bytes], begin: int, size: int) -> int:
    """Read, not mapped: so the pages looked at here do not count as this process's memory."""
    file.seek(begin)
    checksum = 0
    while size > 0:
        part = file.read(min(size, CHUNK_BYTES))
        if not part:
            return -1
        checksum, size = zlib.crc32(part, checksum), size - len(part)
    return checksum


def _array(mapped: mmap.mmap, place: Mapping[str, Any]) -> Array:
    count = int(np.prod(place["shape"], dtype=np.int64))
    if not count:
        return np.zeros(place["shape"], place["dtype"])
    return np.frombuffer(mapped, place["dtype"], count, place["begin"]).reshape(place["shape"])


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
