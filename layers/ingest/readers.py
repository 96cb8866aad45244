"""Any file that can be imported → a table."""

from collections.abc import Callable
from pathlib import Path

from layers.ingest.read_csv import read_csv
from layers.ingest.read_geo import read_geo
from layers.ingest.read_xlsx import read_xlsx
from layers.ingest.sniff import Format, recognise
from layers.ingest.tables import Table


def open_table(path: Path, *, sheet: str | None, encoding: str | None, known: Callable[[list[str]], int]) -> Table:
    """Open a file by what it is; see the readers for what each option means there.

    Raises
    ------
    BadFileError, BadOptionError
        The file cannot be read, or an option does not fit it.
    """
    kind = recognise(path)
    if kind is Format.CSV:
        return read_csv(path, encoding=encoding)
    if kind is Format.XLSX:
        return read_xlsx(path, sheet=sheet, known=known)
    return read_geo(path, kind, sheet=sheet, encoding=encoding)
