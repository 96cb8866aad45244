"""CSV: any of the usual separators, any row ends, quoted cells over several lines."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from layers.ingest.encodings import find_encoding
from layers.ingest.errors import BadFileError
from layers.ingest.tables import COMMENT, Record, Table, unique_names
from layers.ingest.values import as_text
from layers.ingest.wording import say

SEPARATORS = ",\t;|，"
MAX_CELL_CHARACTERS = 1_000_000


def read_csv(path: Path, *, encoding: str | None = None) -> Table:
    """Open a CSV file; its rows are read one by one.

    Raises
    ------
    BadFileError
        No header, or an encoding that cannot be found out.
    """
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    found = find_encoding(path, encoding)
    with path.open(encoding=found, newline="") as file:
        separator = _separator(file)
        file.seek(0)
        header = next((row for row in csv.reader(file, delimiter=separator) if any(map(as_text, row))), None)
    if header is None:
        raise BadFileError(say("{name} has no rows.", "{name} 没有内容。", name=path.name))
    columns = unique_names([as_text(cell) for cell in header])
    return Table(tuple(columns), _records(path, found, separator, columns), encoding=found)


def _records(path: Path, encoding: str, separator: str, columns: list[str]) -> Iterator[Record]:
    with path.open(encoding=encoding, newline="") as file:
        rows = csv.reader(file, delimiter=separator)
        header_seen, line = False, 1
        try:
            for row in rows:
                start, line = line, rows.line_num + 1
                if not any(map(as_text, row)) or row[0].startswith(COMMENT):
                    continue
                if header_seen:
                    yield _record(start, columns, row)
                header_seen = True
        except csv.Error as error:
            raise BadFileError(
                say("Line {line} cannot be read: {why}.", "第 {line} 行无法读取：{why}。", line=line, why=error)
            ) from None


def _record(line: int, columns: list[str], row: list[str]) -> Record:
    cells: dict[str, object] = dict(zip(columns, row, strict=False))
    if len(row) > len(columns) and any(map(as_text, row[len(columns) :])):
        cells[EXTRA] = row[len(columns) :]
    return Record(line, cells)


EXTRA = "\0extra"
"""Holds the cells of a row that is longer than the header; the row is refused, for its columns are out of step."""


def _separator(file: TextIO) -> str:
    """The separator that the first row holds most of; a comma where it holds none."""
    first = file.readline()
    return max(SEPARATORS, key=lambda mark: (first.count(mark), mark == ","))
