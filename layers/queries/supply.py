"""Who has what: depots and their available, unexpired stock as columns."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from uuid import UUID

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, F
from django.db.models.functions import Cast
from numpy.typing import NDArray

from layers.functions import AsGeometry
from layers.models import Depot, StockLine

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]
Texts = NDArray[np.object_]

THOUSANDTHS = 1000
"""Stock is kept to three decimals; counted in thousandths it adds up without rounding."""


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

    def only(self, wanted: Mask) -> "Keepers":
        """Return those that are wanted."""
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

    def spare(self, *, keep_minimum: bool) -> Whole:
        """Return what each row can give: what is available, or what of it is beyond the depot's minimum."""
        return np.maximum(self.available - self.minimum, 0) if keep_minimum else self.available


def read_supply(items: Collection[int]) -> Supply:
    """Read who has anything of the items (catalogue ids).

    Notes
    -----
    Three queries, however many depots there are: the stock (index ``stock_item_depot``), its depots, their number.
    """
    stock = _read_stock(items)
    columns = ("pk", "code", "name", "name_en", "level", "status", "loading_minutes", "place")
    rows = Depot.objects.filter(pk__in=list(stock)).annotate(place=AsGeometry("geom")).values_list(*columns)
    depots = sorted(rows.order_by(), key=lambda row: row[1])
    keepers = Keepers(
        np.array([row[1] for row in depots], object),
        np.array([row[2] for row in depots], object),
        np.array([row[3] for row in depots], object),
        np.array([row[7].x for row in depots], float),
        np.array([row[7].y for row in depots], float),
        np.array([row[4] for row in depots], object),
        np.array([row[5] in Depot.USABLE for row in depots], bool),
        np.array([np.nan if row[6] is None else row[6] for row in depots], float),
    )
    batches = [stock[row[0]] for row in depots]
    keeper = np.repeat(np.arange(len(depots)), [len(items) for items, _, _ in batches])
    amounts = (np.array([value for one in batches for value in one[i]], np.int64) for i in range(3))
    return Supply(keepers, Depot.objects.count() - len(depots), *_added_up(keeper, *amounts))


def _read_stock(items: Collection[int]) -> dict[UUID, list[list[int]]]:
    """By depot the items, amounts and minimums of its lines: as arrays, a tenth of the time of so many rows."""
    lines = StockLine.objects.unexpired().filter(item__in=list(items), available__gt=0).order_by()
    rows = lines.values_list("depot").annotate(
        items=ArrayAgg("item"), spare=ArrayAgg(_thousandths("available")), least=ArrayAgg(_thousandths("minimum"))
    )
    return {depot: batches for depot, *batches in rows}


def _thousandths(field: str) -> Cast:
    return Cast(F(field) * THOUSANDTHS, BigIntegerField())


def _added_up(keeper: Whole, item: Whole, available: Whole, minimum: Whole) -> tuple[Whole, Whole, Whole, Whole]:
    """Add up the batches that a depot has of an item."""
    if not len(keeper):
        return keeper, item, available, minimum
    order = np.lexsort((item, keeper))
    keeper, item = keeper[order], item[order]
    first = np.flatnonzero(np.r_[True, (keeper[1:] != keeper[:-1]) | (item[1:] != item[:-1])])
    available, minimum = np.add.reduceat(available[order], first), np.add.reduceat(minimum[order], first)
    return keeper[first], item[first], available, minimum
