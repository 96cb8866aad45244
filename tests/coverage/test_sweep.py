"""Coverage tile by tile is coverage in one piece: to the last person, whatever the tiles, in whatever order."""

import math
import random

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.geo import BBox
from layers.people.blocks import pack, tile_box, tile_of
from layers.people.cells import Cells
from layers.people.shares import area_shares
from layers.people.store import Block
from layers.people.write import by_tile
from layers.queries.coverage.place import Region
from layers.queries.coverage.sweep import parcels as parcels_module
from layers.queries.coverage.sweep.outlines import OutlinesByPlace
from layers.queries.coverage.sweep.parcels import Parcels
from layers.queries.coverage.sweep.reaching import SitesByPlace, ball_around
from layers.queries.coverage.sweep.sums import ExactSum
from layers.queries.coverage.sweep.sweep import by_itself, count_parcels
from layers.queries.coverage.sweep.tile import ParcelCount
from layers.queries.coverage.weighted import weigh, weigh_by_area
from tests.coverage import cases
from tests.coverage.cases import all_metres, crowds


def blocks(cells):
    parts = {}
    for tile, some in by_tile([cells]):
        part = parts[tile] = parts.get(tile, -1) + 1
        yield Block(tile, part, len(some), float(some.persons.sum()), pack(some))


def swept(cells, sites, outlines=(), *, outline=None, hands=by_itself):
    region = Region(None, (), outline, tuple(outlines))
    doubtful = np.arange(len(sites)) if outline is not None else np.zeros(0, np.int64)
    parcels = Parcels(blocks(cells), region, sites, doubtful=doubtful)
    return count_parcels(parcels, hands, all_tiles=0), parcels


def shuffled(parcels):
    """Workers of whom nobody knows who is the first."""
    counts = [ParcelCount(one.n_blocks, one.tiles) for one in by_itself(parcels)]
    random.Random(7).shuffle(counts)
    yield from counts


def a_ring(west, south, span, *, corners, seed):
    """An outline like a star, with many corners, much of which lies in other tiles."""
    rng = np.random.default_rng(seed)
    angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
    out = span * rng.uniform(0.3, 0.9, corners)
    return shapely.Polygon(np.stack([west + out * np.cos(angles), south + out * np.sin(angles)], axis=-1))


def country(seed, west=109.0, south=34.0):
    """A place of several tiles and areas in it whose borders run across them; they overlap, as real ones do."""
    areas = [a_ring(west + 0.3 * k, south + 0.2 * k, 0.5, corners=150, seed=seed + k) for k in range(4)]
    return shapely.make_valid(a_ring(west + 0.5, south + 0.4, 1.1, corners=300, seed=seed)), areas


def scattered(n, seed, *, span=1.6, west=108.3, south=33.4, fractions=False):
    rng = np.random.default_rng(seed)
    persons = rng.uniform(0.1, 9, n) if fractions else rng.integers(1, 99, n).astype(float)
    return Cells(west + span * rng.random(n), south + span * rng.random(n), persons)


@settings(max_examples=60, deadline=None)
@given(crowds(most_cells=60, most_sites=20))
def test_who_is_covered_is_who_has_a_site_within_its_limit_measured_pair_by_pair(crowd):
    cells, sites = crowd
    found, _ = swept(cells, sites, hands=shuffled)
    covered = (all_metres(cells, sites) <= sites.limits).any(axis=1)
    assert found.total.tally.people == cells.persons.sum()
    assert found.total.tally.covered_people == cells.persons[covered].sum()
    assert found.n_cells == np.count_nonzero(cells.persons)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.booleans(), st.booleans())
def test_areas_that_cross_the_borders_of_tiles_have_the_same_people_as_in_one_piece(seed, has_outlines, in_a_place):
    outline, areas = country(seed)
    cells = scattered(400, seed)
    if has_outlines:
        half = np.random.default_rng(seed).uniform(0.005, 0.2, len(cells))
        boxes = shapely.box(cells.lons - half, cells.lats - half, cells.lons + half, cells.lats + half)
        cells = Cells(cells.lons, cells.lats, cells.persons, boxes)
    points = scattered(40, seed + 1)
    sites = cases.sites(*zip(points.lons, points.lats, strict=True), limit_m=[500.0, 3000.0, 20_000.0, 8000.0] * 10)
    found, _ = swept(cells, sites, areas, outline=outline if in_a_place else None, hands=shuffled)

    within = area_shares(cells, [outline]).inside if in_a_place else np.ones(len(cells))
    some = within > 0
    cells, within = cells.take(some), within[some]
    covered = (all_metres(cells, sites) <= sites.limits).any(axis=1)
    shares = area_shares(cells, areas)
    total = weigh(cells, covered, within=within)
    by_area = weigh_by_area(cells, covered, shares, within=within)
    pairs = [(found.total, total), (found.outside, by_area.outside), *zip(found.areas, by_area.areas, strict=True)]
    for got, wanted in pairs:
        for name in ("people", "covered_people"):
            value, truth = getattr(got.tally, name), getattr(wanted, name)
            assert value == (pytest.approx(truth, rel=1e-9, abs=1e-9) if has_outlines else truth)
    assert found.n_cells == len(cells)


def test_points_on_a_slanting_border_that_tiles_cut_stay_on_their_side():
    west = shapely.Polygon([(109.0, 34.0), (109.0, 35.1), (109.7, 35.1), *_slanting(reverse=True)])
    east = shapely.Polygon([*_slanting(), (109.7, 35.1), (110.5, 35.1), (110.5, 34.0)])
    on_the_border = np.array(_slanting())
    cells = Cells(on_the_border[:, 0], on_the_border[:, 1], np.ones(len(on_the_border)))
    found, _ = swept(cells, cases.sites((109.4, 34.6), limit_m=1e5), [west, east])
    assert found.areas[0].tally.people == len(cells)  # on a shared edge the first
    assert found.areas[1].tally.people == 0


def _slanting(*, reverse=False):
    border = [(109.2 + 0.5 * k / 300, 34.0 + 1.1 * k / 300) for k in range(300)]
    return border[::-1] if reverse else border


def test_an_outline_that_is_thinned_for_a_tile_holds_the_same_of_it_and_is_much_smaller():
    outline, _ = country(3)
    rng = np.random.default_rng(1)
    corners = []
    for tile in np.unique(tile_of(scattered(3000, 1).lons, scattered(3000, 1).lats)):
        box = tile_box(int(tile))
        ground = shapely.box(box.west, box.south, box.east, box.north)
        points = shapely.points(rng.uniform(box.west, box.east, 200), rng.uniform(box.south, box.north, 200))
        cut = OutlinesByPlace([outline]).cut(ground)
        inside = np.zeros(200, bool) if not cut else shapely.intersects(cut[0][1], points)
        assert (inside == shapely.intersects(outline, points)).all()
        if cut:
            corners.append(shapely.get_num_coordinates(cut[0][1]))
            assert cut[0][1].intersection(ground).area == pytest.approx(outline.intersection(ground).area)
    assert np.mean(corners) < shapely.get_num_coordinates(outline) / 2


@pytest.mark.parametrize("lat", [-89.9, -30.1, 0.1, 60.0, 89.9])
@pytest.mark.parametrize("lon", [-179.9, 12.3, 179.9])
def test_sites_that_may_reach_a_tile_are_found_at_the_poles_and_across_the_antimeridian(lon, lat):
    rng = np.random.default_rng(5)
    tile = int(tile_of([lon], [lat])[0])
    box = tile_box(tile)
    cells = Cells(rng.uniform(box.west, box.east, 40), rng.uniform(box.south, box.north, 40), np.ones(40))
    lats = np.clip(lat + rng.normal(0, 0.3, 60), -90, 90)
    lons = (lon + rng.normal(0, 0.3, 60) / np.maximum(0.01, np.cos(np.radians(lats))) + 180) % 360 - 180
    sites = cases.sites(*zip(lons, lats, strict=True), limit_m=[900.0, 20_000.0, 30_000.0] * 20)
    metres = all_metres(cells, sites)
    found = SitesByPlace(sites).near(ball_around(box))
    reach = (metres <= sites.limits).any(axis=0)
    assert set(np.flatnonzero(reach)) <= set(found.tolist())
    for one in range(len(sites)):
        alone = sites.take(np.array([one]))
        if SitesByPlace(alone).reaches_all(ball_around(box)):
            assert (metres[:, one] <= sites.limits[one]).all()


def test_where_one_site_reaches_a_whole_tile_no_other_is_sent_with_it():
    cells = scattered(200, 2, span=0.2, west=109.0, south=34.0)
    sites = cases.sites((109.1, 34.1), (109.12, 34.1), limit_m=100_000.0)
    region = Region(None, (), None, ())
    (parcel,) = Parcels(blocks(cells), region, sites, doubtful=np.zeros(0, np.int64))
    assert [(tile.is_covered, len(tile.sites)) for tile in parcel.tiles] == [(True, 0)]


def test_sites_beyond_the_edge_are_told_apart_by_whether_they_reach_somebody():
    cells = cases.cells((109.1, 34.1, 5), (109.3, 34.1, 7))
    outline = shapely.box(109.0, 34.0, 109.26, 34.2)
    sites = cases.sites((109.3, 34.1), (109.099, 34.1), (112.0, 34.1), limit_m=[1000.0, 500.0, 1000.0])
    _, parcels = swept(cells, sites, outline=outline)
    assert parcels.reaching == {1}


def test_parcels_hold_as_many_cells_as_a_block_and_every_block_once(monkeypatch):
    monkeypatch.setattr(parcels_module, "MOST_CELLS", 150)
    cells = scattered(1000, 4)
    sizes = [block.n_cells for block in blocks(cells)]
    found = list(Parcels(blocks(cells), Region(None, (), None, ()), cases.sites(limit_m=[]), doubtful=np.zeros(0, int)))
    assert sum(parcel.n_blocks for parcel in found) == len(sizes)
    assert sum(parcel.n_cells for parcel in found) == 1000
    assert all(parcel.n_cells <= 150 or parcel.n_blocks == 1 for parcel in found)
    assert len(found) > 5
    monkeypatch.setattr(parcels_module, "MOST_BLOCKS", 1)
    alone = list(Parcels(blocks(cells), Region(None, (), None, ()), cases.sites(limit_m=[]), doubtful=np.zeros(0, int)))
    assert [parcel.n_cells for parcel in alone] == sizes


def test_only_cells_in_the_box_around_a_place_are_counted():
    cells = cases.cells((109.1, 34.1, 5), (109.2, 34.1, 7))
    region = Region(None, (), None, ())
    around = BBox(109.0, 34.0, 109.15, 34.2)
    parcels = Parcels(blocks(cells), region, cases.sites(limit_m=[]), doubtful=np.zeros(0, int), around=around)
    assert count_parcels(parcels, by_itself, all_tiles=1).total.tally.people == 5


@settings(max_examples=200)
@given(st.lists(st.floats(0, 1e15)), st.randoms(use_true_random=False))
def test_sums_are_exact_and_so_the_same_in_any_order(values, rng):
    totals = []
    for _ in range(2):
        rng.shuffle(values)
        total = ExactSum()
        for value in values:
            total.add(value)
        totals.append(float(total))
    assert totals == [math.fsum(values)] * 2
