"""Rows of the live index as filters see them: a narrowing view over its columns."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from layers.live.columns import has_tag, is_one_of

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

    def available(self, items: Collection[int]) -> NDArray[np.float64]:
        """Unreserved and unexpired stock of the items."""
        return self.table.stock.available(items)[self.slots]

    def _numbers(self, name: str) -> NDArray[Any]:
        return self.table.numbers[name][self.slots]
