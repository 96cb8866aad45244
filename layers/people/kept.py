"""The cells that a process keeps, so that a question about the same people does not read them again."""

from collections import OrderedDict
from threading import Lock

from layers.models import Population
from layers.people.cells import Cells

Key = tuple[str, int, bool]
MOST_CELLS = 12_000_000
"""Of all populations together: 24 bytes each. A population with more is read anew for each question."""
MOST_OUTLINES = 300_000
"""Outlines are objects, some 500 bytes each and more."""


class KeptCells:
    """Whole populations by code and version, without or with outlines; who was asked for last stays longest."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Cells] = OrderedDict()
        self._lock = Lock()

    def get(self, population: Population, outlines: bool) -> Cells | None:
        """Return the cells of this version if they are kept."""
        with self._lock:
            key = (population.code, population.version, outlines)
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, population: Population, outlines: bool, cells: Cells) -> None:
        """Keep cells and forget older versions of them; their columns can no longer be written to."""
        for column in (cells.lons, cells.lats, cells.persons, cells.outlines):
            if column is not None:
                column.flags.writeable = False
        with self._lock:
            for code, version, with_outlines in list(self._kept):
                if code == population.code and version != population.version:
                    del self._kept[code, version, with_outlines]
            self._kept[population.code, population.version, outlines] = cells
            while not self._fits():
                self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    def _fits(self) -> bool:
        outlines = sum(len(cells) for cells in self._kept.values() if cells.outlines is not None)
        return sum(map(len, self._kept.values())) <= MOST_CELLS and outlines <= MOST_OUTLINES


KEPT = KeptCells()
