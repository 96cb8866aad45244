"""The arithmetic of the clocks against brute force, and laws that hold whatever the numbers are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from layers.queries.clocks.judging import Limit, judge
from tests.fill.cases import drawn, offer

INF = np.inf


@st.composite
def worlds(draw_value):
    """Arrivals, stock, needs and limits of a few sites, depots and items: few values, so that ties are common."""
    sites, depots, items = (draw_value(st.integers(1, most)) for most in (4, 6, 3))
    minutes = st.sampled_from([0, 10, 20, 30, 60, INF])
    arrive_s = np.array([[draw_value(minutes) * 60 for _ in range(depots)] for _ in range(sites)], float)
    stock = np.array([[draw_value(st.integers(0, 9)) for _ in range(depots)] for _ in range(items)], np.int64)
    needs = [draw_value(st.integers(1, 20)) for _ in range(items)]
    limits = [
        Limit(np.array([draw_value(st.booleans()) for _ in range(depots)]), draw_value(st.sampled_from([600, 1200])))
        for _ in range(2)
    ]
    return arrive_s, stock, needs, limits


def by_hand(arrive_s, stock, need, limit):
    """When there is enough at one site, and what is missing at the limit: each moment tried in turn."""
    there = [(when, int(amount)) for when, amount, counts in zip(arrive_s, stock, limit.counts, strict=True) if counts]

    def arrived(moment):
        return sum(amount for when, amount in there if when <= moment)

    moments = sorted({when for when, _ in there if when < INF})
    complete_s = next((moment for moment in moments if arrived(moment) >= need), INF)
    return complete_s, max(need - arrived(limit.within_s), 0)


@given(worlds())
def test_it_says_what_trying_every_moment_says(world):
    arrive_s, stock, needs, limits = world
    times = judge(*world)
    for (at, limit), (site, arrivals), (item, need) in (
        (a, b, c) for a in enumerate(limits) for b in enumerate(arrive_s) for c in enumerate(needs)
    ):
        expected = by_hand(arrivals, stock[item], need, limit)
        assert (times.complete_s[at, site, item], times.short[at, site, item]) == expected
    within = np.array([limit.within_s for limit in limits])[:, None, None]
    assert ((times.short == 0) == (times.complete_s <= within)).all()


@given(worlds(), st.integers(1, 3))
def test_how_many_are_looked_at_first_changes_nothing(world, few):
    times, all_at_once = judge(*world, few=few), judge(*world)
    assert (times.complete_s == all_at_once.complete_s).all()
    assert (times.short == all_at_once.short).all()


@given(worlds())
def test_the_completion_is_that_of_filling_the_need_at_the_site_alone(world):
    arrive_s, stock, needs, limits = world
    times = judge(*world)
    for site, arrivals in enumerate(arrive_s):
        offers = [
            offer(f"D{depot}", when, int(stock[item, depot]), need=item)
            for depot, when in enumerate(arrivals)
            for item in range(len(needs))
            if when < INF and stock[item, depot] and limits[0].counts[depot]
        ]
        shares = drawn(needs, offers)
        for item, need in enumerate(needs):
            mine = [share for share in shares if share.offer.need == item]
            enough = sum(share.taken for share in mine) == need
            last = max((share.offer.giver.arrive_s for share in mine), default=0)
            assert times.complete_s[0, site, item] == (last if enough else INF)


@given(worlds(), st.integers(0, 5), st.integers(0, 2), st.integers(1, 9))
def test_more_stock_never_fails_a_clock_that_was_held(world, depot, item, more):
    arrive_s, stock, needs, limits = world
    fuller = stock.copy()
    fuller[item % len(stock), depot % stock.shape[1]] += more
    before, after = judge(*world), judge(arrive_s, fuller, needs, limits)
    assert (after.complete_s <= before.complete_s).all()
    assert (after.short <= before.short).all()


@given(worlds())
def test_later_arrivals_longer_lists_and_larger_needs_never_help(world):
    arrive_s, stock, needs, limits = world
    times = judge(*world)
    assert (judge(arrive_s + 60, stock, needs, limits).complete_s >= times.complete_s).all()
    assert (judge(arrive_s, stock, [need + 1 for need in needs], limits).complete_s >= times.complete_s).all()
    anywhere = [Limit(np.ones_like(limit.counts), limit.within_s) for limit in limits]
    assert (judge(arrive_s, stock, needs, anywhere).complete_s <= times.complete_s).all()


def test_nothing_at_all_is_short_of_everything():
    times = judge(np.zeros((2, 0)), np.zeros((1, 0), np.int64), [5], [Limit(np.zeros(0, bool), 60.0)])
    assert (times.complete_s.tolist(), times.short.tolist()) == ([[[INF], [INF]]], [[[5], [5]]])
    assert judge(np.zeros((0, 0)), np.zeros((1, 0), np.int64), [5], []).short.shape == (0, 0, 1)


def test_amounts_beyond_what_whole_numbers_hold_are_no_trouble():
    most = np.iinfo(np.int64).max
    times = judge(np.zeros((1, 3)), np.full((1, 3), most), [10**15], [Limit(np.ones(3, bool), 60.0)])
    assert (times.complete_s.item(), times.short.item()) == (0, 0)
