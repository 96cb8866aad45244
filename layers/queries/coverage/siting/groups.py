"""Cells that the same sites reach, taken together: to choosing sites they are one."""

import numpy as np
from numpy.typing import NDArray

from layers.queries.coverage.reach import Reach

Mask = NDArray[np.bool_]


def grouped(reach: Reach, wanted: Mask, useful: Mask) -> tuple[NDArray[np.int64], list[NDArray[np.int32]]]:
    """Group the wanted cells by the useful sites that reach them.

    Parameters
    ----------
    wanted
        Shape (cells,).
    useful
        Shape (sites,).

    Returns
    -------
    The group of each cell, -1 for those not wanted and for those that no useful site reaches; and the sites of each
    group, in rising order. Groups come in the order of their first cells.
    """
    keep = useful[reach.sites] & wanted[reach.cells]
    cells, sites = reach.cells[keep], reach.sites[keep]
    order = np.lexsort((sites, cells))
    cells, sites = cells[order], sites[order]
    group_of = np.full(reach.n_cells, -1, np.int64)
    found: dict[bytes, int] = {}
    members: list[NDArray[np.int32]] = []
    some, begins = np.unique(cells, return_index=True)
    for cell, one in zip(some.tolist(), np.split(sites, begins[1:]) if len(some) else [], strict=True):
        group = found.setdefault(one.tobytes(), len(found))
        if group == len(members):
            members.append(one)
        group_of[cell] = group
    return group_of, members
