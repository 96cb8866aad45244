"""Drawing a need from offers in a given order: the arithmetic beneath every way to choose."""

from collections.abc import Iterable, Sequence
from typing import Any

from layers.queries.fill.need import Giver, Offer, Share

MILLION = 1_000_000


def arrival(giver: Giver) -> tuple[Any, ...]:
    """Order by arrival; ties by distance, then code."""
    return giver.arrive_s, giver.distance_m, giver.code


def soonest_first(offer: Offer) -> tuple[Any, ...]:
    """Order by arrival; ties by distance, then code, then item."""
    return *arrival(offer.giver), offer.kind.key


def lightest_haul_first(offer: Offer) -> tuple[Any, ...]:
    """Order by tonne-kilometres of one unit; ties as in `soonest_first`. Every kind must have its mass."""
    return (offer.kind.unit_mass_kg or 0.0) * offer.giver.leg.road_distance_m / MILLION, *soonest_first(offer)


def draw(needs: Sequence[int], offers: Iterable[Offer]) -> list[Share]:
    """Take from the offers, the first first, until each need is met or nothing is left.

    Parameters
    ----------
    needs
        Thousandths of each item asked for.
    offers
        Each with the need that it serves, none for two needs; in the order in which they are to be drawn on.

    Returns
    -------
    list of Share
        In the same order; no share exceeds its offer, and those of one need never add up to more than the need.

    Notes
    -----
    In the order `soonest_first` this is the earliest completion, exactly. The needs share no stock, so each can be
    looked at alone; whatever covers a need by a time T uses offers that arrive by T, all of which stand before any
    later one, so the last offer drawn on arrives no later than T. In any order, as much is drawn as can be had.

    In the order `lightest_haul_first` it is the least tonne-kilometres, exactly: the cost is a sum over units taken,
    each need is a continuous knapsack, and taking a unit from further down the order instead cannot lower the sum.
    """
    left = list(needs)
    shares = []
    for offer in offers:
        wanted = left[offer.need]
        if wanted:
            taken = min(wanted, offer.spare)
            left[offer.need] = wanted - taken
            shares.append(Share(offer, taken))
    return shares


def totals(shares: Iterable[Share], count: int) -> list[int]:
    """Return the thousandths drawn for each of `count` needs."""
    drawn = [0] * count
    for share in shares:
        drawn[share.offer.need] += share.taken
    return drawn
