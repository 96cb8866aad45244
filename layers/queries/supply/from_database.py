"""Supply read from the database."""

from collections.abc import Collection
from uuid import UUID

import numpy as np
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, F
from django.db.models.functions import Cast

from layers.catalog import DEPOTS
from layers.functions import AsGeometry
from layers.live.stock import THOUSANDTHS
from layers.models import Depot, StockLine
from layers.queries.question import freshness
from layers.queries.supply.columns import Keepers, Supply, added_up


def supply_from_database(items: Collection[int]) -> Supply:
    """Read who has anything of the items (catalogue ids).

    Notes
    -----
    Three queries, however many depots there are: the stock (index ``stock_item_depot``), its depots, their number.
    """
    fresh = freshness(DEPOTS)
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
    return Supply(keepers, Depot.objects.count() - len(depots), *added_up(keeper, *amounts), fresh)


def _read_stock(items: Collection[int]) -> dict[UUID, list[list[int]]]:
    """By depot the items, amounts and minimums of its lines: as arrays, a tenth of the time of so many rows."""
    lines = StockLine.objects.unexpired().filter(item__in=list(items), available__gt=0).order_by()
    rows = lines.values_list("depot").annotate(
        items=ArrayAgg("item"), spare=ArrayAgg(_thousandths("available")), least=ArrayAgg(_thousandths("minimum"))
    )
    return {depot: batches for depot, *batches in rows}


def _thousandths(field: str) -> Cast:
    return Cast(F(field) * THOUSANDTHS, BigIntegerField())
