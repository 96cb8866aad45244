"""How many places there are per person within reach: the two-step floating catchment area method, 2SFCA."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.queries.coverage.reach import Floats, Reach

Decay = Callable[[Floats], Floats]
"""Costs to weights, 0 to 1; what weighs nothing is not in reach."""


class Standing(IntEnum):
    """Why a cell's figure is what it is."""

    DEFINED = 0
    NONE_IN_REACH = 1
    """No site reaches it: 0 places per person."""
    CAPACITY_UNKNOWN = 2
    """Sites reach it, but of none is the capacity known: undefined."""
    NO_DEMAND = 3
    """Nobody lives within reach of the sites that reach it, so no places per person can be said: undefined."""


@dataclass(frozen=True)
class Accessibility:
    """Places per person. NaN is undefined, 0 is none; `standing` tells why."""

    per_person: Floats
    """Of each cell, shape (cells,): what all sites in reach offer per person, by their weights."""
    standing: NDArray[np.uint8]
    """A `Standing` for each cell."""
    is_partial: NDArray[np.bool_]
    """Cells of which a site in reach has no known capacity: there, `per_person` is a least value."""
    ratios: Floats
    """Places per person in reach of each site, shape (sites,); NaN where the capacity is unknown or nobody in reach."""
    demand: Floats
    """Weighted people in reach of each site."""

    def take(self, which: NDArray[np.integer]) -> "Accessibility":
        """Return the figures of some of the cells, by position; of all sites."""
        return replace(
            self,
            per_person=self.per_person[which],
            standing=self.standing[which],
            is_partial=self.is_partial[which],
        )


def accessibility(
    persons: Floats, capacity_persons: Floats, reach: Reach, *, decay: Decay | None = None
) -> Accessibility:
    """Measure how many places there are per person within reach of each cell.

    Parameters
    ----------
    persons
        Of each cell.
    capacity_persons
        What each site offers, in any unit (places, beds, m²); NaN where it is not known.
    reach
        Cells × sites.
    decay
        None weighs all in reach alike (2SFCA); `bands` is E2SFCA, `gaussian` the Gaussian form.

    Notes
    -----
    R_j = S_j / Σ_i W(c_ij) P_i, A_i = Σ_j W(c_ij) R_j. Σ A_i P_i = Σ S_j over the sites that have people in reach.
    Radke and Mu 2000, Luo and Wang 2003; Luo and Qi 2009 for bands; Dai 2010 for the Gaussian form.
    """
    persons, capacity = np.asarray(persons, float), np.asarray(capacity_persons, float)
    weights = decay(reach.costs) if decay else np.ones(len(reach.costs))
    felt = weights > 0
    cells, sites, weights = reach.cells[felt], reach.sites[felt], weights[felt]
    demand = _sums(sites, weights * persons[cells], reach.n_sites)
    ratios = np.full(reach.n_sites, np.nan)
    np.divide(capacity, demand, out=ratios, where=demand > 0)
    tells = np.isfinite(ratios)[sites]
    offered = np.where(tells, weights * np.nan_to_num(ratios)[sites], 0.0)
    per_person = _sums(cells, offered, reach.n_cells)
    standing = _standing(reach.n_cells, cells, tells, np.isnan(capacity)[sites])
    per_person[standing >= Standing.CAPACITY_UNKNOWN] = np.nan
    unknown = _sums(cells, np.isnan(capacity)[sites], reach.n_cells) > 0
    return Accessibility(per_person, standing, unknown, ratios, demand)


def _sums(groups: NDArray[np.int32], values: NDArray[Any], n: int) -> Floats:
    return np.bincount(groups, values, minlength=n).astype(float)  # of nothing at all, bincount makes whole numbers


def _standing(
    n_cells: int, cells: NDArray[np.int32], tells: NDArray[np.bool_], is_unknown: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    standing = np.full(n_cells, Standing.NONE_IN_REACH, np.uint8)
    standing[cells] = Standing.NO_DEMAND
    standing[cells[is_unknown]] = Standing.CAPACITY_UNKNOWN
    standing[cells[tells]] = Standing.DEFINED
    return standing


def bands(limits: Sequence[float], weights: Sequence[float]) -> Decay:
    """Return the weights of E2SFCA: the first band whose limit, itself included, is not exceeded; beyond all, 0.

    Raises
    ------
    ValueError
        Unless there are as many weights as limits, the limits rise and the weights lie between 0 and 1.
    """
    edges, levels = np.asarray(limits, float), np.asarray(weights, float)
    if len(edges) != len(levels) or not len(edges) or (np.diff(edges) <= 0).any():
        raise ValueError("bands need a weight for each limit, and limits that rise")
    if not ((levels >= 0) & (levels <= 1)).all():
        raise ValueError("weights of bands lie between 0 and 1")
    steps = np.append(levels, 0.0)
    return lambda costs: np.asarray(steps[np.searchsorted(edges, costs, side="left")], float)


def gaussian(limit: float | Floats) -> Decay:
    """Return the weights (e^(−½(d/d₀)²) − e^(−½)) / (1 − e^(−½)) for costs up to `limit` d₀: 1 at the site, 0 at d₀.

    Parameters
    ----------
    limit
        One for all, or one for each of the costs.
    """
    rim = np.exp(-0.5)

    def decay(costs: Floats) -> Floats:
        return np.where(costs <= limit, (np.exp(-0.5 * (costs / limit) ** 2) - rim) / (1 - rim), 0.0)

    return decay


def weighted_mean(values: Floats, weights: Floats) -> float | None:
    """Return the mean of defined values by weight; None where nothing is defined or nothing weighs."""
    known = np.isfinite(values)
    total = float(weights[known].sum())
    return float((values[known] * weights[known]).sum() / total) if total > 0 else None


def weighted_quantiles(values: Floats, weights: Floats, at: Sequence[float]) -> list[float] | None:
    """Return the least defined values that at least these shares of the weight do not exceed; None as above."""
    known = np.isfinite(values) & (weights > 0)
    if not known.any():
        return None
    order = np.argsort(values[known], kind="stable")
    until = np.cumsum(weights[known][order])
    places = np.searchsorted(until, np.asarray(at) * until[-1] * (1 - 1e-12), side="left")
    return [float(value) for value in values[known][order][np.minimum(places, len(until) - 1)]]
