"""The stock lines of all depots as columns, for “who has so much of this, unexpired and unreserved”."""

import time
from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from layers.querysets import StockCount

Whole = NDArray[np.int64]
THOUSANDTHS = 1000
"""Stock is kept to three decimals; counted in thousandths it adds up without rounding."""
NO_ITEM = -1
MOST_TOTALS = 64
"""How many totals are kept; each takes eight bytes a depot."""


class Lines(NamedTuple):
    """Batches as columns; quantities in thousandths, so that sums are exact."""

    slot: Whole
    """The depot's."""
    item: Whole
    """Catalogue ids."""
    on_hand: Whole
    available: Whole
    minimum: Whole
    """What the depot keeps back of it."""
    last_day: Whole
    """The last day on which it may be used, as a proleptic ordinal."""


NO_LINES = Lines(*(np.zeros(0, np.int64) for _ in Lines._fields))
Question = tuple[frozenset[int], StockCount]


class StockTable:
    """Lines, those of one depot side by side; totals asked for once are kept, and changed where stock changes."""

    def __init__(self, lines: Lines = NO_LINES, slots: int = 0) -> None:
        self._totals: dict[Question, Whole] = {}
        self._day = self._second = 0
        self._begin, self._end = np.zeros(slots, np.int64), np.zeros(slots, np.int64)
        self._dead = 0
        self._count = 0
        self._lines = NO_LINES
        self._append(lines)

    def replace(self, slots: Whole, lines: Lines) -> None:
        """Put `lines` in the place of all that the depots at `slots` had; `slots` names each depot once."""
        self.grow(int(slots.max(initial=-1)) + 1)
        for begin, end in zip(self._begin[slots].tolist(), self._end[slots].tolist(), strict=True):
            self._lines.item[begin:end] = NO_ITEM
            self._dead += end - begin
        self._begin[slots] = self._end[slots] = 0
        self._append(lines)
        for question, totals in self._totals.items():
            totals[slots] = 0
            self._add(question, lines, totals)
        if self._dead > self._count // 2 + 1024:
            self._compact()

    def grow(self, slots: int) -> None:
        """Make room for so many depots."""
        if slots > len(self._begin):
            more = max(slots, 2 * len(self._begin)) - len(self._begin)
            self._begin, self._end = (np.pad(column, (0, more)) for column in (self._begin, self._end))
            self._totals = {question: np.pad(totals, (0, more)) for question, totals in self._totals.items()}

    def total(self, items: Collection[int], count: StockCount = StockCount.AVAILABLE) -> Whole:
        """Return, by slot, thousandths of the items together, today; not to be changed.

        Notes
        -----
        Kept for the next question until the day changes; a change of stock changes it in place.
        """
        second = int(time.time())
        if second != self._second:  # a day begins with a second; asking for the day costs as much as the rest here
            self._second, today = second, timezone.localdate().toordinal()
            if today != self._day:
                self._totals, self._day = {}, today
        question = frozenset(items), count
        kept = self._totals.get(question)
        if kept is not None:
            return kept
        if len(self._totals) >= MOST_TOTALS:
            self._totals.clear()
        totals = np.zeros(len(self._begin), np.int64)
        self._add(question, self._columns(), totals)
        self._totals[question] = totals
        return totals

    def unexpired(self, items: Collection[int]) -> Lines:
        """Return the lines of the items that may still be used today and have anything available."""
        lines = self._columns()
        today = timezone.localdate().toordinal()
        wanted = np.isin(lines.item, list(items)) & (lines.last_day >= today) & (lines.available > 0)
        return Lines(*(column[wanted] for column in lines))

    def _add(self, question: Question, lines: Lines, totals: Whole) -> None:
        items, count = question
        counts = np.isin(lines.item, list(items))
        if count is not StockCount.WITH_EXPIRED:
            counts &= lines.last_day >= self._day
        amounts = lines.on_hand if count is StockCount.WITH_RESERVED else lines.available
        np.add.at(totals, lines.slot[counts], amounts[counts])

    # ── Columns that grow ──

    def frozen(self, slots: Whole) -> Lines:
        """Return the lines of the depots at `slots`, by their place in it."""
        place_of = np.full(max(len(self._begin), int(slots.max(initial=-1)) + 1), -1)
        place_of[slots] = np.arange(len(slots))
        lines = self._columns()
        alive = lines.item != NO_ITEM
        places = place_of[lines.slot[alive]]
        there = places >= 0
        return Lines(places[there], *(column[alive][there] for column in lines[1:]))

    def _columns(self) -> Lines:
        return Lines(*(column[: self._count] for column in self._lines))

    def _append(self, lines: Lines) -> None:
        if not len(lines.slot):
            return
        order = np.argsort(lines.slot, kind="stable")
        new = Lines(*(column[order] for column in lines))
        first, last = self._count, self._count + len(order)
        if last > len(self._lines.slot):
            room = np.empty(max(last, 2 * first) - first, np.int64)
            self._lines = Lines(*(np.concatenate([column[:first], room]) for column in self._lines))
        for column, values in zip(self._lines, new, strict=True):
            column[first:last] = values
        self._count = last
        slots, begins, counts = np.unique(new.slot, return_index=True, return_counts=True)
        self.grow(int(slots[-1]) + 1)
        self._begin[slots], self._end[slots] = first + begins, first + begins + counts

    def _compact(self) -> None:
        """Let go of the lines that were replaced."""
        lines = self._columns()
        alive = Lines(*(column[lines.item != NO_ITEM] for column in lines))
        self._dead = self._count = 0
        self._lines = NO_LINES
        self._append(alive)
