"""Small cases of filling a need, without a database: depots that arrive at given times with given stock."""

from collections import defaultdict
from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from layers.queries.fill.offers import Givers, Offers, draw, lightest_haul_first
from layers.queries.fill.program import fewest_givers
from layers.queries.supply.columns import Keepers

KIND_KG = {1: 0.5, 2: 2.0, 3: 30.0}
"""Unit masses by catalogue id."""


class Depot(NamedTuple):
    code: str
    arrive_s: int
    road_km: float = 1.0


class Offer(NamedTuple):
    """What one depot offers of one kind; the tests' own row."""

    giver: Depot
    need: int
    kind: int
    spare: int


class Taken(NamedTuple):
    offer: Offer
    taken: int


def offer(code, arrive_s, spare, *, need=0, road_km=1.0, kind=1):
    return Offer(Depot(code, arrive_s, road_km), need, kind, spare)


def table(offers):
    """The offers as the columns that the plan works on; also the depots in order, and the rows' own offers."""
    depots = sorted({one.giver for one in offers}, key=lambda one: (one.arrive_s, one.road_km, one.code))
    rank = {depot: place for place, depot in enumerate(depots)}
    rows = sorted(offers, key=lambda one: (rank[one.giver], one.kind))
    count = len(depots)
    texts = np.array([one.code for one in depots], object)
    zeros = np.zeros(count)
    keepers = Keepers(texts, texts, texts, zeros, zeros, texts, zeros == 0, zeros)
    road_m = np.array([one.road_km * 1000 for one in depots], float)
    travel_s = np.array([one.arrive_s for one in depots], np.int64)
    givers = Givers(keepers, road_m / 1.3, np.zeros(count, np.int64), travel_s, road_m, ["estimate"] * count)
    columns = (
        np.array(values, np.int64)
        for values in (
            [rank[one.giver] for one in rows],
            [one.need for one in rows],
            [one.kind for one in rows],
            [one.spare for one in rows],
        )
    )
    return givers, Offers(*columns), rows


def drawn(needs, offers, *, lightest=False):
    """What is taken, the soonest first or the lightest haul first, in the order of arrival."""
    givers, columns, rows = table(offers)
    order = lightest_haul_first(columns, givers, KIND_KG) if lightest else None
    taken = draw(needs, columns, order).tolist()
    return [Taken(row, amount) for row, amount in zip(rows, taken, strict=True) if amount]


def fewest(needs, offers, **limits):
    """The depots of the smallest cover, and its gap."""
    givers, columns, _ = table(offers)
    cover = fewest_givers(needs, columns, givers.arrive_s, **limits)
    by_code = {one.giver.code: one.giver for one in offers}
    return {by_code[givers.keepers.codes[place]] for place in cover.givers}, cover.gap


def sums(taken, count):
    """What is taken of each need."""
    found = defaultdict(int)
    for one in taken:
        found[one.offer.need] += one.taken
    return [found[place] for place in range(count)]


def haul(one):
    """Tonne-kilometres of one unit, in thousands."""
    return KIND_KG[one.kind] * one.giver.road_km / 1000


@st.composite
def problems(pick, *, most_depots=7, most_needs=3):
    """Needs, and offers of a handful of depots: few values, so that ties and shortages are common."""
    needs = pick(st.lists(st.integers(1, 30), min_size=1, max_size=most_needs))
    offers = []
    for number in range(pick(st.integers(0, most_depots))):
        arrive_s, road_km = pick(st.integers(0, 6)) * 600, pick(st.integers(0, 5))
        for need in range(len(needs)):
            spare = pick(st.integers(0, 20))
            if spare:
                kind = pick(st.sampled_from(sorted(KIND_KG)))
                offers.append(offer(f"D{number}", arrive_s, spare, need=need, road_km=road_km, kind=kind))
    return needs, offers


def covers(offers, needs):
    """Whether all of these offers together meet the needs."""
    return all(sum(one.spare for one in offers if one.need == place) >= need for place, need in enumerate(needs))


def depots_of(offers):
    return sorted({one.giver for one in offers}, key=lambda one: one.code)


def offers_of(chosen, offers):
    codes = {one.code for one in chosen}
    return [one for one in offers if one.giver.code in codes]
