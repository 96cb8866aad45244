"""Places per person: the worked examples, what is none and what is undefined, and pysal's answer beside ours."""

import numpy as np
import pandas as pd
import pytest
from access import fca, weights
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.queries.coverage.accessibility.catchment import (
    Standing,
    accessibility,
    bands,
    gaussian,
    weighted_mean,
    weighted_quantiles,
)
from tests.coverage.transport import cases, reach_of

PEOPLE, PLACES = np.array([1000.0, 2000, 500]), np.array([900.0, 600])
METRES = np.array([[300, 900], [800, 400], [np.inf, 1500]])
"""Of domain.md §7.3 (5)."""


@pytest.mark.parametrize(
    ("limit", "decay", "ratios", "per_person"),
    [
        (1000, None, [0.3, 0.2], [0.5, 0.5, 0]),
        (500, None, [0.9, 0.3], [0.9, 0.3, 0]),
        (1000, bands([500, 1000], [1, 0.5]), [0.45, 0.24], [0.57, 0.465, 0]),
        (1000, gaussian(1000), None, [0.586547, 0.456727, 0]),
    ],
)
def test_the_worked_examples(limit, decay, ratios, per_person):
    found = accessibility(PEOPLE, PLACES, reach_of(METRES, limit), decay=decay)
    assert found.per_person == pytest.approx(per_person, abs=5e-7)
    if ratios:
        assert found.ratios == pytest.approx(ratios)
    assert (found.per_person * PEOPLE).sum() == pytest.approx(1500)
    assert found.standing.tolist() == [Standing.DEFINED, Standing.DEFINED, Standing.NONE_IN_REACH]


def test_gaussian_weights():
    felt = gaussian(1000)(np.array([0.0, 250, 500, 750, 1000, 1001]))
    assert felt == pytest.approx([1, 0.921806, 0.701367, 0.376926, 0, 0], abs=5e-7)


def test_the_limit_of_a_band_belongs_to_it():
    assert bands([500, 1000], [1, 0.5])(np.array([500, 500.1, 1000, 1000.1])).tolist() == [1, 0.5, 0.5, 0]


@pytest.mark.parametrize(("limits", "levels"), [([500], [1, 0.5]), ([], []), ([500, 400], [1, 1]), ([1], [2])])
def test_bands_that_make_no_sense_are_refused(limits, levels):
    with pytest.raises(ValueError):
        bands(limits, levels)


def by_pysal(people, places, metres, limit, weight_fn=None):
    demand = pd.DataFrame({"geoid": np.arange(len(people)), "demand": people})
    supply = pd.DataFrame({"supply": places}, index=pd.Index(np.arange(len(places)), name="geoid"))
    i, j = np.nonzero(np.isfinite(metres))
    cost = pd.DataFrame({"origin": i, "dest": j, "cost": metres[i, j]})
    found = fca.two_stage_fca(demand, supply, cost, limit, weight_fn=weight_fn)
    return found.reindex(range(len(people))).to_numpy()


WEIGHTS = [(None, None), (weights.step_fn({500: 1, 1000: 0.5}), bands([500, 1000], [1, 0.5]))]


@pytest.mark.parametrize(("weight_fn", "decay"), WEIGHTS)
def test_pysal_agrees_and_calls_undefined_what_is_none(weight_fn, decay):
    theirs = by_pysal(PEOPLE, PLACES, METRES, 1000, weight_fn)
    ours = accessibility(PEOPLE, PLACES, reach_of(METRES, 1000), decay=decay).per_person
    assert theirs[:2] == pytest.approx(ours[:2])
    assert (np.isnan(theirs[2]), ours[2]) == (True, 0)


@pytest.mark.parametrize(("weight_fn", "decay"), WEIGHTS)
def test_pysal_agrees_wherever_someone_is_in_reach(weight_fn, decay):
    draw = np.random.default_rng(5)
    people, places = draw.integers(1, 90, 60).astype(float), draw.integers(0, 500, 12).astype(float)
    metres = draw.uniform(0, 12_000, (60, 12))
    found = accessibility(people, places, reach_of(metres, 1000), decay=decay)
    reached = found.standing == Standing.DEFINED
    theirs = by_pysal(people, places, metres, 1000, weight_fn)
    assert 5 < reached.sum() < 60
    assert theirs[reached] == pytest.approx(found.per_person[reached])
    assert np.isnan(theirs[~reached]).all()
    assert (found.per_person[~reached] == 0).all()


def test_none_and_undefined_are_told_apart():
    people, places = [10.0, 0, 10, 10, 10], [np.nan, 50.0, 20.0]
    metres = np.array([[1, 9, 9], [9, 1, 9], [9, 9, 9], [1, 9, 1], [9, 9, 1]]) * 100
    found = accessibility(people, places, reach_of(metres, 500))
    unknown, no_demand, none = Standing.CAPACITY_UNKNOWN, Standing.NO_DEMAND, Standing.NONE_IN_REACH
    assert found.standing.tolist() == [unknown, no_demand, none, Standing.DEFINED, Standing.DEFINED]
    assert found.per_person[2:].tolist() == [0, 1, 1]
    assert np.isnan(found.per_person[:2]).all()
    assert found.is_partial.tolist() == [True, False, False, True, False]
    assert np.isnan(found.ratios).tolist() == [True, True, False]


def test_a_site_with_no_places_offers_none():
    found = accessibility([10.0], [0.0], reach_of([[100]]))
    assert (found.per_person.tolist(), found.ratios.tolist()) == ([0], [0])
    assert found.standing.tolist() == [Standing.DEFINED]


@settings(deadline=None)
@given(cases(), st.integers(1, 12), st.sampled_from(["alike", "bands", "gaussian"]))
def test_all_places_with_people_in_reach_are_shared_out(case, hundreds, how):
    people, places, metres = case
    decay = {"alike": None, "bands": bands([300, 1200], [1, 0.3]), "gaussian": gaussian(hundreds * 100)}[how]
    found = accessibility(people, places, reach_of(metres, hundreds * 100), decay=decay)
    shared = np.isfinite(found.ratios)
    assert np.nansum(found.per_person * people) == pytest.approx(places[shared].sum())
    assert (np.isnan(found.per_person) == (found.standing >= Standing.CAPACITY_UNKNOWN)).all()


def test_means_and_quantiles_weigh_people_and_leave_out_what_is_undefined():
    values, people = np.array([0.0, 1, 2, np.nan]), np.array([50.0, 25, 25, 1000])
    assert weighted_mean(values, people) == 0.75
    assert weighted_quantiles(values, people, [0.25, 0.5, 0.75, 1]) == [0, 0, 1, 2]
    assert weighted_mean(values[3:], people[3:]) is None
    assert weighted_quantiles(values, np.zeros(4), [0.5]) is None
