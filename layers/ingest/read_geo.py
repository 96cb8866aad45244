"""GeoJSON, GeoPackage and Shapefile, by GDAL (pyogrio)."""

import math
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from layers.ingest.encodings import known_encoding, likeliest_encoding
from layers.ingest.errors import BadFileError, BadOptionError
from layers.ingest.sniff import Format
from layers.ingest.tables import Record, Table
from layers.ingest.wording import say

FEATURES_AT_ONCE = 20_000
CODE_PAGES = {"936": "gb18030", "65001": "utf-8", "950": "big5"}
BYTES = "ISO-8859-1"
"""Maps every byte to one character and back."""


@dataclass(frozen=True)
class OpenedLayer:
    """A layer of a vector file: where GDAL finds it, and what it says of it."""

    source: str
    layer: str
    columns: tuple[str, ...]
    info: dict[str, Any]
    encoding: str | None = None
    """Of a shapefile's text, which is decoded here."""


def open_layer(path: Path, kind: Format, *, sheet: str | None, encoding: str | None) -> OpenedLayer:
    """Find a layer of a vector file; `sheet` names it where there are several.

    Raises
    ------
    BadFileError, BadOptionError
        It cannot be read, or there is no such layer.
    """
    source = _shapefile(path) if kind is Format.SHAPEFILE else str(path)
    try:
        layer = _layer(source, sheet)
        found = _shapefile_encoding(path, source, encoding) if kind is Format.SHAPEFILE else None
        info = pyogrio.read_info(source, layer=layer, encoding=found and BYTES)
    except (DataSourceError, DataLayerError, UnicodeDecodeError) as error:
        raise unreadable(path, error) from None
    columns = tuple(decoded(str(name), found, errors="ignore") for name in info["fields"])
    return OpenedLayer(source, layer, columns, info, found)


def read_geo(path: Path, kind: Format, *, sheet: str | None, encoding: str | None) -> Table:
    """Open a layer of a vector file as a table."""
    opened = open_layer(path, kind, sheet=sheet, encoding=encoding)
    info, found = opened.info, opened.encoding
    count = int(info["features"]) if info["features"] >= 0 else None
    return Table(
        opened.columns,
        _records(path, opened.source, opened.layer, found, opened.columns),
        crs=info["crs"],
        rows_expected=count,
        has_geometry=info["geometry_type"] is not None,
        encoding=found or "utf-8",
    )


def _records(path: Path, source: str, layer: str, encoding: str | None, columns: tuple[str, ...]) -> Iterator[Record]:
    start = 0
    while True:
        try:
            _, _, geometry, data = pyogrio.raw.read(
                source,
                layer=layer,
                encoding=encoding and BYTES,
                skip_features=start,
                max_features=FEATURES_AT_ONCE,
                datetime_as_string=True,
            )
        except (DataSourceError, DataLayerError, UnicodeDecodeError) as error:
            raise unreadable(path, error) from None
        size = len(geometry) if geometry is not None else len(data[0]) if data else 0
        shapes = shapely.from_wkb(geometry, on_invalid="ignore") if geometry is not None else [None] * size
        for number in range(size):
            cells = {name: _plain(column[number], encoding) for name, column in zip(columns, data, strict=True)}
            yield Record(start + number + 1, cells, shapes[number])
        start += size
        if size < FEATURES_AT_ONCE:
            return


def _plain(value: Any, encoding: str | None) -> Any:
    """numpy's own types become Python's; what is missing becomes None."""
    if isinstance(value, str):
        return decoded(value, encoding, errors="replace")
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and math.isnan(value) else value


def decoded(text: str, encoding: str | None, *, errors: str) -> str:
    """Return text of a shapefile as it is meant; done here, for GDAL stops at a name that is cut within a character."""
    return text.encode(BYTES).decode(encoding, errors=errors) if encoding else text


def _layer(source: str, asked: str | None) -> str:
    names = [str(name) for name, _ in pyogrio.list_layers(source)]
    if asked is not None and asked not in names:
        raise BadOptionError(
            "sheet",
            say(
                "There is no layer “{asked}”; there are: {names}.",
                "没有图层“{asked}”；现有：{names}。",
                asked=asked[:60],
                names=", ".join(names),
            ),
        )
    if asked is None and len(names) > 1:
        raise BadOptionError(
            "sheet",
            say(
                "The file has several layers; name one with --sheet: {names}.",
                "文件含多个图层；请用 --sheet 指明：{names}。",
                names=", ".join(names),
            ),
        )
    if not names:
        raise BadFileError(say("The file has no layer.", "文件没有图层。"))
    return asked or names[0]


def _shapefile(path: Path) -> str:
    """The .shp itself, or the one inside the archive; GDAL reads both."""
    if path.suffix.lower() != ".zip":
        if not path.with_suffix(".dbf").exists() and not path.with_suffix(".DBF").exists():
            raise BadFileError(
                say(
                    "{name} has no .dbf beside it: a shapefile is several files, give all of them (or a zip).",
                    "{name} 旁缺少 .dbf：Shapefile 由多个文件组成，请一并提供（或打成 zip）。",
                    name=path.name,
                )
            )
        return str(path)
    with zipfile.ZipFile(path) as archive:
        shapes = [name for name in archive.namelist() if name.lower().endswith(".shp")]
    if len(shapes) != 1:
        raise BadFileError(
            say(
                "{name} must hold exactly one .shp, it holds {count}.",
                "{name} 中必须恰好有一个 .shp，现有 {count} 个。",
                name=path.name,
                count=len(shapes),
            )
        )
    return f"/vsizip/{{{path}}}/{shapes[0]}"


def _shapefile_encoding(path: Path, source: str, asked: str | None) -> str:
    """The encoding asked for, else what the .cpg says, else what the bytes say.

    The language byte of the .dbf is not believed: 87 stands in many Chinese files and means Latin-1 to GDAL.
    """
    if asked:
        return known_encoding(asked)
    dbf, cpg = _part(path, source, ".dbf"), _part(path, source, ".cpg").decode("ascii", errors="ignore").strip()
    try:
        declared = known_encoding(CODE_PAGES.get(cpg, cpg)) if cpg else None
    except BadOptionError:
        declared = None
    found = declared or likeliest_encoding(_dbf_text(dbf))
    if found is None:
        raise BadFileError(
            say(
                "The text of {name} is neither UTF-8 nor GB18030; say what it is with --encoding.",
                "{name} 的文本既不是 UTF-8 也不是 GB18030；请用 --encoding 指明编码。",
                name=path.name,
            )
        )
    return found


def _part(path: Path, source: str, suffix: str) -> bytes:
    """One of the files that a shapefile is made of; nothing where it is missing."""
    if not source.startswith("/vsizip/"):
        found = [file for file in path.parent.glob("*") if file.stem == path.stem and file.suffix.lower() == suffix]
        return found[0].read_bytes() if found else b""
    with zipfile.ZipFile(path) as archive:
        stem = source.rpartition("}/")[2][:-4].lower()
        members = {name[-4:].lower(): name for name in archive.namelist() if name[:-4].lower() == stem}
        return archive.read(members[suffix]) if suffix in members else b""


def _dbf_text(dbf: bytes) -> bytes:
    """The column names and the records of a .dbf, without the binary numbers of its header."""
    header_bytes = int.from_bytes(dbf[8:10], "little")
    names = b" ".join(dbf[start : start + 11].partition(b"\0")[0] for start in range(32, header_bytes - 1, 32))
    return names + b" " + dbf[header_bytes:]


def unreadable(path: Path, error: Exception) -> BadFileError:
    """Return the error that says why the file cannot be read."""
    return BadFileError(
        say("{name} cannot be read: {why}", "{name} 无法读取：{why}", name=path.name, why=str(error)[:300])
    )
