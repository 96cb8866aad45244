"""New sites and added places under capacity: held against brute force, each choice solved as a linear program."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from layers.queries.coverage.assignment import assign
from layers.queries.coverage.reach import reach_from_matrix
from layers.queries.coverage.siting import served
from layers.queries.coverage.siting.served import Option, greedily, most_served, seats_of


def greatest(persons, places, within):
    """The most people with a place, by a linear program over every pair."""
    n, s = within.shape
    rows = [np.repeat(np.eye(n)[i], s) for i in range(n)] + [np.tile(np.eye(s)[j], n) for j in range(s)]
    bounds = [(0, None if ok else 0) for ok in within.ravel()]
    answer = linprog(-np.ones(n * s), A_ub=np.array(rows), b_ub=np.concatenate([persons, places]), bounds=bounds)
    return -answer.fun


@st.composite
def cases(draw):
    n, s, m = draw(st.integers(1, 6)), draw(st.integers(1, 5)), draw(st.integers(1, 5))
    within = np.array(draw(st.lists(st.lists(st.booleans(), min_size=s, max_size=s), min_size=n, max_size=n)))
    persons = np.array(draw(st.lists(st.integers(0, 40), min_size=n, max_size=n)), float)
    part = draw(st.sampled_from([1.0, 0.37]))
    places = np.array(draw(st.lists(st.sampled_from([0, 10, 30, np.nan]), min_size=s, max_size=s)), float)
    options = [Option(draw(st.integers(0, s - 1)), float(draw(st.integers(1, 60)))) for _ in range(m)]
    return persons * part, places, within, options


@given(cases(), st.integers(1, 3))
@settings(max_examples=60, deadline=None)
def test_no_choice_of_options_serves_more(case, p):
    persons, places, within, options = case
    reach = reach_from_matrix(np.where(within, 1.0, 9.0), 1.0)
    seats = seats_of(persons, places, reach, options)
    best = 0.0
    for size in range(min(p, len(options)) + 1):
        for columns in itertools.combinations(range(len(options)), size):
            room = np.nan_to_num(places)
            for column in columns:
                room[options[column].site] += options[column].persons
            truth = greatest(persons, room, within)
            assert seats.served(columns) == pytest.approx(truth, abs=1e-4)
            best = max(best, truth)
    choice = most_served(seats, p)
    assert choice.value == pytest.approx(best, abs=1e-4)
    assert choice.bound >= best - 1e-4
    assert len(choice.columns) <= p
    heuristic = most_served(seats, p, pairs_most=0)
    assert heuristic.value - 1e-4 <= best <= heuristic.bound + 1e-4


@given(cases())
@settings(max_examples=40, deadline=None)
def test_what_is_served_is_what_an_assignment_of_people_to_places_serves(case):
    persons, places, within, options = case
    reach = reach_from_matrix(np.where(within, 1.0, 9.0), 1.0)
    seats = seats_of(persons, places, reach, options)
    assert seats.served(()) == pytest.approx(assign(persons, places, reach).served_persons, abs=1e-4)


def test_places_are_added_where_people_wait_not_where_most_people_are():
    reach = reach_from_matrix(np.array([[1.0, 9], [1, 9], [9, 1]]), 1.0)
    persons, places = np.array([500.0, 500, 300]), np.array([1000.0, 100])
    seats = seats_of(persons, places, reach, [Option(0, 500), Option(1, 500)])
    assert seats.own_gains.tolist() == [0, 200]
    choice = most_served(seats, 1)
    assert (choice.columns, choice.value, choice.gap) == ((1,), 1300, 0)


def test_greed_alone_can_fall_short_and_the_program_does_not():
    # The middle site alone gains most, yet the two at the sides together hold everyone.
    reach = reach_from_matrix(np.array([[1.0, 1, 9], [1, 9, 9], [9, 1, 9], [9, 1, 1], [9, 9, 1]]), 1.0)
    persons = np.array([60.0, 40, 20, 60, 40])
    seats = seats_of(persons, np.zeros(3), reach, [Option(0, 100), Option(1, 140), Option(2, 100)])
    assert sorted(greedily(seats, 2)) == [0, 1]
    assert seats.served(greedily(seats, 2)) == 180
    assert most_served(seats, 2).columns == (0, 2)
    assert most_served(seats, 2).value == 200


def test_options_that_reach_nobody_are_not_chosen():
    reach = reach_from_matrix(np.array([[1.0, 9.0]]), 1.0)
    seats = seats_of(np.array([10.0]), np.zeros(2), reach, [Option(1, 50)])
    assert most_served(seats, 1).columns == ()
    assert served.most_served(seats_of(np.array([10.0]), np.zeros(2), reach, []), 1).columns == ()
