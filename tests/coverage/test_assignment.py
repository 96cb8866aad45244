"""Who has a place is decided exactly: the most people first, then the fewest person-metres."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.queries.coverage.assignment import Method, assign
from layers.queries.coverage.reach import reach_from_pairs
from tests.coverage.transport import GOLDEN, a_city, by_linear_program, cases, reach_of


def test_the_golden_case_serves_250_for_52_000_person_metres():
    persons, capacity, metres = GOLDEN
    found = assign(persons, capacity, reach_of(metres))
    assert (found.served_persons, found.total_cost, found.gap, found.method) == (250, 52_000, 0, Method.EXACT)
    assert found.loads.tolist() == [100, 150]
    assert found.served.tolist() == [100, 100, 50]
    assert found.in_reach_no_place.tolist() == [0, 0, 50]
    assert found.out_of_reach.tolist() == [0, 0, 0]


def test_a_site_of_unknown_capacity_covers_and_serves_nobody():
    found = assign([10, 20], [np.nan, 5], reach_of([[100, 900], [900, 100]]))
    assert found.served.tolist() == [0, 5]
    assert found.in_reach_no_place.tolist() == [10, 15]
    assert found.loads.tolist() == [0, 5]


def test_who_is_at_the_limit_is_served_and_who_is_beyond_is_out_of_reach():
    found = assign([10, 20], [100], reach_of([[500], [500.001]]))
    assert found.served.tolist() == [10, 0]
    assert found.out_of_reach.tolist() == [0, 20]


@pytest.mark.parametrize("n_cells", [0, 3])
def test_without_sites_or_people_nobody_is_served(n_cells):
    found = assign(np.ones(n_cells), [], reach_of(np.zeros((n_cells, 0))))
    assert found.out_of_reach.tolist() == [1] * n_cells
    assert (found.served_persons, found.total_cost) == (0, 0)


def test_among_equal_ways_the_first_cell_is_served():
    assert assign([10, 10], [10], reach_of([[100], [100]])).served.tolist() == [10, 0]


def test_fractions_of_people_are_served_whole_and_add_up():
    persons = np.array([0.1, 0.2, 1 / 3])
    found = assign(persons, [10], reach_of([[1], [2], [3]]))
    assert found.served.tolist() == persons.tolist()


@settings(deadline=None, max_examples=150)
@given(cases(), st.integers(0, 12))
def test_it_agrees_with_a_linear_program(case, hundreds):
    persons, capacity, metres = case
    found = assign(persons, capacity, reach_of(metres, hundreds * 100))
    served, cost = by_linear_program(persons, capacity, metres, hundreds * 100)
    assert found.served_persons == pytest.approx(served, abs=1e-6)
    assert found.total_cost == pytest.approx(cost, abs=1e-3)


@settings(deadline=None, max_examples=60)
@given(cases(whole=False), st.integers(0, 12))
def test_it_agrees_with_a_linear_program_about_fractions(case, hundreds):
    persons, capacity, metres = case
    found = assign(persons, capacity, reach_of(metres, hundreds * 100))
    served, _ = by_linear_program(persons, capacity, metres, hundreds * 100)
    assert found.served_persons == pytest.approx(served, abs=(len(persons) + len(capacity)) * 2**-20)


@settings(deadline=None, max_examples=100)
@given(st.one_of(cases(), cases(whole=False)), st.integers(0, 12))
def test_no_one_is_counted_twice_and_no_site_is_beyond_its_capacity(case, hundreds):
    persons, capacity, metres = case
    reach = reach_of(metres, hundreds * 100)
    found = assign(persons, capacity, reach)
    assert found.served + found.in_reach_no_place + found.out_of_reach == pytest.approx(persons, abs=1e-12)
    assert (found.served >= 0).all()
    assert (found.served <= persons).all()
    assert (found.loads <= np.nan_to_num(capacity)).all()
    assert found.loads.sum() == pytest.approx(found.served_persons, abs=1e-9)
    by_cell = np.bincount(reach.cells[found.pairs], found.pair_persons, minlength=len(persons))
    assert by_cell == pytest.approx(found.served, abs=1e-9)
    assert (found.out_of_reach[reach.is_covered] == 0).all()


@settings(deadline=None, max_examples=100)
@given(cases(), st.integers(0, 11), st.integers(0, 30), st.randoms())
def test_more_reach_more_places_and_more_sites_never_serve_fewer(case, hundreds, more, random):
    persons, capacity, metres = case
    limit = hundreds * 100
    served = assign(persons, capacity, reach_of(metres, limit)).served_persons
    assert assign(persons, capacity, reach_of(metres, limit + 100)).served_persons >= served
    raised = capacity.copy()
    raised[random.randrange(len(capacity))] += more
    assert assign(persons, raised, reach_of(metres, limit)).served_persons >= served
    fewer = np.delete(np.arange(len(capacity)), random.randrange(len(capacity)))
    assert assign(persons, capacity[fewer], reach_of(metres[:, fewer], limit)).served_persons <= served


@settings(deadline=None, max_examples=100)
@given(cases(), st.integers(0, 12), st.randoms())
def test_another_order_of_cells_and_sites_changes_no_total(case, hundreds, random):
    persons, capacity, metres = case
    cells, sites = (random.sample(range(n), n) for n in metres.shape)
    found = assign(persons, capacity, reach_of(metres, hundreds * 100))
    turned = assign(persons[cells], capacity[sites], reach_of(metres[cells][:, sites], hundreds * 100))
    assert (turned.served_persons, turned.total_cost) == (found.served_persons, found.total_cost)


@settings(deadline=None, max_examples=200)
@given(cases(most_cells=12, most_sites=6), st.integers(1, 12))
def test_the_heuristic_serves_as_many_and_costs_no_more_than_its_gap_allows(case, hundreds):
    persons, capacity, metres = case
    reach = reach_of(metres, hundreds * 100)
    best, near = assign(persons, capacity, reach), assign(persons, capacity, reach, exact_up_to=0)
    assert near.served_persons == best.served_persons
    assert best.total_cost <= near.total_cost <= max(best.total_cost, 0.001) * (1 + near.gap) + 1e-6
    assert (near.loads <= np.nan_to_num(capacity)).all()
    assert (near.served <= persons).all()
    assert (best.method, best.gap) == (Method.EXACT, 0)


@settings(deadline=None, max_examples=60)
@given(cases(whole=False), st.integers(1, 12))
def test_the_heuristic_serves_as_many_where_people_are_fractions(case, hundreds):
    persons, capacity, metres = case
    reach = reach_of(metres, hundreds * 100)
    near = assign(persons, capacity, reach, exact_up_to=0)
    assert near.served_persons == pytest.approx(assign(persons, capacity, reach).served_persons, abs=1e-4)
    assert (near.loads <= np.nan_to_num(capacity)).all()


@pytest.mark.parametrize("places_per_person", [0.3, 0.8, 1.5])
def test_in_a_city_the_gap_is_small_and_true(places_per_person):
    persons, capacity, reach = a_city(places_per_person)
    best, near = assign(persons, capacity, reach), assign(persons, capacity, reach, exact_up_to=0)
    assert near.served_persons == best.served_persons
    assert near.method == Method.HEURISTIC
    assert near.gap < 0.06
    assert best.total_cost < near.total_cost <= best.total_cost * (1 + near.gap)
    again = assign(persons, capacity, reach, exact_up_to=0)
    assert (again.pairs.tobytes(), again.pair_persons.tobytes()) == (near.pairs.tobytes(), near.pair_persons.tobytes())


def test_a_city_in_another_order_is_served_alike():
    persons, capacity, reach = a_city(0.8)
    order = np.random.default_rng(3).permutation(len(persons))
    place = np.argsort(order)
    turned = reach_from_pairs(place[reach.cells], reach.sites, reach.costs, n_cells=len(persons), n_sites=len(capacity))
    best, other = assign(persons, capacity, reach), assign(persons[order], capacity, turned)
    assert (other.served_persons, other.total_cost) == (best.served_persons, best.total_cost)
    near = assign(persons[order], capacity, turned, exact_up_to=0)
    assert near.served_persons == best.served_persons
