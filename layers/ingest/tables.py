"""Tables as readers give them: columns, and records with the line they came from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

COMMENT = "# "
"""A row whose first cell begins so (the notes and the example of an import template) is no data."""


@dataclass(frozen=True)
class Record:
    """One row: its line in the file (sheet row, feature number), its cells by column, its geometry if it has one."""

    line: int
    cells: dict[str, Any]
    geometry: Any = None
    """A shapely geometry in the file's own coordinates."""


@dataclass(frozen=True)
class Table:
    """A file opened for reading."""

    columns: tuple[str, ...]
    records: Iterator[Record]
    has_geometry: bool = False
    crs: str | None = None
    """What the file itself says of its coordinates: EPSG:n or WKT."""
    encoding: str = ""
    rows_expected: int | None = None
    """For a progress bar; None where only reading on would tell."""
    notes: tuple[str, ...] = field(default=())


def unique_names(cells: list[str]) -> list[str]:
    """Return the header's names; a repeated one gets its column number, so that no column hides another."""
    names: list[str] = []
    for number, name in enumerate(cells, start=1):
        taken = not name or name in names
        names.append(f"{name or 'column'} ({number})" if taken else name)
    return names
