"""What became of a file of people."""

from dataclasses import dataclass
from typing import Any

from layers.ingest.population.intake import Account
from layers.ingest.population.overlaps import Overlaps
from layers.ingest.report import EXIT_ALL_IN, EXIT_NOTHING_WRITTEN, EXIT_SOME_REFUSED, RowNote


@dataclass(frozen=True)
class PopulationReport:
    """What was read, who is stored, who is lost and why."""

    code: str
    file: str
    form: str
    coordinates: str
    encoding: str
    persons_column: str
    account: Account
    without_data: int
    """Pixels of a raster that are marked as empty."""
    overlaps: Overlaps
    cells: int
    stored_persons: float
    version: int
    replaced_persons: float | None
    """Of the population that stood there before."""
    dry_run: bool
    strict: bool

    layer = "population"

    @property
    def notes(self) -> tuple[RowNote, ...]:
        return tuple(sorted(self.account.notes, key=lambda note: note.line))

    @property
    def difference(self) -> float:
        """People of the file that are neither stored nor known to be lost: nothing but rounding."""
        return self.account.file_persons - self.account.lost_persons - self.stored_persons

    @property
    def written(self) -> bool:
        return not self.dry_run and self.exit_code != EXIT_NOTHING_WRITTEN

    @property
    def exit_code(self) -> int:
        """0 everybody is in (or would be), 3 some rows were refused, 1 nothing is in."""
        if not self.cells or (self.strict and self.account.refused):
            return EXIT_NOTHING_WRITTEN
        return EXIT_SOME_REFUSED if self.account.refused else EXIT_ALL_IN

    def to_document(self) -> dict[str, Any]:
        """The report as JSON, for machines."""
        account = self.account
        return {
            "layer": self.layer,
            "code": self.code,
            "file": self.file,
            "form": self.form,
            "coordinates": self.coordinates,
            "encoding": self.encoding or None,
            "persons_column": self.persons_column,
            "rows_read": account.rows_read,
            "without_data": self.without_data,
            "empty": account.empty,
            "unknown": account.unknown,
            "refused": account.refused,
            "mended": account.mended,
            "reasons": dict(account.reasons),
            "overlaps": {
                "pairs": self.overlaps.pairs,
                "slivers": self.overlaps.slivers,
                "cells": len(self.overlaps.cells),
                "named": [{"lines": list(one.lines), "share": one.share} for one in self.overlaps.named],
            },
            "cells": self.cells,
            "people": {
                "file": account.file_persons,
                "stored": self.stored_persons,
                "lost": account.lost_persons,
                "negative": account.negative_persons,
                "difference": self.difference,
                "replaced": self.replaced_persons,
            },
            "version": self.version,
            "dry_run": self.dry_run,
            "strict": self.strict,
            "written": self.written,
            "notes": [note.to_document() for note in self.notes],
        }
