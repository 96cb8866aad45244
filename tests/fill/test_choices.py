"""Each way to choose against brute force over all sets of depots, and against a program of another kind."""

from itertools import combinations

import highspy
import numpy as np
import pytest
from hypothesis import given, settings

from layers.queries.fill.offers import draw, totals
from layers.queries.fill.program import Coverage, _greedy, _without_needless
from tests.fill.cases import covers, depots_of, drawn, fewest, haul, offer, offers_of, problems, sums, table

PATIENT_S = 60.0


def subsets(items):
    return (chosen for size in range(len(items) + 1) for chosen in combinations(items, size))


def met(needs, offers):
    """The most that can be had of each need."""
    return [min(need, sum(one.spare for one in offers if one.need == place)) for place, need in enumerate(needs)]


@given(problems())
def test_shares_never_exceed_offers_and_add_up_to_what_can_be_had(problem):
    needs, offers = problem
    for lightest in (False, True):
        shares = drawn(needs, offers, lightest=lightest)
        assert all(0 < share.taken <= share.offer.spare for share in shares)
        assert sums(shares, len(needs)) == met(needs, offers)
    _, columns, _ = table(offers)
    assert totals(draw(needs, columns), columns, len(needs)) == met(needs, offers)


@given(problems())
def test_the_earliest_completion_is_that_of_the_best_set_of_depots(problem):
    needs, offers = problem
    within_reach = met(needs, offers)
    best_s = min(
        max((one.arrive_s for one in chosen), default=0)
        for chosen in subsets(depots_of(offers))
        if covers(offers_of(chosen, offers), within_reach)
    )
    shares = drawn(needs, offers)
    assert max((share.offer.giver.arrive_s for share in shares), default=0) == best_s


@settings(max_examples=60, deadline=None)
@given(problems(most_depots=6))
def test_the_fewest_depots_are_the_smallest_cover_and_of_those_the_soonest(problem):
    needs, offers = problem
    needs = met(needs, offers)
    best = min(
        (len(chosen), max((one.arrive_s for one in chosen), default=0))
        for chosen in subsets(depots_of(offers))
        if covers(offers_of(chosen, offers), needs)
    )
    chosen, gap = fewest(needs, offers, time_limit_s=PATIENT_S)
    assert covers(offers_of(chosen, offers), needs)
    assert (len(chosen), max((one.arrive_s for one in chosen), default=0)) == best
    assert gap == 0


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_least_tonne_kilometres_are_those_of_the_linear_program(problem):
    needs, offers = problem
    cost = sum(haul(share.offer) * share.taken for share in drawn(needs, offers, lightest=True))
    assert cost == pytest.approx(least_by_linear_program(met(needs, offers), offers), abs=1e-6)


def least_by_linear_program(needs, offers):
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    for one in offers:
        model.addVar(0, one.spare)
        model.changeColCost(model.getNumCol() - 1, haul(one))
    for place, need in enumerate(needs):
        columns = np.array([at for at, one in enumerate(offers) if one.need == place], dtype=np.int32)
        if need:
            model.addRow(need, need, len(columns), columns, np.ones(len(columns)))
    model.run()
    return model.getInfo().objective_function_value


def test_one_large_depot_stands_before_two_that_are_sooner():
    offers = [offer("near", 60, 5), offer("next", 120, 5), offer("far", 9000, 10)]
    assert {one.code for one in fewest([10], offers)[0]} == {"far"}
    assert [share.offer.giver.code for share in drawn([10], offers)] == ["near", "next"]


def test_of_as_few_depots_those_that_are_all_there_sooner():
    offers = [offer("a", 60, 5), offer("b", 120, 5), offer("late", 9000, 7)]
    assert {one.code for one in fewest([10], offers, time_limit_s=PATIENT_S)[0]} == {"a", "b"}


def test_a_light_item_from_afar_stands_before_a_heavy_one_nearby():
    heavy = offer("near", 60, 10, road_km=10, kind=3)
    light = offer("far", 600, 10, road_km=40, kind=2)
    shares = drawn([12], [heavy, light], lightest=True)
    assert [(share.offer.giver.code, share.taken) for share in shares] == [("near", 2), ("far", 10)]


def test_a_cover_short_by_less_than_a_solver_can_see_is_not_taken_for_one():
    need = 9_000_000_000_000
    offers = [offer("almost", 60, need - 1), offer("rest", 120, 1), offer("whole", 9000, need)]
    assert {one.code for one in fewest([need], offers, time_limit_s=PATIENT_S)[0]} == {"whole"}


def test_when_the_time_is_up_there_is_a_cover_all_the_same_and_an_honest_gap():
    offers = [
        *(offer(f"pair-{n}", 60, 6, need=n) for n in range(2)),
        *(offer(f"wide-{n}", 60, 4, need=need) for n in range(3) for need in range(2)),
    ]
    needs = [6, 6]
    givers, columns, _ = table(offers)
    coverage = Coverage(needs, columns, givers.arrive_s)
    assert coverage.covered_by(_without_needless(coverage, _greedy(coverage)))
    chosen, gap = fewest(needs, offers, time_limit_s=0.0)
    assert covers(offers_of(chosen, offers), needs)
    assert len(chosen) * (1 - gap) <= 2


def test_amounts_beyond_what_whole_numbers_hold_are_no_trouble():
    need, most = 10**15, np.iinfo(np.int64).max
    shares = drawn([need], [offer(f"D{n:05}", 60, most) for n in range(12_000)])
    assert [(share.offer.giver.code, share.taken) for share in shares] == [("D00000", need)]
