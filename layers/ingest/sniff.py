"""Whether a file is what its name says."""

import zipfile
from enum import StrEnum
from pathlib import Path

from layers.ingest.errors import BadFileError
from layers.ingest.wording import say


class Format(StrEnum):
    """The kinds of file that can be imported."""

    CSV = "csv"
    XLSX = "xlsx"
    GEOJSON = "geojson"
    GPKG = "gpkg"
    SHAPEFILE = "shp"


SUFFIXES = {
    ".csv": Format.CSV,
    ".txt": Format.CSV,
    ".tsv": Format.CSV,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
    ".geojson": Format.GEOJSON,
    ".json": Format.GEOJSON,
    ".gpkg": Format.GPKG,
    ".shp": Format.SHAPEFILE,
    ".zip": Format.SHAPEFILE,
}
_SIGNATURES = (
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"SQLite format 3\0", "SQLite/GPKG"),
    (b"\xd0\xcf\x11\xe0", "Excel 97-2003 / Word 97-2003 (.xls, .doc)"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"\x00\x00\x27\x0a", "Shapefile"),
)


def recognise(path: Path) -> Format:
    """Return the format that the name says, after a look at the first bytes.

    Raises
    ------
    BadFileError
        No such file, an empty one, an unknown ending, or other contents than the name says.
    """
    if not path.is_file():
        raise BadFileError(say("There is no file {name}.", "没有文件 {name}。", name=path.name))
    claimed = SUFFIXES.get(path.suffix.lower())
    if claimed is None:
        raise BadFileError(_unknown_ending(path))
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise BadFileError(say("{name} is empty.", "{name} 是空文件。", name=path.name))
    actual = _contents(path, head)
    if not _agree(claimed, actual, path):
        raise BadFileError(
            say(
                "{name} is not what its name says: it holds {actual}.",
                "{name} 名不副实：内容是 {actual}。",
                name=path.name,
                actual=actual,
            )
        )
    return claimed


def _agree(claimed: Format, actual: str, path: Path) -> bool:
    if claimed is Format.SHAPEFILE:
        return actual == ("ZIP" if path.suffix.lower() == ".zip" else "Shapefile")
    return (
        actual
        in {Format.CSV: {"text"}, Format.XLSX: {"XLSX"}, Format.GEOJSON: {"JSON"}, Format.GPKG: {"SQLite/GPKG"}}[
            claimed
        ]
    )


def _contents(path: Path, head: bytes) -> str:
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head.startswith(b"PK\x03\x04"):
        return _inside_zip(path)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if b"\0" in head:
        return say("binary data", "二进制数据")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<meta", b"<table")):
        return "HTML"
    if start.startswith(b"<?xml"):
        return "XML"
    return "JSON" if start.startswith((b"{", b"[")) else "text"


def _inside_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return say("a damaged ZIP archive", "损坏的 ZIP 压缩包")
    return "XLSX" if "xl/workbook.xml" in names else "DOCX" if "word/document.xml" in names else "ZIP"


def _unknown_ending(path: Path) -> str:
    if path.suffix.lower() == ".xls":
        return say(
            "{name} is an old .xls workbook; save it as .xlsx and import that.",
            "{name} 是旧版 .xls 工作簿；请另存为 .xlsx 再导入。",
            name=path.name,
        )
    return say(
        "{name}: the ending must be one of {known}.",
        "{name}：文件扩展名必须是 {known} 之一。",
        name=path.name,
        known=", ".join(SUFFIXES),
    )
