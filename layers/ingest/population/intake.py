"""Batches → cells with people, keeping account of everybody: who is stored, who is lost, what is refused and why."""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.ingest.population.batches import Batch, CellFile
from layers.ingest.population.overlaps import OverlapFinder
from layers.ingest.population.placing import CellPlacer, Placed
from layers.ingest.report import Outcome, RowNote
from layers.ingest.wording import say
from layers.people.cells import Cells

MOST_NOTES = 20_000
"""Kept with their lines; all are counted."""


@dataclass
class Account:
    """Rows and people of a file, and what became of them."""

    rows_read: int = 0
    empty: int = 0
    """Rows that say that nobody lives there."""
    unknown: int = 0
    """Rows that say no number: nobody is counted there, and they are named, but a blank is no fault."""
    refused: int = 0
    mended: int = 0
    file_sums: list[float] = field(default_factory=list)
    """Of the people of each batch that are numbers and not negative."""
    lost_sums: list[float] = field(default_factory=list)
    """Of those among them that have no place."""
    negative_sums: list[float] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    """Why rows were refused, in the language of whoever imports."""

    @property
    def file_persons(self) -> float:
        return math.fsum(self.file_sums)

    @property
    def lost_persons(self) -> float:
        return math.fsum(self.lost_sums)

    @property
    def negative_persons(self) -> float:
        return math.fsum(self.negative_sums)


class Intake:
    """Takes the batches of one file."""

    def __init__(self, placer: CellPlacer, overlaps: OverlapFinder) -> None:
        self.placer = placer
        self.overlaps = overlaps
        self.account = Account()

    def cells(self, file: CellFile, progress: Callable[[int, int | None], None]) -> Iterator[Cells]:
        """Yield the cells with people that have a place, batch by batch."""
        for batch in file.batches:
            yield self._take(batch)
            progress(batch.done, file.expected)

    def _take(self, batch: Batch) -> Cells:
        account, persons = self.account, batch.persons
        account.rows_read += len(batch) + batch.zeros
        known = np.isfinite(persons) & (persons >= 0)
        known[list(batch.reasons)] = False
        self._note_people(batch, known)
        account.file_sums.append(math.fsum(persons[known].tolist()))
        account.empty += int((known & (persons == 0)).sum()) + batch.zeros
        return self._place(batch, known & (persons > 0))

    def _place(self, batch: Batch, peopled: NDArray[np.bool_]) -> Cells:
        placed = self.placer.place(batch)
        left = peopled.copy()
        for fault in placed.faults:
            self._refuse(batch, left & fault.which, fault.reason, batch.persons)
            left &= ~fault.which
        self.account.lost_sums.append(math.fsum(batch.persons[peopled & ~left].tolist()))
        self._note_mended(batch, placed, left)
        outlines = None if placed.outlines is None else placed.outlines[left]
        cells = Cells(placed.lons[left], placed.lats[left], batch.persons[left], outlines)
        self.overlaps.see(batch.lines[left], cells)
        return cells

    def _note_people(self, batch: Batch, known: NDArray[np.bool_]) -> None:
        persons = batch.persons
        for index, (value, reason) in sorted(batch.reasons.items()):
            one = np.zeros(len(persons), bool)
            one[index] = True
            self._refuse(batch, one, reason, value)
        unread = ~known
        unread[list(batch.reasons)] = False
        blank = unread & np.isnan(persons)
        self.account.unknown += int(blank.sum())
        self._name(batch, blank, say("It says no number of people.", "没有人口数。"), "")
        negative = unread & (persons < 0)
        self._refuse(batch, negative, say("The number of people is negative.", "人口数为负。"), persons)
        finite = negative & np.isfinite(persons)
        self.account.negative_sums.append(math.fsum(persons[finite].tolist()))
        infinite = unread & (persons == np.inf)
        self._refuse(batch, infinite, say("The number of people is infinite.", "人口数为无穷大。"), persons)

    def _note_mended(self, batch: Batch, placed: Placed, left: NDArray[np.bool_]) -> None:
        mended = np.flatnonzero(placed.mended & left)
        self.account.mended += len(mended)
        room = MOST_NOTES - len(self.account.notes)
        for index in mended[: max(0, room)]:
            why = shapely.is_valid_reason(placed.given[index])
            reason = say("The outline was mended: {why}.", "边界已修复：{why}。", why=why)
            self.account.notes.append(RowNote(int(batch.lines[index]), "geom", "", reason, Outcome.WARNING))

    def _refuse(self, batch: Batch, which: NDArray[np.bool_], reason: str, shown: object) -> None:
        count = int(which.sum())
        if count:
            self.account.refused += count
            self.account.reasons[reason] += count
            self._name(batch, which, reason, shown)

    def _name(self, batch: Batch, which: NDArray[np.bool_], reason: str, shown: object) -> None:
        room = MOST_NOTES - len(self.account.notes)
        for index in np.flatnonzero(which)[: max(0, room)]:
            value = f"{shown[index]:g}" if isinstance(shown, np.ndarray) else str(shown)
            place = "" if batch.columns is None else say("column {n}", "第 {n} 列", n=batch.columns[index])
            self.account.notes.append(RowNote(int(batch.lines[index]), place, value, reason))
