"""The stock table: totals are those of all lines counted anew, whatever was replaced, and sums are exact."""

import time
from datetime import timedelta

import numpy as np
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.live import stock as stock_module
from layers.live.stock import NO_LINES, Lines, StockTable
from layers.live.stock_rows import NEVER
from layers.querysets import StockCount

TODAY = timezone.localdate().toordinal()
DAYS = st.sampled_from([TODAY - 1, TODAY, TODAY + 1, NEVER])
QUESTIONS = [({1}, StockCount.AVAILABLE), ({1, 2}, StockCount.WITH_RESERVED), ({2, 3}, StockCount.WITH_EXPIRED)]

line = st.tuples(st.integers(0, 5), st.integers(1, 3), st.integers(0, 9), st.integers(0, 9), DAYS).map(
    lambda one: (one[0], one[1], one[2] + one[3], one[3], one[4])
)


def lines_of(rows):
    slot, item, on_hand, available, last_day = np.array(rows, np.int64).reshape(-1, 5).T
    return Lines(slot, item, on_hand, available, np.zeros_like(slot), last_day)


def brute(rows, items, count):
    totals = np.zeros(6, np.int64)
    for slot, item, on_hand, available, last_day in rows:
        if item in items and (last_day >= TODAY or count is StockCount.WITH_EXPIRED):
            totals[slot] += on_hand if count is StockCount.WITH_RESERVED else available
    return totals.tolist()


@settings(max_examples=150, deadline=None)
@given(st.lists(line, max_size=12), st.lists(st.tuples(st.sets(st.integers(0, 5)), st.lists(line, max_size=8))))
def test_totals_follow_every_replacement(rows, changes):
    table = StockTable(lines_of(rows), 6)
    for question in QUESTIONS:
        table.total(*question)  # kept from here on, and changed in place
    for depots, new in changes:
        new = [one for one in new if one[0] in depots]
        table.replace(np.array(sorted(depots), np.int64), lines_of(new))
        rows = [one for one in rows if one[0] not in depots] + new
        for question in QUESTIONS:
            assert table.total(*question)[:6].tolist() == brute(rows, *question)
    fresh = StockTable(lines_of(rows), 6)
    for question in QUESTIONS:
        assert fresh.total(*question)[:6].tolist() == table.total(*question)[:6].tolist()


def test_lines_that_were_replaced_are_let_go():
    table = StockTable(lines_of([(0, 1, 5, 5, NEVER), (1, 1, 7, 7, NEVER)]), 2)
    for _ in range(5000):
        table.replace(np.array([0]), lines_of([(0, 1, 6, 6, NEVER)]))
    assert table.total({1}).tolist()[:2] == [6, 7]
    assert len(table._lines.slot) < 10_000


def test_totals_of_yesterday_are_not_todays(monkeypatch):
    table = StockTable(lines_of([(0, 1, 5, 5, TODAY)]), 1)
    assert table.total({1}).tolist() == [5]
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(stock_module.timezone, "localdate", lambda: tomorrow)
    same_time_tomorrow = time.time() + 86_400
    monkeypatch.setattr(stock_module.time, "time", lambda: same_time_tomorrow)
    assert table.total({1}).tolist() == [0]


def test_new_depots_have_room_and_nothing_in_stock():
    table = StockTable(NO_LINES, 0)
    table.total({1})
    table.replace(np.array([70]), lines_of([(70, 1, 5, 3, NEVER)]))
    assert table.total({1})[70] == 3
    assert len(table.total({2})) > 70
