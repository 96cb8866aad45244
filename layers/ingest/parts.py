"""What comes with a row but lives in a table of its own: a shelter's suitability matrix, a depot's stock."""

from collections.abc import Iterable
from typing import Any

from layers.ingest.bulk import upsert
from layers.ingest.rows import Row
from layers.ingest.targets import Target
from layers.models import ShelterSuitability, StockLine, YesNoUnknown

STOCK, MATRIX = "stock", "suitability"


def is_part(target: Target, name: str) -> bool:
    """Whether the field is kept elsewhere than in the row's own table."""
    return target.fields[name].field is None


def load(target: Target, existing: Iterable[Any]) -> "Changes":
    """Return what is known of the parts of the rows that exist, ready to take changes."""
    ids = [one.pk for one in existing]
    return Changes(
        matrix=_matrices(ids) if MATRIX in target.fields else {},
        stock=_stocks(ids) if STOCK in target.fields and target.key != STOCK else {},
    )


def _matrices(ids: list[Any]) -> dict[Any, dict[str, str]]:
    known: dict[Any, dict[str, str]] = {}
    for shelter, hazard, suitable in ShelterSuitability.objects.filter(shelter__in=ids).values_list(
        "shelter_id", "hazard", "suitable"
    ):
        known.setdefault(shelter, {})[hazard] = suitable
    return known


def _stocks(ids: list[Any]) -> dict[tuple[Any, int], StockLine]:
    return {(line.depot_id, line.item_id): line for line in StockLine.objects.filter(depot__in=ids, batch="")}


class Changes:
    """The changes to the parts of a chunk of rows."""

    def __init__(self, *, matrix: dict[Any, dict[str, str]], stock: dict[tuple[Any, int], StockLine]) -> None:
        self.matrix, self.stock = matrix, stock
        self.cells: list[ShelterSuitability] = []
        self.cleared: list[tuple[Any, str]] = []
        self.lines: list[StockLine] = []

    def add(self, instance: Any, row: Row) -> bool:
        """Take the parts of one row; return whether they differ from what is known."""
        before = len(self.cells) + len(self.cleared) + len(self.lines)
        known = self.matrix.get(instance.pk, {})
        for hazard, suitable in _matrix_of(row).items():
            if suitable == YesNoUnknown.UNKNOWN and hazard in known:
                self.cleared.append((instance.pk, hazard))
            elif suitable != YesNoUnknown.UNKNOWN and known.get(hazard) != suitable:
                self.cells.append(ShelterSuitability(shelter=instance, hazard=hazard, suitable=suitable))
        for line in row.values.get(STOCK, ()) if instance.__class__.__name__ == "Depot" else ():
            self._add_line(instance, line)
        return len(self.cells) + len(self.cleared) + len(self.lines) > before

    def _add_line(self, depot: Any, line: dict[str, Any]) -> None:
        known = self.stock.get((depot.pk, line["item_id"]))
        if known is None:
            self.lines.append(StockLine(depot=depot, item_id=line["item_id"], on_hand=line["on_hand"]))
        elif known.on_hand != line["on_hand"]:
            known.on_hand = line["on_hand"]
            self.lines.append(known)

    def write(self) -> None:
        """Write them; the rows they belong to are there by now."""
        for shelter, hazard in self.cleared:
            ShelterSuitability.objects.filter(shelter=shelter, hazard=hazard).delete()
        upsert(ShelterSuitability, self.cells, identity=("shelter", "hazard"), updated=("suitable",))
        upsert(StockLine, self.lines, identity=("depot", "item", "batch"), updated=("on_hand",))


def _matrix_of(row: Row) -> dict[str, str]:
    """The matrix that a row gives: as one field, as a field for each hazard, or both."""
    matrix = dict(row.values.get(MATRIX) or {})
    for name, value in row.values.items():
        if name.startswith(f"{MATRIX}."):
            matrix[name.partition(".")[2]] = value or YesNoUnknown.UNKNOWN
    return matrix
