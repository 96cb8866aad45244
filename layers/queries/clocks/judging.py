"""Judging clocks: the arithmetic, on arrays only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

SITES_AT_ONCE = 64
"""So that what is worked on stays in the processor's cache."""


class Limit(NamedTuple):
    """Whose stock counts, a mask over depots, and within how many seconds."""

    counts: Mask
    within_s: float


@dataclass(frozen=True)
class Times:
    """By limit, site and item: when enough is there (inf: never), and how much is missing at the limit."""

    complete_s: Floats
    short: Whole


def judge(arrive_s: Floats, stock: Whole, needs: Sequence[int], limits: Sequence[Limit]) -> Times:
    """Say for each site when each need is met, from the depots that count, the soonest first.

    Parameters
    ----------
    arrive_s
        Shape (sites, depots): when stock of a depot is at a site, loading included; inf where it cannot come.
    stock
        Shape (items, depots), thousandths: what each depot can give.
    needs
        Thousandths of each item, greater than 0.
    limits
        The clocks.

    Returns
    -------
    Times
        Both of shape (limits, sites, items). A need met exactly at the limit is met in time: ``short`` is 0 if and
        only if ``complete_s <= within_s``.

    Notes
    -----
    As in `layers.queries.fill.offers.draw`, drawing on the soonest until the quantity is reached is the earliest
    completion. Each site is judged alone; nothing given to one is missing at another.
    """
    shape = (len(limits), len(arrive_s), len(needs))
    complete_s, short = np.full(shape, np.inf), np.broadcast_to(np.asarray(needs, np.int64), shape).copy()
    for place, limit in enumerate(limits):
        depots = np.flatnonzero(limit.counts & (stock > 0).any(axis=0))
        for sites in _pieces(len(arrive_s)) if len(depots) else ():
            order = np.argsort(arrive_s[sites][:, depots], axis=1, kind="stable")
            sorted_s = np.take_along_axis(arrive_s[sites][:, depots], order, axis=1)
            for item, need in enumerate(needs):
                given = np.minimum(stock[item, depots], need)[order].cumsum(axis=1)
                complete_s[place, sites, item] = _first(given >= need, sorted_s)
                in_time = np.where(sorted_s <= limit.within_s, given, 0).max(axis=1)
                short[place, sites, item] = np.maximum(need - in_time, 0)
    return Times(complete_s, short)


def _first(enough: Mask, sorted_s: Floats) -> Floats:
    """The first time at which there is enough, inf where there never is."""
    first = enough.argmax(axis=1)
    rows = np.arange(len(first))
    return np.where(enough[rows, first], sorted_s[rows, first], np.inf)


def _pieces(count: int) -> Iterable[slice]:
    return (slice(start, start + SITES_AT_ONCE) for start in range(0, count, SITES_AT_ONCE))
