"""What became of a file, row by row."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from layers.labels import L

EXIT_ALL_IN, EXIT_NOTHING_WRITTEN, EXIT_SOME_REFUSED = 0, 1, 3


class Outcome(StrEnum):
    """What a note says of its row."""

    REFUSED = "refused"
    WARNING = "warning"


OUTCOMES = {Outcome.REFUSED: L("refused", "未导入"), Outcome.WARNING: L("imported, look at it", "已导入，请核对")}


@dataclass(frozen=True)
class RowNote:
    """One thing to say of one row; values of restricted fields are masked before they come here."""

    line: int
    field: str
    value: str
    reason: str
    outcome: Outcome = Outcome.REFUSED

    def to_document(self) -> dict[str, Any]:
        return {
            "line": self.line,
            "field": self.field,
            "value": self.value,
            "reason": self.reason,
            "outcome": self.outcome.value,
        }


@dataclass(frozen=True)
class ImportReport:
    """What was read, what was written, what was refused and why."""

    layer: str
    file: str
    mapping: str
    coordinates: str
    """The coordinate system that the file's positions were taken in."""
    encoding: str
    rows_read: int
    created: int
    updated: int
    unchanged: int
    notes: tuple[RowNote, ...]
    ignored_columns: tuple[str, ...]
    dry_run: bool
    strict: bool

    @property
    def refused(self) -> int:
        """The number of rows refused; a row may have several faults."""
        return len({note.line for note in self.notes if note.outcome is Outcome.REFUSED})

    @property
    def accepted(self) -> int:
        return self.created + self.updated + self.unchanged

    @property
    def written(self) -> bool:
        """Whether the database was changed, or needed no change."""
        return not self.dry_run and self.accepted > 0 and not (self.strict and self.refused)

    @property
    def exit_code(self) -> int:
        """0 all rows are in (or would be), 3 some were refused, 1 none is in."""
        if self.accepted == 0 or (self.strict and self.refused):
            return EXIT_NOTHING_WRITTEN
        return EXIT_SOME_REFUSED if self.refused else EXIT_ALL_IN

    def to_document(self) -> dict[str, Any]:
        """The report as JSON, for machines."""
        return {
            "layer": self.layer,
            "file": self.file,
            "mapping": self.mapping or None,
            "coordinates": self.coordinates,
            "encoding": self.encoding,
            "rows_read": self.rows_read,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "dry_run": self.dry_run,
            "strict": self.strict,
            "written": self.written,
            "ignored_columns": list(self.ignored_columns),
            "notes": [note.to_document() for note in self.notes],
        }

    def reasons(self) -> Counter[str]:
        """How often each field was at fault."""
        return Counter(note.field for note in self.notes if note.outcome is Outcome.REFUSED)


def save_notes(notes: Iterable[RowNote], path: Path) -> None:
    """Write notes as CSV that spreadsheets open (UTF-8 with a mark)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                L("file line", "文件行号"),
                L("outcome", "结果"),
                L("field", "字段"),
                L("value", "值"),
                L("reason", "原因"),
            ]
        )
        for note in notes:
            writer.writerow([note.line, OUTCOMES[note.outcome], note.field, _harmless(note.value), note.reason])


def _harmless(value: str) -> str:
    """A cell that begins like a formula must not become one when the report is opened."""
    return "'" + value if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
