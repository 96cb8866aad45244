"""Reach on foot: on paths that can be worked out by hand, and on the roads of Futian beside networkx."""

import math
import random

import networkx as nx
import numpy as np
import pytest

from layers.errors import InvalidInputError, TooBroadError
from layers.geo import GEOD
from layers.people.cells import Cells
from layers.queries.coverage.reach import Sites, Unit
from layers.queries.coverage.walking import reach_by_walking, walker
from layers.travel.building.writing import write_roads
from tests.coverage.walking_roads import (
    CENTRE,
    HALF,
    ISLAND,
    SPACING_M,
    corner,
    junctions,
    one_path,
    read_walks,
    square_grid,
)
from tests.travel.conftest import needs_engine, real_folder, real_pbf

__all__ = ["needs_engine", "real_folder", "real_pbf"]
pytestmark = pytest.mark.django_db

FAR_PATH = (109.65, 34.43)
PATH_M = 239.99


def cells_at(places):
    lons, lats = np.array(places, float).reshape(-1, 2).T
    return Cells(lons.copy(), lats.copy(), np.ones(len(lons)))


def sites_at(places, seconds):
    lons, lats = np.array(places, float).reshape(-1, 2).T
    limits = np.broadcast_to(np.asarray(seconds, float), len(lons)).copy()
    codes = tuple(f"S{n}" for n in range(len(lons)))
    return Sites(codes, lons.copy(), lats.copy(), np.full(len(lons), np.nan), limits)


@pytest.fixture(scope="session")
def paths_folder(needs_engine, tmp_path_factory):
    from layers.travel.building.publish import build_roads

    folder = tmp_path_factory.mktemp("paths")
    write_roads(folder / "paths.osm.pbf", [*square_grid(), *square_grid(ISLAND, 6), one_path(PATH_M, FAR_PATH)])
    build_roads(folder / "paths.osm.pbf", folder / "roads")
    return folder / "roads"


@pytest.fixture
def paths(paths_folder, settings):
    settings.ROADS_DIR = paths_folder


def lattice(half=HALF):
    return [(east, north) for east in range(-half, half + 1) for north in range(-half, half + 1)]


def covered(found):
    return np.flatnonzero(found.reach.is_covered).tolist()


def test_on_a_square_grid_the_reach_is_a_diamond(paths):
    """domain.md §7.3(4): area 2r², 0.6366 of the circle's; the engine adds a second at each crossing gone straight."""
    seconds, r_m = 825, 990.0
    blocks = lattice()
    found = reach_by_walking(cells_at([corner(*one) for one in blocks]), sites_at([CENTRE], seconds))
    inside = {blocks[at] for at in covered(found)}
    assert inside == {one for one in blocks if sum(map(abs, one)) * SPACING_M <= r_m}
    area_m2 = len(inside) * SPACING_M**2
    assert area_m2 == pytest.approx(2 * r_m**2, rel=0.002)
    assert area_m2 / (math.pi * r_m**2) == pytest.approx(0.6366, rel=0.002)


def test_sixty_seconds_are_within_sixty_seconds(paths):
    """A path of 239.99 m takes 200 s at 1.2 m/s."""
    lon, lat, _ = GEOD.fwd(*FAR_PATH, 90, PATH_M)
    cells = cells_at([(lon, lat)])
    for seconds, is_covered in ((200, True), (199, False)):
        found = reach_by_walking(cells, sites_at([FAR_PATH], seconds))
        assert found.reach.is_covered.tolist() == [is_covered]
        assert (found.asked, found.basis) == (({"road": 1}, "road") if is_covered else ({}, "estimate"))
    assert found.reach.unit == Unit.SECONDS
    assert reach_by_walking(cells, sites_at([FAR_PATH], 200)).reach.costs.tolist() == [200]


def test_times_follow_the_speed_of_those_who_walk(paths):
    cells, sites = cells_at([corner(3, 3)]), sites_at([CENTRE], 900)
    for speed in (0.8, 1.0, 1.2, 1.4):
        [cost] = reach_by_walking(cells, sites, vehicle=walker(speed)).reach.costs
        assert cost == pytest.approx(6 * SPACING_M / speed, abs=3)


def test_where_no_way_leads_nobody_is_covered_and_off_the_roads_times_are_estimates_that_say_so(paths):
    away = GEOD.fwd(*corner(0, HALF), 0, 6000)[:2]
    beside = GEOD.fwd(*away, 90, 500)[:2]
    island = corner(0, 0, ISLAND)
    cells = cells_at([corner(2, 2), island, beside])
    found = reach_by_walking(cells, sites_at([CENTRE, away], [4000, 600]))
    assert found.asked == {"estimate": 1, "no_road": 1, "road": 1}
    assert found.basis == "mixed"
    assert found.reach.is_covered.tolist() == [True, False, True]
    assert found.by_estimate_alone.tolist() == [False, False, True]
    assert found.by_road.tolist() == [True, False]
    assert found.reach.costs[1] == math.ceil(500 * 1.3 / 1.2)


def test_without_roads_every_time_is_an_estimate(settings, tmp_path):
    settings.ROADS_DIR = tmp_path
    places = [GEOD.fwd(*CENTRE, 0, metres)[:2] for metres in (100, 553.8, 554.0, 719.9)]
    found = reach_by_walking(cells_at(places), sites_at([CENTRE], 600))
    assert (found.basis, found.asked) == ("estimate", {"estimate": 4})
    assert found.reach.is_covered.tolist() == [True, True, False, False]
    assert found.by_estimate_alone.tolist() == found.reach.is_covered.tolist()


def test_each_site_has_its_own_limit_and_pairs_come_by_cell_cost_and_site(paths):
    places = [corner(-4, 0), corner(4, 0), corner(0, 1)]
    cells = cells_at([corner(0, 0), corner(4, 0), corner(-9, 0)])
    found = reach_by_walking(cells, sites_at(places, [300, 100, 60])).reach
    assert found.begins.tolist() == [0, 2, 3, 4]
    assert found.sites.tolist() == [2, 0, 1, 0]
    assert found.costs.tolist() == [*sorted(found.costs[:2]), 0, *found.costs[3:]]


def test_what_is_walked_lies_within_the_circle_and_more_minutes_cover_no_less(paths):
    choose = random.Random(3)
    cells = cells_at([corner(choose.uniform(-HALF, HALF), choose.uniform(-HALF, HALF)) for _ in range(200)])
    places = [corner(choose.uniform(-HALF, HALF), choose.uniform(-HALF, HALF)) for _ in range(5)]
    before = np.zeros(len(cells), bool)
    for seconds in (0, 120, 300, 301, 900):
        now = reach_by_walking(cells, sites_at(places, seconds)).reach
        metres = [[GEOD.inv(*one, *other)[2] for one in places] for other in zip(cells.lons, cells.lats, strict=True)]
        assert np.all((np.array(metres) <= seconds * 1.2).any(axis=1) | ~now.is_covered)
        assert np.all(now.is_covered | ~before)
        before = now.is_covered
    assert before.any()


def test_what_progress_raises_ends_the_work(paths):
    class StoppedError(Exception):
        pass

    seen = []

    def progress(done, total):
        seen.append((done, total))
        if done == 2:
            raise StoppedError

    sites = sites_at([CENTRE] * 9, 60)
    with pytest.raises(StoppedError):
        reach_by_walking(cells_at([CENTRE]), sites, progress=progress)
    assert seen == [(1, 9), (2, 9)]


def test_no_cells_no_sites_and_nonsense_have_clear_answers(paths, monkeypatch):
    nothing = reach_by_walking(cells_at([]), sites_at([CENTRE], 60))
    assert (nothing.reach.n_cells, nothing.asked) == (0, {})
    assert reach_by_walking(cells_at([CENTRE]), sites_at([], 60)).reach.is_covered.tolist() == [False]
    for seconds in (math.nan, -1, 5 * 3600):
        with pytest.raises(InvalidInputError) as raised:
            reach_by_walking(cells_at([CENTRE]), sites_at([CENTRE], seconds))
        assert raised.value.faults[0].parameter == "minutes"
    for speed in (0.79, 1.5, math.nan):
        with pytest.raises(InvalidInputError):
            walker(speed)
    monkeypatch.setattr("layers.queries.coverage.walking.MAX_PAIRS", 3)
    with pytest.raises(TooBroadError):
        reach_by_walking(cells_at([CENTRE] * 4), sites_at([CENTRE], 60))


def test_a_broken_engine_gives_estimates_not_errors(paths, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("no")

    monkeypatch.setattr("layers.travel.roads.Roads.legs", fail)
    assert reach_by_walking(cells_at([CENTRE]), sites_at([CENTRE], 60)).asked == {"estimate": 1}


# ── Real roads ──


@pytest.fixture
def futian(real_folder, settings):
    settings.ROADS_DIR = real_folder


def test_on_real_roads_the_reach_is_that_of_the_shortest_ways_of_networkx(futian, real_pbf):
    """400 invented cells and 12 sites at junctions of Futian, 15 minutes at 1.2 m/s.

    The engine's way is never shorter. It is longer by seconds at crossings, and where it prefers a street to a
    driveway: by half a minute for one pair in twenty.
    """
    graph, seconds, choose = read_walks(real_pbf), 900, random.Random(11)
    places, known = nx.get_node_attributes(graph, "place"), junctions(graph, 114.03, 22.52, 114.08, 22.56)
    cell_nodes, site_nodes = choose.sample(known, 400), choose.sample(known, 12)
    cells, sites = ([places[node] for node in nodes] for nodes in (cell_nodes, site_nodes))
    found = reach_by_walking(cells_at(cells), sites_at(sites, seconds))
    assert found.basis == "road"
    walked_s = np.array([_walked_s(graph, node, cell_nodes) for node in site_nodes]).T
    ours_s = np.full(walked_s.shape, np.inf)
    ours_s[found.reach.cells, found.reach.sites] = found.reach.costs
    in_time = walked_s <= seconds
    late_s = (ours_s - walked_s)[np.isfinite(ours_s)]
    assert len(late_s) > 200
    assert late_s.min() > -2
    assert np.median(late_s) < 10
    assert np.percentile(late_s, 95) < 45
    missed_s = walked_s[in_time & np.isinf(ours_s)]
    assert len(missed_s) < 0.05 * in_time.sum()
    assert np.all(missed_s > seconds - 100), "only at the rim"
    assert found.reach.is_covered.mean() == pytest.approx(in_time.any(axis=1).mean(), abs=0.02)


def _walked_s(graph, site, cells):
    metres = nx.single_source_dijkstra_path_length(graph, site, weight="metres")
    return [metres.get(cell, math.inf) / 1.2 for cell in cells]
