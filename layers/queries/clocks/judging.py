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
FEW = 64


class Limit(NamedTuple):
    """Whose stock counts, a mask over depots, and within how many seconds."""

    counts: Mask
    within_s: float


@dataclass(frozen=True)
class Times:
    """By limit, site and item: when enough is there (inf: never), and how much is missing at the limit."""

    complete_s: Floats
    short: Whole


def judge(arrive_s: Floats, stock: Whole, needs: Sequence[int], limits: Sequence[Limit], *, few: int = FEW) -> Times:
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
    few
        How many of the soonest depots are looked at first; no answer depends on it.

    Returns
    -------
    Times
        Both of shape (limits, sites, items). A need met exactly at the limit is met in time: ``short`` is 0 if and
        only if ``complete_s <= within_s``.

    Notes
    -----
    As in `layers.queries.fill.offers.draw`, drawing on the soonest until the quantity is reached is the earliest
    completion. Each site is judged alone; nothing given to one is missing at another. Where the few soonest do, the
    others cannot matter: whatever they bring comes no sooner than the last of the few.
    """
    shape = (len(limits), len(arrive_s), len(needs))
    complete_s, short = np.full(shape, np.inf), np.broadcast_to(np.asarray(needs, np.int64), shape).copy()
    for place, limit in enumerate(limits):
        depots = np.flatnonzero(limit.counts & (stock > 0).any(axis=0))
        given = np.minimum(stock[:, depots], np.asarray(needs, np.int64)[:, None])
        for sites in _pieces(len(arrive_s)) if len(depots) else ():
            there_s = arrive_s[sites][:, depots]
            complete_s[place, sites], short[place, sites] = _soonest_first(there_s, given, needs, limit.within_s, few)
    return Times(complete_s, short)


def _soonest_first(
    there_s: Floats, given: Whole, needs: Sequence[int], within_s: float, few: int
) -> tuple[Floats, Whole]:
    """Draw on the few soonest of each site, and where that is not enough on all; shapes (sites, items)."""
    if few < there_s.shape[1]:
        order = np.argpartition(there_s, few - 1, axis=1)[:, :few]
        complete_s, short = _drawn(there_s, order, given, needs, within_s)
        rest = np.flatnonzero(np.isinf(complete_s).any(axis=1))
        complete_s[rest], short[rest] = _soonest_first(there_s[rest], given, needs, within_s, there_s.shape[1])
        return complete_s, short
    return _drawn(there_s, np.broadcast_to(np.arange(there_s.shape[1]), there_s.shape), given, needs, within_s)


def _drawn(there_s: Floats, depots: Whole, given: Whole, needs: Sequence[int], within_s: float) -> tuple[Floats, Whole]:
    """Draw on some depots of each site, shape (sites, depots), the soonest first."""
    sorted_s = np.take_along_axis(there_s, depots, axis=1)
    order = np.argsort(sorted_s, axis=1)
    sorted_s, depots = np.take_along_axis(sorted_s, order, axis=1), np.take_along_axis(depots, order, axis=1)
    complete_s = np.empty((len(there_s), len(needs)))
    short = np.empty(complete_s.shape, np.int64)
    for item, need in enumerate(needs):
        sums = given[item][depots].cumsum(axis=1)
        complete_s[:, item] = _first(sums >= need, sorted_s)
        short[:, item] = np.maximum(need - np.where(sorted_s <= within_s, sums, 0).max(axis=1, initial=0), 0)
    return complete_s, short


def _first(enough: Mask, sorted_s: Floats) -> Floats:
    """The first time at which there is enough, inf where there never is."""
    first = enough.argmax(axis=1)
    rows = np.arange(len(first))
    return np.where(enough[rows, first], sorted_s[rows, first], np.inf)


def _pieces(count: int) -> Iterable[slice]:
    return (slice(start, start + SITES_AT_ONCE) for start in range(0, count, SITES_AT_ONCE))
