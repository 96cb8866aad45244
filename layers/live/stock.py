"""The stock lines of all depots as columns, for “who has so much of this, unexpired and unreserved”."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

NEVER = date.max.toordinal()


class Line(NamedTuple):
    """One batch: the depot's slot, the item's id, what is available, and the last day it may be used."""

    slot: int
    item: int
    available: float
    expires: int


class StockTable:
    """Lines by item; totals per depot are kept until the stock or the day changes."""

    def __init__(self, lines: Iterable[Line] = (), slots: int = 0) -> None:
        self._lines: dict[int, dict[int, list[Line]]] = {}
        for line in lines:
            self._lines.setdefault(line.item, {}).setdefault(line.slot, []).append(line)
        self._slots = slots
        self._totals: dict[tuple[frozenset[int], int], NDArray[np.float64]] = {}

    def replace(self, slot: int, lines: Iterable[Line]) -> None:
        """Put `lines` in the place of all that the depot had."""
        for by_slot in self._lines.values():
            by_slot.pop(slot, None)
        for line in lines:
            self._lines.setdefault(line.item, {}).setdefault(slot, []).append(line)
        self._totals.clear()

    def grow(self, slots: int) -> None:
        """Make room for so many depots."""
        if slots != self._slots:
            self._slots = slots
            self._totals.clear()

    def available(self, items: Collection[int]) -> NDArray[np.float64]:
        """Return, by slot, what is available today of the items together."""
        today = timezone.localdate().toordinal()
        key = (frozenset(items), today)
        if key not in self._totals:
            if len(self._totals) > 64:
                self._totals.clear()
            totals = np.zeros(self._slots)
            for item in key[0]:
                for slot, lines in self._lines.get(item, {}).items():
                    totals[slot] += sum(line.available for line in lines if line.expires >= today)
            self._totals[key] = totals
        return self._totals[key]
