"""Choosing sites: the worked example of the literature's four programs, and brute force over small cases."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import TooBroadError
from layers.queries.coverage.reach import reach_from_matrix
from layers.queries.coverage.siting import classic, cover, median
from layers.queries.coverage.siting.centre import least_farthest
from layers.queries.coverage.siting.choice import Solver
from layers.queries.coverage.siting.classic import InfeasibleError

COSTS = np.array([[200, 900, 1500], [700, 300, 1200], [1400, 600, 400], [1600, 1000, 200], [900, 1100, 2000.0]])
WEIGHTS = np.array([100, 300, 200, 150, 50.0])
NOBODY = np.zeros(5, bool)


@pytest.fixture(params=Solver)
def solver(request):
    """Once by programs of our own, once by spopt's."""
    return request.param


def cover_at(limit, covered=NOBODY, weights=WEIGHTS):
    return cover.cover_of(weights, reach_from_matrix(COSTS, limit), covered)


def test_two_sites_are_the_fewest_within_1000(solver):
    choice = cover.fewest_covering(cover_at(1000), solver=solver)
    assert (len(choice.columns), choice.gap) == (2, 0)
    assert cover_at(1000).gained(choice.columns) == WEIGHTS.sum()


def test_within_700_nobody_can_reach_the_last_cell_and_spopt_says_infeasible():
    table = cover_at(700)
    assert table.unreachable.tolist() == [False] * 4 + [True]
    with pytest.raises(InfeasibleError):
        classic.lscp(COSTS, 700)


def test_one_site_covers_500_of_800_within_700_and_two_cover_750(solver):
    one, two = (cover.most_covered(cover_at(700), p, solver=solver) for p in (1, 2))
    assert (one.columns, one.value, one.gap) == ((1,), 500, 0)
    assert (two.columns, two.value, two.gap) == ((0, 2), 750, 0)


def test_the_share_covered_is_of_people_where_spopt_counts_rows():
    import pulp
    from spopt.locate import MCLP

    model = MCLP.from_cost_matrix(COSTS, WEIGHTS, 700, 2).solve(pulp.HiGHS(msg=False))
    assert model.perc_cov == 80
    assert classic.mclp(COSTS, WEIGHTS, 700, 2).value / WEIGHTS.sum() == 0.9375


def test_the_p_median_of_the_example(solver):
    one, two = (median.least_total_cost(COSTS, WEIGHTS, p, solver=solver) for p in (1, 2))
    assert (one.columns, one.value) == ((1,), 505_000)
    assert (two.columns, two.value, two.value / WEIGHTS.sum()) == ((1, 2), 345_000, 431.25)
    assert one.gap == pytest.approx(0, abs=1e-3)


def test_the_p_centre_of_the_example(solver):
    choice = least_farthest(COSTS, WEIGHTS, 2, solver=solver)
    assert (choice.columns, choice.value, choice.gap) == ((0, 2), 900, 0)


def test_sites_of_today_stay_and_are_not_counted_again(solver):
    today = COSTS[:, 1]
    table = cover_at(700, today <= 700)
    choice = cover.most_covered(table, 1, solver=solver)
    assert (choice.columns, choice.value) == ((2,), 150)
    fixed = classic.mclp(COSTS, WEIGHTS, 700, 2, fixed=[1])
    assert (fixed.columns, fixed.value) == ((1, 2), 500 + 150)
    assert median.least_total_cost(COSTS, WEIGHTS, 1, existing=today, solver=solver).columns == (2,)
    assert classic.pmedian(COSTS, WEIGHTS, 2, fixed=[1]).columns == (1, 2)


def test_a_table_that_spopt_would_write_too_long_is_refused():
    wide = np.ones((600, 40))
    for refuse in (
        lambda: least_farthest(wide, np.ones(600), 1, solver=Solver.SPOPT),
        lambda: median.least_total_cost(wide, np.ones(600), 1, solver=Solver.SPOPT),
    ):
        with pytest.raises(TooBroadError) as refused:
            refuse()
        assert refused.value.faults[0].pointer == "/solver"


def test_where_no_exchange_helps_and_yet_another_choice_is_better_the_program_finds_it():
    """Random tables, every pair of candidates tried: exchanges alone miss the best of some."""
    random = np.random.default_rng(5)
    for _ in range(40):
        costs, weights = random.integers(1, 100, (14, 9)).astype(float), random.integers(1, 50, 14).astype(float)
        best = min((costs[:, list(one)].min(axis=1) * weights).sum() for one in itertools.combinations(range(9), 4))
        found = median.least_total_cost(costs, weights, 4)
        assert (found.value, found.gap) == (best, 0)


def tables(most_cells=7, most_candidates=6):
    """Costs, weights and what today costs, in a few whole numbers so that ties are common."""
    whole = st.integers(1, 9)

    def of(size):
        n, m = size
        matrix = st.lists(st.lists(whole, min_size=m, max_size=m), min_size=n, max_size=n)
        return st.tuples(
            matrix.map(lambda rows: np.array(rows, float)),
            st.lists(st.integers(0, 50), min_size=n, max_size=n).map(lambda row: np.array(row, float)),
            st.lists(st.integers(1, 9), min_size=n, max_size=n).map(lambda row: np.array(row, float)),
        )

    return st.tuples(st.integers(1, most_cells), st.integers(1, most_candidates)).flatmap(of)


def subsets(m, p):
    return [one for size in range(min(p, m) + 1) for one in itertools.combinations(range(m), size)]


def covered_people(costs, weights, today, limit, columns):
    near = np.minimum(today, costs[:, list(columns)].min(axis=1)) if columns else today
    return weights[near <= limit].sum()


@pytest.mark.parametrize("way", Solver)
@given(tables(), st.integers(1, 4), st.integers(1, 9))
@settings(max_examples=25, deadline=None)
def test_no_choice_covers_more_nor_covers_all_with_fewer(way, table, p, limit):
    costs, weights, today = table
    m = costs.shape[1]
    these = cover.cover_of(weights, reach_from_matrix(costs, limit), today <= limit)
    most, fewest = cover.most_covered(these, p, solver=way), cover.fewest_covering(these, solver=way)
    base = weights[today <= limit].sum()
    best = max(covered_people(costs, weights, today, limit, one) for one in subsets(m, p))
    assert base + these.gained(most.columns) == base + most.value == best
    reachable = covered_people(costs, weights, today, limit, tuple(range(m)))
    assert reachable == weights.sum() - weights[these.unreachable].sum()
    enough = [one for one in subsets(m, m) if covered_people(costs, weights, today, limit, one) == reachable]
    assert len(fewest.columns) == min(map(len, enough))
    assert covered_people(costs, weights, today, limit, fewest.columns) == reachable


@pytest.mark.parametrize("way", Solver)
@given(tables(), st.integers(1, 3), st.booleans())
@settings(max_examples=25, deadline=None)
def test_no_choice_is_nearer_in_all_or_nearer_for_the_farthest(way, table, p, has_today):
    costs, weights, today = table
    some = weights > 0
    near = {
        one: np.minimum(today if has_today else np.inf, costs[:, list(one)].min(axis=1))
        for one in itertools.combinations(range(costs.shape[1]), min(p, costs.shape[1]))
    }
    how = {"existing": today if has_today else None, "solver": way}
    middle = median.least_total_cost(costs, weights, p, **how)
    farthest = least_farthest(costs, weights, p, **how)
    if not some.any():
        assert middle.columns == farthest.columns == ()
        return
    least = min((one * weights).sum() for one in near.values())
    assert middle.bound <= least + 1e-6
    assert middle.value == pytest.approx(least, rel=1e-9)
    assert middle.gap == 0
    assert farthest.value == min(one[some].max() for one in near.values())


@given(tables(), st.integers(1, 9), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_more_sites_never_cover_fewer_and_no_random_choice_covers_more(table, limit, random):
    costs, weights, today = table
    these = cover.cover_of(weights, reach_from_matrix(costs, limit), today <= limit)
    m = costs.shape[1]
    values = [cover.most_covered(these, p).value for p in range(1, m + 1)]
    assert values == sorted(values)
    for p, value in enumerate(values, start=1):
        assert these.gained(random.sample(range(m), p)) <= value
