"""Rows of the live index as filters see them: a narrowing view over its columns."""

import math
from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from layers.live.columns import has_tag, is_one_of
from layers.live.stock import THOUSANDTHS
from layers.querysets import StockCount

if TYPE_CHECKING:
    from layers.live.table import LiveTable

Mask = NDArray[np.bool_]
Slots = NDArray[np.int64]


class Rows:
    """Some rows of a table, by slot; each method answers for each of them whether it passes."""

    def __init__(self, table: "LiveTable", slots: Slots) -> None:
        self.table = table
        self.slots = slots

    @property
    def model(self) -> Any:
        return self.table.layer.model

    def is_one_of(self, name: str, wanted: Sequence[Any]) -> Mask:
        return is_one_of(self.table.column(name), self._numbers(name), wanted)

    def has_tag(self, name: str, tag: Any) -> Mask:
        return has_tag(self.table.column(name), self._numbers(name), tag)

    def at_least(self, name: str, least: float) -> Mask:
        """Where the number is known and at least so much."""
        enough: Mask = self._numbers(name) >= least  # NaN is never
        return enough

    def in_area(self, code: str) -> Mask:
        """In the area or in any beneath it."""
        inside: Mask = self.table.areas.within(code)[self.table.area[self.slots]]
        return inside

    def verified_since(self, moment: datetime) -> Mask:
        """Verified at that moment or after it."""
        since: Mask = self.table.verified_s[self.slots] >= moment.timestamp()  # NaN is never
        return since

    def outside(self, danger: Any) -> Mask:
        """Outside an area to avoid (`layers.queries.danger.Danger`), its edge counting as inside."""
        outside: Mask = ~danger.holds(self.table.lons[self.slots], self.table.lats[self.slots])
        return outside

    def holding(self, items: Collection[int], at_least: Decimal, count: StockCount = StockCount.AVAILABLE) -> Mask:
        """With so much stock of the items, as far as it counts."""
        enough: Mask = self.table.stock.total(items, count).take(self.slots) >= math.ceil(at_least * THOUSANDTHS)
        return enough

    def _numbers(self, name: str) -> NDArray[Any]:
        return self.table.numbers[name].take(self.slots)
