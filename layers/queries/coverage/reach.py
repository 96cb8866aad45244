"""What every measure starts from: which sites each cell of people can reach, and at what cost."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]


class Unit(StrEnum):
    """What a cost is counted in."""

    METRES = "m"
    SECONDS = "s"


@dataclass(frozen=True)
class Sites:
    """Places that serve people, as columns; the position in these columns is a site's number."""

    codes: tuple[str, ...]
    lons: Floats
    """Shape (n,), degrees on WGS 84."""
    lats: Floats
    capacity_persons: Floats
    """NaN where none is known: such a site covers, but serves nobody."""
    limits: Floats
    """How far each serves, metres or seconds, the limit included."""

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, which: NDArray[np.integer]) -> "Sites":
        """Return some of the sites, by position."""
        codes = tuple(self.codes[at] for at in which.tolist())
        return Sites(codes, self.lons[which], self.lats[which], self.capacity_persons[which], self.limits[which])


@dataclass(frozen=True)
class Reach:
    """The pairs of a cell and a site that reaches it: by cell, then by cost, then by site.

    A compressed sparse row matrix, cells × sites: the pairs of cell i lie from ``begins[i]`` to ``begins[i + 1]``.
    """

    begins: NDArray[np.int64]
    """Shape (cells + 1,)."""
    sites: Positions
    """Shape (pairs,)."""
    costs: Floats
    """Shape (pairs,), metres or seconds, each at most the site's limit."""
    n_sites: int
    unit: Unit = Unit.METRES

    @property
    def n_cells(self) -> int:
        return len(self.begins) - 1

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many sites reach each cell, shape (cells,)."""
        return np.diff(self.begins)

    @property
    def cells(self) -> Positions:
        """The cell of each pair, shape (pairs,)."""
        return np.repeat(np.arange(self.n_cells, dtype=np.int32), self.counts)

    @property
    def is_covered(self) -> NDArray[np.bool_]:
        """Whether any site reaches a cell, shape (cells,)."""
        return self.counts > 0


def reach_from_matrix(costs: Floats, limits: Floats | float, *, unit: Unit = Unit.METRES) -> Reach:
    """Return the pairs of a full matrix that are within the limits.

    Parameters
    ----------
    costs
        Cells × sites, metres or seconds; infinite or NaN where no way leads.
    limits
        One for all sites, or shape (sites,); equality is within.
    """
    costs = np.asarray(costs, float)
    cells, sites = np.nonzero(costs <= np.broadcast_to(np.asarray(limits, float), costs.shape[1:]))
    return reach_from_pairs(cells, sites, costs[cells, sites], n_cells=len(costs), n_sites=costs.shape[1], unit=unit)


def reach_from_pairs(
    cells: NDArray[np.integer],
    sites: NDArray[np.integer],
    costs: Floats,
    *,
    n_cells: int,
    n_sites: int,
    unit: Unit = Unit.METRES,
) -> Reach:
    """Return pairs, in whatever order, as a `Reach`; they are within their limits already."""
    order = _by_cell_cost_and_site(np.asarray(cells), np.asarray(sites), np.asarray(costs, float))
    begins = np.zeros(n_cells + 1, np.int64)
    np.cumsum(np.bincount(cells, minlength=n_cells), out=begins[1:])
    return Reach(
        begins, np.asarray(sites, np.int32)[order], np.asarray(costs, float)[order], n_sites=n_sites, unit=unit
    )


def _by_cell_cost_and_site(cells: NDArray[np.integer], sites: NDArray[np.integer], costs: Floats) -> NDArray[np.intp]:
    """The order of the pairs. Cell and cost in one number sort many times sooner than one after another; where that
    is too coarse, for ties above all, they are sorted one after another after all."""
    most = float(costs.max(initial=0.0)) + 1.0
    order = np.argsort(cells + costs / most)
    cell, cost, site = cells[order], costs[order], sites[order]
    rises = cost[1:] > cost[:-1]
    in_order = (cell[1:] > cell[:-1]) | (
        (cell[1:] == cell[:-1]) & (rises | ((cost[1:] == cost[:-1]) & (site[1:] > site[:-1])))
    )
    return order if in_order.all() else np.lexsort((sites, costs, cells))
