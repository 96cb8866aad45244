"""The headline figure: people covered, over all people; and whose they are when a cell is cut by an outline."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.people import shares
from layers.people.cells import Cells
from layers.people.shares import area_shares
from layers.queries.coverage.distances import is_covered
from layers.queries.coverage.reach import Sites
from layers.queries.coverage.weighted import weigh, weigh_by_area
from tests.coverage import cases

WEST, EAST = shapely.box(109, 34, 109.5, 35), shapely.box(109.5, 34, 110, 35)


def covered_share(cells, sites):
    return weigh(cells, is_covered(cells, sites)).share


def test_a_share_is_of_people_not_of_cells():
    cells = cases.cells((109.2, 34.5, 900), (109.8, 34.5, 50), (109.9, 34.5, 50))
    assert covered_share(cells, cases.sites((109.2, 34.5), limit_m=1000)) == 0.9


def test_of_nobody_there_is_no_share_rather_than_none_or_all():
    empty = cases.cells((109.2, 34.5, 0))
    assert covered_share(empty, cases.sites((109.2, 34.5), limit_m=1000)) is None
    assert covered_share(cases.cells(), cases.sites((109.2, 34.5), limit_m=1000)) is None


@given(cases.crowds(), st.sampled_from([1.0, 1.5, 10.0, 1000.0]), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_coverage_grows_with_reach_and_with_sites_and_never_passes_all(crowd, factor, random):
    cells, sites = crowd
    people = weigh(cells, is_covered(cells, sites)).covered_people
    wider = Sites(sites.codes, sites.lons, sites.lats, sites.capacity_persons, sites.limits * factor)
    fewer = random.sample(range(len(sites)), len(sites) // 2)
    some = Sites(
        tuple(sites.codes[n] for n in fewer),
        *(column[fewer] for column in (sites.lons, sites.lats, sites.capacity_persons, sites.limits)),
    )
    assert weigh(cells, is_covered(cells, some)).covered_people <= people
    assert people <= weigh(cells, is_covered(cells, wider)).covered_people <= cells.total_persons


@given(cases.crowds(), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_the_order_of_cells_and_sites_changes_nothing(crowd, random):
    cells, sites = crowd
    shuffled = random.sample(range(len(cells)), len(cells))
    turned = Sites(
        *(column[::-1] for column in (sites.codes, sites.lons, sites.lats, sites.capacity_persons, sites.limits))
    )
    assert covered_share(cells.take(shuffled), turned) == covered_share(cells, sites)


def test_points_belong_whole_to_the_first_area_that_holds_them_and_polygons_by_their_ground():
    points = cases.cells((109.2, 34.5, 10), (109.5, 34.5, 20), (110.5, 34.5, 40))
    assert area_shares(points, [WEST, EAST]).totals(points.persons).tolist() == [30, 0]
    cut = cases.box_cells(
        (109.4, 34.5, 109.8, 34.6, 100), (109.9, 34.5, 110.1, 34.6, 100), (109.1, 34.2, 109.2, 34.3, 7)
    )
    shares = area_shares(cut, [WEST, None, EAST])
    assert shares.totals(cut.persons) == pytest.approx([25 + 7, 0, 75 + 50])
    assert shares.inside == pytest.approx([1, 0.5, 1])


def test_ground_is_measured_true_to_area_not_in_degrees():
    tall = cases.box_cells((109.1, 0, 109.2, 60, 1))
    below = area_shares(tall, [shapely.box(109, -1, 110, 30)]).totals(tall.persons)[0]
    wgs84 = abs(cases.WGS84.geometry_area_perimeter(shapely.segmentize(shapely.box(109.1, 0, 109.2, 30), 0.01))[0])
    whole = abs(cases.WGS84.geometry_area_perimeter(shapely.segmentize(shapely.box(109.1, 0, 109.2, 60), 0.01))[0])
    assert below == pytest.approx(wgs84 / whole, rel=1e-6)
    assert below != pytest.approx(0.5, rel=0.1)


def test_where_areas_overlap_nobody_is_counted_twice():
    cells = cases.box_cells((109.1, 34.5, 109.2, 34.6, 100))
    shares = area_shares(cells, [WEST, WEST])
    assert shares.totals(cells.persons).tolist() == [50, 50]


def test_rows_of_areas_and_the_people_outside_add_up_to_all():
    cells = cases.box_cells(
        (109.4, 34.5, 109.6, 34.6, 100), (109.9, 34.5, 110.1, 34.6, 60), (111, 34.5, 111.1, 34.6, 5)
    )
    covered = np.array([True, False, True])
    rows = weigh_by_area(cells, covered, area_shares(cells, [WEST, EAST]))
    assert [one.people for one in rows.areas] == pytest.approx([50, 80])
    assert [one.covered_people for one in rows.areas] == pytest.approx([50, 50])
    assert (rows.outside.people, rows.outside.covered_people) == pytest.approx((35, 5))


def test_a_bow_tie_cell_is_mended_and_still_shared():
    bow = cases.box_cells((109.4, 34.5, 109.6, 34.6, 100))
    bow.outlines[0] = shapely.Polygon([(109.4, 34.5), (109.6, 34.6), (109.6, 34.5), (109.4, 34.6)])
    assert area_shares(bow, [WEST, EAST]).totals(bow.persons) == pytest.approx([50, 50])


@pytest.mark.parametrize("seed", range(5))
def test_few_areas_share_points_as_many_do_the_first_that_holds_one(seed, monkeypatch):
    rng = np.random.default_rng(seed)
    cells = Cells(rng.integers(0, 40, 500) / 8, rng.integers(0, 40, 500) / 8, np.ones(500))  # often on an edge
    corners = rng.integers(0, 30, (10, 2)) / 8
    areas = [shapely.box(x, y, x + 1, y + 1.5) for x, y in corners] + [None]
    found = []
    for few in (0, 100):
        monkeypatch.setattr(shares, "FEW_AREAS", few)
        found.append(area_shares(cells, areas).matrix.toarray())
    assert (found[0] == found[1]).all()
    points = list(map(shapely.Point, cells.lons, cells.lats))
    holds = np.array([[area is not None and area.covers(point) for point in points] for area in areas])
    first = np.where(holds.any(axis=0), holds.argmax(axis=0), -1)
    assert (found[0] == (np.arange(len(areas))[:, None] == first)).all()
