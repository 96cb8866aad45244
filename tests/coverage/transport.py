"""Small cases of people and places, and an independent answer for them: linear programs by HiGHS through scipy."""

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.spatial.distance import cdist

from layers.queries.coverage.reach import reach_from_matrix

GOLDEN = ([100.0, 100, 100], [100.0, 150], [[100.0, 120], [200, 900], [300, 400]])
"""People, capacities and metres of domain.md §7.3 (7); within 500 m, 250 are served for 52,000 person-metres."""


def reach_of(metres, limit=500.0):
    return reach_from_matrix(np.array(metres, float), limit)


def by_linear_program(persons, capacity, metres, limit):
    """Return the most people served and, serving as many, the least person-metres: one program after the other."""
    persons, capacity, metres = (np.asarray(x, float) for x in (persons, capacity, metres))
    cells, sites = np.nonzero((metres <= limit) & ~np.isnan(capacity))
    if not len(cells):
        return 0.0, 0.0
    limits = np.zeros((len(persons) + len(capacity), len(cells)))
    limits[cells, np.arange(len(cells))] = 1
    limits[len(persons) + sites, np.arange(len(cells))] = 1
    most = np.concatenate([persons, np.nan_to_num(capacity)])
    served = -linprog(-np.ones(len(cells)), A_ub=limits, b_ub=most).fun
    least = linprog(
        metres[cells, sites], A_ub=limits, b_ub=most, A_eq=np.ones((1, len(cells))), b_eq=[served], method="highs-ds"
    )
    return served, least.fun


def a_city(places_per_person, n_cells=4000, n_sites=120, limit=1000.0, seed=1):
    """People and places in clusters on a plane, as whole numbers, and who reaches which site."""
    draw = np.random.default_rng(seed)
    middles, spread = draw.uniform(0, 9000, (5, 2)), draw.uniform(400, 1500, 5)
    of_cell, of_site = draw.integers(0, 5, n_cells), draw.integers(0, 5, n_sites)
    cells = middles[of_cell] + draw.normal(0, 1, (n_cells, 2)) * spread[of_cell, None]
    sites = middles[of_site] + draw.normal(0, 1.3, (n_sites, 2)) * spread[of_site, None]
    persons = np.round(draw.lognormal(2.5, 1, n_cells))
    capacity = draw.lognormal(0, 0.8, n_sites)
    capacity = np.round(capacity * places_per_person * persons.sum() / capacity.sum())
    return persons, capacity, reach_from_matrix(cdist(cells, sites), limit)


@st.composite
def cases(draw, most_cells=7, most_sites=4, whole=True):
    """People, capacities (some unknown) and whole metres, many of them equal."""
    n, m = draw(st.integers(1, most_cells)), draw(st.integers(1, most_sites))
    count = st.integers(0, 40) if whole else st.floats(0, 40, allow_subnormal=False)
    persons = draw(st.lists(count, min_size=n, max_size=n))
    capacity = draw(st.lists(st.one_of(count, st.just(np.nan)), min_size=m, max_size=m))
    metres = draw(st.lists(st.lists(st.integers(0, 12), min_size=m, max_size=m), min_size=n, max_size=n))
    return np.array(persons, float), np.array(capacity, float), np.array(metres, float) * 100
