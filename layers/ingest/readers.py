"""Any file that can be imported → a table."""

from collections.abc import Callable
from pathlib import Path

from layers.ingest.errors import BadOptionError
from layers.ingest.read_csv import read_csv
from layers.ingest.read_geo import read_geo
from layers.ingest.read_xlsx import read_xlsx
from layers.ingest.sniff import Format, recognise
from layers.ingest.tables import Table
from layers.ingest.wording import say


def open_table(path: Path, *, sheet: str | None, encoding: str | None, known: Callable[[list[str]], int]) -> Table:
    """Open a file by what it is; see the readers for what each option means there.

    Raises
    ------
    BadFileError, BadOptionError
        The file cannot be read, or an option does not fit it.
    """
    kind = recognise(path)
    _refuse_meaningless(kind, sheet=sheet, encoding=encoding)
    if kind is Format.CSV:
        return read_csv(path, encoding=encoding)
    if kind is Format.XLSX:
        return read_xlsx(path, sheet=sheet, known=known)
    return read_geo(path, kind, sheet=sheet, encoding=encoding)


def _refuse_meaningless(kind: Format, *, sheet: str | None, encoding: str | None) -> None:
    """An option that would change nothing is more likely a misunderstanding than a wish."""
    if sheet is not None and kind is Format.CSV:
        raise BadOptionError("sheet", say("A CSV file has no sheets.", "CSV 文件没有工作表。"))
    if encoding is not None and kind not in (Format.CSV, Format.SHAPEFILE):
        raise BadOptionError(
            "encoding",
            say(
                "Text in {kind} files is always UTF-8; --encoding is for CSV and shapefiles.",
                "{kind} 文件的文本总是 UTF-8；--encoding 只用于 CSV 和 Shapefile。",
                kind=kind.value,
            ),
        )
