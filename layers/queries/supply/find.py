"""Who has what: from memory where this process keeps it, else from the database."""

from collections.abc import Collection

from layers.queries.supply.columns import Supply
from layers.queries.supply.from_database import supply_from_database
from layers.queries.supply.from_memory import supply_from_memory


def find_supply(items: Collection[int]) -> Supply:
    """Return who has anything of the items (catalogue ids), available and unexpired, and how fresh that is."""
    return supply_from_memory(items) or supply_from_database(items)
