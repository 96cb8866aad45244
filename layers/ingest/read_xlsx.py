"""XLSX: one sheet of a workbook, its header found below any title rows."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from layers.ingest.errors import BadFileError, BadOptionError, BadValueError
from layers.ingest.tables import COMMENT, Record, Table, unique_names
from layers.ingest.values import as_text
from layers.ingest.wording import say

HEADER_WITHIN_ROWS = 10


def read_xlsx(path: Path, *, sheet: str | None, known: Callable[[list[str]], int]) -> Table:
    """Open one sheet; `known` tells how many of a row's cells are headers that mean something.

    Of the first rows the one with most known headers is the header (sheets often begin with a title);
    where none is known, the first row that is not empty.
    """
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, OSError, SyntaxError) as error:
        raise BadFileError(
            say(
                "{name} cannot be opened as a workbook: {why}.",
                "{name} 无法作为工作簿打开：{why}。",
                name=path.name,
                why=str(error)[:200],
            )
        ) from None
    rows = _sheet(book, sheet)
    rows.reset_dimensions()
    head = [[_text(cell) for cell in row] for row in islice(rows.iter_rows(values_only=True), HEADER_WITHIN_ROWS)]
    filled = [number for number, row in enumerate(head) if any(row) and not row[0].startswith(COMMENT)]
    if not filled:
        raise BadFileError(
            say(
                "The sheet “{sheet}” of {name} is empty.",
                "{name} 的工作表“{sheet}”是空的。",
                sheet=rows.title,
                name=path.name,
            )
        )
    header = max(filled, key=lambda number: (known(head[number]), -number))
    last = max(number for number, cell in enumerate(head[header], start=1) if cell)
    columns = unique_names(head[header][:last])
    return Table(tuple(columns), _records(rows, header + 1, columns), encoding="xlsx")


def _records(rows: Any, header_row: int, columns: list[str]) -> Iterator[Record]:
    for number, row in enumerate(rows.iter_rows(min_row=header_row + 1, values_only=True), start=header_row + 1):
        if any(cell is not None and _text(cell) for cell in row) and not _text(row[0]).startswith(COMMENT):
            yield Record(number, dict(zip(columns, row, strict=False)))


def _sheet(book: Any, asked: str | None) -> Any:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if asked is None:
        if not visible:
            raise BadFileError(say("The workbook has no visible sheet.", "工作簿没有可见的工作表。"))
        return visible[0]
    found = [sheet for number, sheet in enumerate(book.worksheets, start=1) if asked in (sheet.title, str(number))]
    if not found:
        raise BadOptionError(
            "sheet",
            say(
                "There is no sheet “{asked}”; there are: {titles}.",
                "没有工作表“{asked}”；现有：{titles}。",
                asked=asked[:60],
                titles=", ".join(sheet.title for sheet in book.worksheets),
            ),
        )
    return found[0]


def _text(cell: Any) -> str:
    try:
        return as_text(cell)
    except BadValueError:
        return str(cell)
