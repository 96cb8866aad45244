"""Reach by metres, against every pair measured one after another."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from layers.errors import TooBroadError
from layers.geo import GEOD
from layers.queries.coverage import distances
from layers.queries.coverage.distances import is_covered, nearest_costs, reach_by_distance
from layers.queries.coverage.metres import MOST_ERROR_M, NEAR_M, Places, near_metres
from layers.queries.coverage.spacing import nearest_neighbours_m
from tests.coverage import cases


@given(cases.crowds())
@settings(max_examples=150, deadline=None)
def test_reach_holds_exactly_the_pairs_within_each_sites_limit(crowd):
    cells, sites = crowd
    metres = cases.all_metres(cells, sites)
    reach = reach_by_distance(cells, sites)
    found = np.zeros(metres.shape, bool)
    found[reach.cells, reach.sites] = True
    assert np.array_equal(found, metres <= sites.limits)
    assert np.allclose(reach.costs, metres[reach.cells, reach.sites], rtol=0, atol=MOST_ERROR_M)
    assert np.array_equal(is_covered(cells, sites), (metres <= sites.limits).any(axis=1))


@given(cases.crowds())
@settings(max_examples=150, deadline=None)
def test_the_nearest_site_is_the_one_of_least_metres(crowd):
    cells, sites = crowd
    assert np.array_equal(nearest_costs(cells, sites), cases.all_metres(cells, sites).min(axis=1, initial=np.inf))


def test_the_pairs_of_a_cell_come_by_metres_then_by_site():
    cells = cases.cells((109.5, 34.5, 1), (109.6, 34.5, 1))
    sites = cases.sites((109.5, 34.52), (109.5, 34.51), (109.5, 34.51), limit_m=5000)
    reach = reach_by_distance(cells, sites)
    assert reach.sites.tolist() == [1, 2, 0]
    assert reach.begins.tolist() == [0, 3, 3]


def test_a_cell_exactly_at_the_limit_is_reached_and_one_a_micrometre_beyond_is_not():
    cells = cases.cells((109.5, 34.5, 1))
    sites = cases.sites((109.51, 34.505), limit_m=1.0)
    (metres,) = cases.all_metres(cells, sites)[0]
    at_limit, short = replace(sites, limits=np.array([metres])), replace(sites, limits=np.array([metres - 1e-6]))
    assert is_covered(cells, at_limit).all()
    assert reach_by_distance(cells, at_limit).is_covered.all()
    assert not is_covered(cells, short).any()
    assert not reach_by_distance(cells, short).is_covered.any()


def test_many_cells_in_no_order_get_the_metres_of_their_own_place():
    draw = np.random.default_rng(4)
    cells = cases.cells(*zip(draw.uniform(109, 110, 500), draw.uniform(34, 35, 500), np.ones(500), strict=True))
    sites = cases.sites(*zip(draw.uniform(109, 110, 60), draw.uniform(34, 35, 60), strict=True), limit_m=6000)
    metres = cases.all_metres(cells, sites)
    assert np.array_equal(nearest_costs(cells, sites), metres.min(axis=1))
    assert np.array_equal(is_covered(cells, sites), metres.min(axis=1) <= 6000)


def test_more_pairs_than_one_answer_holds_are_refused_before_they_are_made(monkeypatch):
    monkeypatch.setattr(distances, "MAX_PAIRS", 3)
    cells = cases.cells((109.5, 34.5, 1), (109.5, 34.5, 1))
    with pytest.raises(TooBroadError, match="4"):
        reach_by_distance(cells, cases.sites((109.5, 34.5), (109.5, 34.5), limit_m=10))


def test_near_metres_are_geodesics_to_a_tenth_of_a_millimetre_everywhere():
    draw = np.random.default_rng(7)
    n = 200_000
    lons, lats = draw.uniform(-180, 180, n), np.degrees(np.arcsin(draw.uniform(-1, 1, n)))
    far = draw.uniform(0, 1.2 * NEAR_M, n)
    to_lons, to_lats, _ = GEOD.fwd(lons, lats, draw.uniform(0, 360, n), far)
    exact = GEOD.inv(lons, lats, to_lons, to_lats)[2]
    starts, ends, each = Places(lons, lats), Places(np.array(to_lons), np.array(to_lats)), np.arange(n)
    near = near_metres(starts, ends, each, each, np.full(n, 1.0))
    assert np.abs(near - exact).max() <= MOST_ERROR_M
    assert np.array_equal(near[exact > NEAR_M + 1], exact[exact > NEAR_M + 1])
    assert np.array_equal(near_metres(starts, ends, each, each, exact), exact)


@given(cases.crowds())
@settings(max_examples=100, deadline=None)
def test_the_nearest_other_place_is_never_the_place_itself(crowd):
    cells, _ = crowd
    places = list(zip(cells.lons, cells.lats, strict=True))
    metres = np.array([[GEOD.inv(*one, *other)[2] for other in places] for one in places], float).reshape(
        len(places), len(places)
    )
    np.fill_diagonal(metres, np.inf)
    assert np.array_equal(nearest_neighbours_m(cells.lons, cells.lats), metres.min(axis=1, initial=np.inf))
