"""A real county: 198 official shelters and 329,318 people, checked against brute force and a linear program."""

import csv
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Geod
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from layers.people.cells import Cells
from layers.queries.coverage.assignment import assign
from layers.queries.coverage.distances import reach_by_distance
from layers.queries.coverage.reach import Sites

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason=f"the real data is not there: {DATA}")


@pytest.fixture(scope="module")
def county():
    """The cells by points inside them, and the sites without limits."""
    _, _, geometry, (people,) = pyogrio.raw.read(DATA / "hualien_population_2017.gpkg", columns=["P_CNT"])
    outlines = shapely.make_valid(shapely.from_wkb(geometry))
    points = shapely.point_on_surface(outlines)
    with (DATA / "hualien_shelters.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    lons, lats = (np.array([float(row[axis]) for row in rows]) for axis in ("經度", "緯度"))
    places = np.array([float(row["預計收容人數"] or "nan") for row in rows])
    codes = tuple(row["序號"] for row in rows)
    cells = Cells(shapely.get_x(points), shapely.get_y(points), np.nan_to_num(np.asarray(people, float)))
    return cells, codes, lons, lats, places


@pytest.fixture(scope="module")
def metres(county):
    """All distances, cells × sites."""
    cells, _, lons, lats, _ = county
    shape = (len(cells), len(lons))
    pairs = (np.broadcast_to(values, shape) for values in (cells.lons[:, None], cells.lats[:, None], lons, lats))
    return Geod(ellps="WGS84").inv(*pairs)[2]


def by_linear_program(people, places, metres, radius_m):
    """Return the most people served and the least person-metres of serving them, by HiGHS."""
    cells, sites = np.nonzero((metres <= radius_m) & (np.nan_to_num(places) > 0))
    pairs, ones = np.arange(len(cells)), np.ones(len(cells))
    limits = vstack(
        [
            csr_matrix((ones, (cells, pairs)), shape=(len(people), len(cells))),
            csr_matrix((ones, (sites, pairs)), shape=(len(places), len(cells))),
        ]
    )
    most = np.concatenate([people, np.nan_to_num(places)])
    served = round(-linprog(-ones, A_ub=limits, b_ub=most).fun)
    least = linprog(metres[cells, sites], A_ub=limits, b_ub=most, A_eq=ones[None, :], b_eq=[served])
    return served, least.fun


@pytest.mark.parametrize("radius_m", [500, 1000, 2500, 5000])
def test_the_three_classes_are_those_of_brute_force_and_a_linear_program(county, metres, radius_m):
    cells, codes, lons, lats, places = county
    sites = Sites(codes, lons, lats, places, np.full(len(codes), float(radius_m)))
    found = assign(cells.persons, places, reach_by_distance(cells, sites))
    in_reach = cells.persons[(metres <= radius_m).any(axis=1)].sum()
    served, least = by_linear_program(cells.persons, places, metres, radius_m)
    assert cells.total_persons == 329_318
    assert found.served_persons == served
    assert found.in_reach_no_place.sum() == in_reach - served
    assert found.out_of_reach.sum() == 329_318 - in_reach
    assert found.total_cost == pytest.approx(least, abs=0.001 * served)
    near = assign(cells.persons, places, reach_by_distance(cells, sites), exact_up_to=0)
    assert near.served_persons == served
    assert found.total_cost <= near.total_cost <= found.total_cost * (1 + near.gap)
