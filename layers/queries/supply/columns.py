"""Depots, and what they have of some items, as columns."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from layers.queries.question import AsOf

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]
Texts = NDArray[np.object_]


@dataclass(frozen=True)
class Keepers:
    """Depots as columns, in the order of their codes."""

    codes: Texts
    names: Texts
    names_en: Texts
    lons: Floats
    lats: Floats
    levels: Texts
    usable: Mask
    loading_minutes: Floats
    """NaN where a depot does not state its own."""

    def __len__(self) -> int:
        return len(self.codes)

    def only(self, wanted: Mask | Whole) -> "Keepers":
        """Return those that are wanted, by a mask or by their places."""
        return Keepers(*(getattr(self, column.name)[wanted] for column in fields(self)))

    def load_s(self, otherwise_minutes: float) -> Floats:
        """Return whole seconds of loading, with a value for depots that state none."""
        return np.round(60 * np.where(np.isnan(self.loading_minutes), otherwise_minutes, self.loading_minutes))


@dataclass(frozen=True)
class Supply:
    """What depots have of some items: one row a depot and item, in thousandths, its batches added up."""

    keepers: Keepers
    """Those with anything available of the items."""
    others: int
    """How many depots have nothing of them."""
    keeper: Whole
    item: Whole
    """Catalogue ids."""
    available: Whole
    minimum: Whole
    freshness: AsOf

    def spare(self, *, keep_minimum: bool) -> Whole:
        """Return what each row can give: what is available, or what of it is beyond the depot's minimum."""
        return np.maximum(self.available - self.minimum, 0) if keep_minimum else self.available


def added_up(keeper: Whole, item: Whole, available: Whole, minimum: Whole) -> tuple[Whole, Whole, Whole, Whole]:
    """Add up the batches that a depot has of an item."""
    if not len(keeper):
        return keeper, item, available, minimum
    order = np.lexsort((item, keeper))
    keeper, item = keeper[order], item[order]
    first = np.flatnonzero(np.r_[True, (keeper[1:] != keeper[:-1]) | (item[1:] != item[:-1])])
    available, minimum = np.add.reduceat(available[order], first), np.add.reduceat(minimum[order], first)
    return keeper[first], item[first], available, minimum
