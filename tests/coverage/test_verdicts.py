"""Pass, fail and undefined on plain numbers; how far apart places stand; counting by outline and by seat."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from layers.queries.coverage.spacing import nearest_neighbours_m, spacing_of
from layers.queries.coverage.targets.verdicts import (
    Outcome,
    count_verdict,
    ground_verdict,
    rate_verdict,
    share_verdict,
    undefined,
)

GEOD = Geod(ellps="WGS84")


def test_a_share_equal_to_the_target_passes_and_one_person_less_fails():
    held = share_verdict(1000, 600, 0.6, m2_per_person=1.5)
    assert (held.outcome, held.people_short, held.m2_short, held.margin) == ("pass", 0, 0.0, 0.0)
    missed = share_verdict(1000, 599, 0.6, m2_per_person=1.5)
    assert (missed.outcome, missed.people_short, missed.m2_short) == ("fail", 1, 1.5)
    assert missed.margin == pytest.approx(-0.001)
    assert share_verdict(1000, 599, 0.6).m2_short is None


@given(st.integers(1, 10_000), st.integers(0, 100))
def test_shares_that_are_equal_on_paper_are_equal_here(people, percent):
    """0.07 × 100 is 7.000000000000001 in binary: that must not fail 7 of 100."""
    share, needed = percent / 100, math.ceil(people * percent / 100 - 1e-9)
    verdict = share_verdict(people, needed, share)
    assert (verdict.outcome, verdict.people_short) == ("pass", 0)
    assert verdict.margin >= 0
    if needed > 0:
        assert share_verdict(people, needed - 1, share).people_short == 1


@given(st.floats(1, 1e7), st.floats(0, 1), st.floats(0, 1))
def test_covering_the_people_short_is_enough_and_one_fewer_is_not(people, covered, share):
    verdict = share_verdict(people, covered * people, share)
    if verdict.outcome is Outcome.FAIL:
        assert verdict.people_short >= 1
        assert share_verdict(people, covered * people + verdict.people_short, share).outcome is Outcome.PASS
        assert share_verdict(people, covered * people + verdict.people_short - 1, share).outcome is Outcome.FAIL


def test_where_nobody_lives_shares_and_rates_are_undefined():
    for verdict in (share_verdict(0, 0, 0.6), rate_verdict(5, 0, 1)):
        assert (verdict.outcome, verdict.why, verdict.value, verdict.people_short) == (
            "undefined",
            "nobody",
            None,
            None,
        )
        assert verdict.margin is None
    assert undefined("no_outline", limit=0.6).limit == 0.6


def test_counts_and_rates_say_how_many_are_missing():
    assert count_verdict(1, 1).outcome is Outcome.PASS
    missed = count_verdict(0, 2)
    assert (missed.outcome, missed.count_short, missed.margin) == ("fail", 2, -2)
    rate = rate_verdict(29, 100_000, 3)
    assert (rate.outcome, rate.value, rate.count_short) == ("fail", pytest.approx(2.9), 1)
    assert rate_verdict(30, 100_000, 3).outcome is Outcome.PASS


def test_ground_beyond_the_spacing_is_told_in_km2():
    verdict = ground_verdict(100.0, 75.0, 1.0)
    assert (verdict.outcome, verdict.value, verdict.km2_short) == ("fail", 0.75, 25.0)
    assert ground_verdict(100.0, 99.995, 1.0).outcome is Outcome.PASS


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), max_size=40), st.sampled_from([(109, 34), (179.5, 80)]))
def test_nearest_neighbours_are_those_of_measuring_every_pair(places, corner):
    lons = np.array([(corner[0] + x + 180) % 360 - 180 for x, _ in places], float)
    lats = np.array([corner[1] + y for _, y in places], float)
    truth = [
        min(
            (GEOD.inv(a, b, c, d)[2] for j, (c, d) in enumerate(zip(lons, lats, strict=True)) if j != i), default=np.inf
        )
        for i, (a, b) in enumerate(zip(lons, lats, strict=True))
    ]
    assert nearest_neighbours_m(lons, lats) == pytest.approx(truth, abs=1e-6)


def test_spacing_counts_those_inside_and_their_neighbours_outside():
    lons, lats = np.array([109.0, 109.0, 109.1]), np.array([34.0, 34.0, 34.0])
    away = GEOD.inv(109.0, 34.0, 109.1, 34.0)[2]
    found = spacing_of(lons, lats, np.array([True, False, True]))
    assert (found.count, found.median_m, found.greatest_m) == (2, pytest.approx(away / 2), pytest.approx(away))
    lonely = spacing_of(lons[:1], lats[:1], np.array([True]))
    assert (lonely.count, lonely.median_m, lonely.greatest_m) == (1, None, None)
