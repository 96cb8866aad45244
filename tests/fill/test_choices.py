"""Each way to choose against brute force over all sets of depots, and against a program of another kind."""

from itertools import combinations

import highspy
import numpy as np
import pytest
from hypothesis import given, settings

from layers.queries.fill.drawing import draw, lightest_haul_first, soonest_first, totals
from layers.queries.fill.program import Coverage, _greedy, _without_needless, fewest_givers
from tests.fill.cases import covers, depots_of, kind, offer, offers_of, problems

PATIENT_S = 60.0


def subsets(items):
    return (chosen for size in range(len(items) + 1) for chosen in combinations(items, size))


def met(needs, offers):
    """The most that can be had of each need."""
    return [min(need, sum(one.spare for one in offers if one.need == place)) for place, need in enumerate(needs)]


@given(problems())
def test_shares_never_exceed_offers_and_add_up_to_what_can_be_had(problem):
    needs, offers = problem
    for order in (soonest_first, lightest_haul_first):
        shares = draw(needs, sorted(offers, key=order))
        assert all(0 < share.taken <= share.offer.spare for share in shares)
        assert len({(share.offer.giver.code, share.offer.kind.key) for share in shares}) == len(shares)
        assert totals(shares, len(needs)) == met(needs, offers)


@given(problems())
def test_the_earliest_completion_is_that_of_the_best_set_of_depots(problem):
    needs, offers = problem
    within_reach = met(needs, offers)
    best_s = min(
        max((one.arrive_s for one in chosen), default=0)
        for chosen in subsets(depots_of(offers))
        if covers(offers_of(chosen, offers), within_reach)
    )
    shares = draw(needs, sorted(offers, key=soonest_first))
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
    cover = fewest_givers(needs, offers, time_limit_s=PATIENT_S)
    assert covers(offers_of(cover.givers, offers), needs)
    assert (len(cover.givers), max((one.arrive_s for one in cover.givers), default=0)) == best
    assert cover.gap == 0


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_least_tonne_kilometres_are_those_of_the_linear_program(problem):
    needs, offers = problem
    shares = draw(needs, sorted(offers, key=lightest_haul_first))
    cost = sum(lightest_haul_first(share.offer)[0] * share.taken for share in shares)
    assert cost == pytest.approx(least_by_linear_program(met(needs, offers), offers), abs=1e-6)


def least_by_linear_program(needs, offers):
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    for one in offers:
        model.addVar(0, one.spare)
        model.changeColCost(model.getNumCol() - 1, one.kind.unit_mass_kg * one.giver.leg.road_distance_m / 1e6)
    for place, need in enumerate(needs):
        columns = np.array([at for at, one in enumerate(offers) if one.need == place], dtype=np.int32)
        if need:
            model.addRow(need, need, len(columns), columns, np.ones(len(columns)))
    model.run()
    return model.getInfo().objective_function_value


def test_one_large_depot_stands_before_two_that_are_sooner():
    offers = [offer("near", 60, 5), offer("next", 120, 5), offer("far", 9000, 10)]
    assert {one.code for one in fewest_givers([10], offers).givers} == {"far"}
    assert [share.offer.giver.code for share in draw([10], sorted(offers, key=soonest_first))] == ["near", "next"]


def test_of_as_few_depots_those_that_are_all_there_sooner():
    offers = [offer("a", 60, 5), offer("b", 120, 5), offer("late", 9000, 7)]
    assert {one.code for one in fewest_givers([10], offers, time_limit_s=PATIENT_S).givers} == {"a", "b"}


def test_a_light_item_from_afar_stands_before_a_heavy_one_nearby():
    heavy = offer("near", 60, 10, road_km=10, of=kind("heavy", 50.0))
    light = offer("far", 600, 10, road_km=40, of=kind("light", 10.0))
    shares = draw([12], sorted([heavy, light], key=lightest_haul_first))
    assert [(share.offer.giver.code, share.taken) for share in shares] == [("far", 10), ("near", 2)]


def test_a_cover_short_by_less_than_a_solver_can_see_is_not_taken_for_one():
    need = 9_000_000_000_000
    offers = [offer("almost", 60, need - 1), offer("rest", 120, 1), offer("whole", 9000, need)]
    assert {one.code for one in fewest_givers([need], offers, time_limit_s=PATIENT_S).givers} == {"whole"}


def test_when_the_time_is_up_there_is_a_cover_all_the_same_and_an_honest_gap():
    offers = [
        *(offer(f"pair-{n}", 60, 6, need=n) for n in range(2)),
        *(offer(f"wide-{n}", 60, 4, need=need) for n in range(3) for need in range(2)),
    ]
    needs = [6, 6]
    table = Coverage(needs, offers)
    assert table.covered_by(_without_needless(table, _greedy(table)))
    cover = fewest_givers(needs, offers, time_limit_s=0.0)
    assert covers(offers_of(cover.givers, offers), needs)
    assert len(cover.givers) * (1 - cover.gap) <= 2
