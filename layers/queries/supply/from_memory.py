"""Supply from the live index of this process."""

import json
from collections.abc import Collection

import numpy as np

from layers.catalog import DEPOTS
from layers.live import service
from layers.live.columns import is_one_of
from layers.live.selection import Slots
from layers.live.table import LiveTable
from layers.models import Depot
from layers.queries.from_memory import freshness_of
from layers.queries.supply.columns import Keepers, Supply, added_up


def supply_from_memory(items: Collection[int]) -> Supply | None:
    """Return who has anything of the items; None where no live index keeps the depots."""
    index = service.current()
    table = index.table(DEPOTS) if index else None
    if table is None:
        return None
    with table.lock:
        fresh = freshness_of(DEPOTS)
        lines = table.stock.unexpired(items)
        slots, places = np.unique(lines.slot, return_inverse=True)
        keepers, order = _keepers(table, slots)
        others = table.count - len(slots)
    keeper = np.argsort(order)[places.ravel()]
    return Supply(keepers, others, *added_up(keeper, lines.item, lines.available, lines.minimum), fresh)


def _keepers(table: LiveTable, slots: Slots) -> tuple[Keepers, Slots]:
    """The depots at the slots in the order of their codes, and that order."""
    named = [json.loads(b"{" + table.blobs.get(slot)[0] + b"}") for slot in slots.tolist()]
    codes, names, names_en = (np.array([one[name] for one in named], object) for name in ("code", "name", "name_en"))
    level = table.column("level")
    order = np.argsort(codes, kind="stable")
    keepers = Keepers(
        codes,
        names,
        names_en,
        table.lons[slots],
        table.lats[slots],
        np.array(level.values, object)[table.numbers["level"][slots]],
        is_one_of(table.column("status"), table.numbers["status"][slots], sorted(Depot.USABLE)),
        table.numbers["loading_minutes"][slots].astype(float),
    )
    return keepers.only(order), order
