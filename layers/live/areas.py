"""The administrative areas as the live index knows them: which lie beneath which."""

from collections.abc import Iterable
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from layers.live.rows import halves, whole

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

    def places(self, area_ids: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Return the areas' places, NOWHERE where there is none; `area_ids` (n, 2) are halves of ids."""
        distinct, back = np.unique(area_ids, axis=0, return_inverse=True)
        known = [self._places.get(whole(*one), NOWHERE) for one in distinct.tolist()]
        return np.array(known, np.int32)[back.ravel()] if len(area_ids) else np.zeros(0, np.int32)

    def ids(self, places: NDArray[np.int32]) -> NDArray[np.uint64]:
        """Return the areas' ids, shape (n, 2), nought for NOWHERE: what `places` was given."""
        known = np.array([*map(halves, self._places), (0, 0)], np.uint64)
        return known[places]

    def within(self, code: str) -> NDArray[np.bool_]:
        """Return, by place, whether the area is that of the code or lies beneath it."""
        if code not in self._within:
            inside = [code in lineage for lineage in self._lineages]
            self._within[code] = np.array([*inside, False])
        return self._within[code]
