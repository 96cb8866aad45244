"""The administrative areas as the live index knows them: which lie beneath which."""

from collections.abc import Iterable
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

NOWHERE = -1
"""The place in the table of a row that lies in no area."""


class AreaTable:
    """Areas by their place in a table; `within` answers for every place at once, the last standing for no area."""

    def __init__(self, areas: Iterable[tuple[UUID, list[str]]] = ()) -> None:
        self._places: dict[UUID, int] = {}
        self._lineages: list[frozenset[str]] = []
        for area_id, lineage in areas:
            self._places[area_id] = len(self._lineages)
            self._lineages.append(frozenset(lineage))
        self._within: dict[str, NDArray[np.bool_]] = {}

    def place(self, area_id: UUID | None) -> int:
        """Return the area's place, NOWHERE where there is none or where it is not known."""
        return NOWHERE if area_id is None else self._places.get(area_id, NOWHERE)

    def within(self, code: str) -> NDArray[np.bool_]:
        """Return, by place, whether the area is that of the code or lies beneath it."""
        if code not in self._within:
            inside = [code in lineage for lineage in self._lineages]
            self._within[code] = np.array([*inside, False])
        return self._within[code]
