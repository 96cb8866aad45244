"""Places per person of a town, against every pair measured by hand, pysal's answer, and what must hold anyway."""

import numpy as np
import pandas as pd
import pytest
from access import fca, weights
from hypothesis import given, settings

from layers import catalog
from layers.errors import ConflictError
from layers.geo import LonLat
from layers.people import kept as kept_cells
from layers.people.cells import Cells
from layers.people.kept import KEPT
from layers.people.store import load_people
from layers.queries.coverage import place
from layers.queries.coverage.accessibility import measure as sharing
from layers.queries.coverage.accessibility import neighbours
from layers.queries.coverage.accessibility.answer import per_person_of
from layers.queries.coverage.accessibility.bins import bin_per_person
from layers.queries.coverage.accessibility.catchment import Accessibility, Standing
from layers.queries.coverage.accessibility.measure import measure_accessibility
from layers.queries.coverage.accessibility.neighbours import _box_around
from layers.queries.coverage.accessibility.question import AccessibilityQuestion, Band, DecayKind
from layers.queries.coverage.changes import AddedSite, Changes
from layers.queries.coverage.question import Capacity, CoverageQuestion, Method
from tests import world
from tests.coverage import cases
from tests.people.cases import population

SPLIT, WEST, EAST = 109.5, 109.4, 109.6
LIMIT_M = 2500.0
BANDS = (Band(800, 1), Band(LIMIT_M, 0.4))
HOW = {
    "none": ({}, lambda metres: np.ones_like(metres)),
    "bands": ({"decay": DecayKind.BANDS, "bands": BANDS}, lambda metres: np.where(metres <= 800, 1, 0.4)),
    "gaussian": (
        {"decay": DecayKind.GAUSSIAN},
        lambda metres: (np.exp(-0.5 * (metres / LIMIT_M) ** 2) - np.exp(-0.5)) / (1 - np.exp(-0.5)),
    ),
}


def ask(decay=None, bands=(), **values):
    coverage = CoverageQuestion(
        catalog.SHELTERS, **{"radius_m": LIMIT_M, "capacity": Capacity.EVACUATION, "ground": False, **values}
    )
    return measure_accessibility(AccessibilityQuestion(coverage, decay or DecayKind.NONE, bands))


@pytest.fixture
def town(db):
    """60 boxes of people, some cut by the meridian between two counties; of 2 of 14 shelters no capacity is known."""
    draw = np.random.default_rng(11)
    city = world.area("9901", world.box(WEST, 34.4, EAST, 34.6), level="city")
    world.area("990101", world.box(WEST, 34.4, SPLIT, 34.6), parent=city)
    world.area("990102", world.box(SPLIT, 34.4, EAST, 34.6), parent=city)
    wests, souths = draw.uniform(WEST, EAST - 0.01, 60), draw.uniform(34.4, 34.59, 60)
    wests[:8] = SPLIT - draw.uniform(0.001, 0.009, 8)
    boxes = [(w, s, w + 0.01, s + 0.01, n) for w, s, n in zip(wests, souths, draw.integers(1, 900, 60), strict=True)]
    cells = cases.box_cells(*boxes)
    population("town", cells, form="polygons", name="城镇", name_en="Town")
    lons, lats, rooms = draw.uniform(WEST, EAST, 14), draw.uniform(34.4, 34.6, 14), draw.integers(0, 800, 14)
    for at, (lon, lat, room) in enumerate(zip(lons, lats, rooms, strict=True)):
        capacity = None if at in (3, 7) else int(room)
        world.shelter(f"S{at:02}", (lon, lat), capacity_evacuation_persons=capacity)
    return load_people("town", outlines=True).cells


def by_hand(cells, sites, weigh, limits=LIMIT_M):
    """Every pair, one matrix: what each cell gets, and of whom that is not defined."""
    metres = cases.all_metres(cells, sites)
    felt = np.where(metres <= limits, weigh(metres), 0.0)
    demand = felt.T @ cells.persons
    is_known = np.isfinite(sites.capacity_persons) & (demand > 0)
    ratios = np.where(is_known, sites.capacity_persons, 0) / np.where(is_known, demand, 1)
    per_person = felt @ ratios
    per_person[((felt > 0).any(axis=1)) & ~(felt[:, is_known] > 0).any(axis=1)] = np.nan
    return per_person


def share_west(cells):
    """Of each box, the share of its ground west of the meridian: true to area it goes by longitude alone."""
    bounds = np.array([outline.bounds for outline in cells.outlines])
    return np.clip((SPLIT - bounds[:, 0]) / (bounds[:, 2] - bounds[:, 0]), 0, 1)


@pytest.mark.parametrize("how", HOW)
def test_every_cell_has_what_every_pair_measured_by_hand_gives_it(town, how):
    values, weigh = HOW[how]
    answer = ask(**values)
    expected = by_hand(town, answer.sites, weigh)
    assert answer.by_cell.per_person == pytest.approx(expected, nan_ok=True)
    assert np.isnan(expected).any()
    assert (expected == 0).any()
    assert answer.total.undefined == town.persons[np.isnan(expected)].sum()
    assert answer.total.none_in_reach == town.persons[answer.by_cell.standing == Standing.NONE_IN_REACH].sum()


@pytest.mark.parametrize("how", HOW)
def test_rows_weigh_the_people_who_live_there_and_a_cut_cell_counts_in_both(town, how):
    values, weigh = HOW[how]
    answer = ask(**values, area="9901")
    expected, west = by_hand(town, ask(**values).sites, weigh), share_west(town)
    is_defined = np.isfinite(expected)
    for row, share in zip(answer.rows, (west, 1 - west), strict=True):
        people = town.persons * share
        mean = (expected * people)[is_defined].sum() / people[is_defined].sum()
        assert (row.figures.people, row.figures.mean) == pytest.approx((people.sum(), mean))
        assert row.figures.undefined == pytest.approx(people[~is_defined].sum())
    assert answer.outside.people == pytest.approx(0, abs=1e-6)
    assert sum(row.figures.people for row in answer.rows) == pytest.approx(answer.total.people)


@pytest.mark.parametrize("how", HOW)
def test_a_cell_has_the_same_figure_whichever_area_is_asked_about(town, how):
    values, _ = HOW[how]
    everywhere, west = ask(**values).by_cell, ask(**values, area="990101")
    known = {(lon, lat): value for lon, lat, value in zip(town.lons, town.lats, everywhere.per_person, strict=True)}
    own = west.by_cell.cells
    expected = [known[at] for at in zip(own.lons, own.lats, strict=True)]
    assert 10 < len(own) < 60
    assert west.by_cell.per_person == pytest.approx(np.array(expected), nan_ok=True)


def test_without_the_neighbours_the_figures_at_the_edge_would_be_too_high(town):
    west = ask(area="990101")
    assert west.neighbours > 0
    assert "neighbours" in {note.key for note in west.notes}
    own = np.flatnonzero(share_west(town) > 0)
    alone = by_hand(town.take(own), west.sites, HOW["none"][1])
    is_defined = np.isfinite(alone)
    assert (alone >= west.by_cell.per_person - 1e-9)[is_defined].all()
    assert (alone[is_defined] > west.by_cell.per_person[is_defined] + 1e-3).any()
    assert ask().neighbours == 0


@pytest.mark.parametrize("how", HOW)
def test_all_places_with_people_in_reach_are_shared_out(town, how):
    answer = ask(**HOW[how][0])
    found = answer.by_cell
    assert np.nansum(found.per_person * found.cells.persons) == pytest.approx(answer.supply.shared)
    assert 0 < answer.supply.shared <= answer.supply.places
    defined = answer.total.people - answer.total.undefined
    assert answer.total.mean * defined == pytest.approx(answer.supply.shared)


@pytest.mark.parametrize(("how", "weight_fn"), [("none", None), ("bands", weights.step_fn({800: 1, LIMIT_M: 0.4}))])
def test_pysal_agrees_wherever_it_is_defined(town, how, weight_fn):
    answer = ask(**HOW[how][0], changes=Changes(capacity={"S03": 100, "S07": 250}))
    metres = cases.all_metres(town, answer.sites)
    i, j = np.indices(metres.shape)
    theirs = fca.two_stage_fca(
        pd.DataFrame({"geoid": np.arange(len(town)), "demand": town.persons}),
        pd.DataFrame({"supply": answer.sites.capacity_persons}, index=pd.Index(range(len(answer.sites)), name="geoid")),
        pd.DataFrame({"origin": i.ravel(), "dest": j.ravel(), "cost": metres.ravel()}),
        LIMIT_M,
        weight_fn=weight_fn,
    ).reindex(range(len(town)))
    ours = answer.by_cell
    reached = ours.standing == Standing.DEFINED
    assert 10 < reached.sum() < len(town)
    assert ours.per_person[reached] == pytest.approx(theirs.to_numpy()[reached])
    assert (theirs.to_numpy()[reached] * town.persons[reached]).sum() == pytest.approx(answer.supply.shared)


def test_a_population_too_large_to_keep_gives_the_same_figures(town, monkeypatch):
    """Neighbours live farther off than the cells that are read for the place itself."""
    draw = np.random.default_rng(2)
    lons, lats = draw.uniform(108.4, 110.6, 300), draw.uniform(33.6, 35.4, 300)
    population("wide", Cells(lons, lats, draw.integers(1, 99, 300).astype(float)))
    wide = {"population": "wide", "radius_m": 40_000.0, "area": "990101"}
    expected = ask(**wide)
    for kept in (KEPT, place._KEPT, neighbours._KEPT, sharing._KEPT):
        kept.clear()
    monkeypatch.setattr(place, "MOST_CELLS_KEPT", 10)
    monkeypatch.setattr(kept_cells, "MOST_CELLS", 10)
    found = ask(**wide)
    assert found.by_cell.per_person.tolist() == expected.by_cell.per_person.tolist()
    assert found.neighbours == expected.neighbours
    assert len(found.people.cells) < len(expected.people.cells)
    assert found.neighbours > found.people.cells.total_persons - found.total.people, "Some were not read for the place"


def test_squares_average_by_people_and_add_up(town):
    answer = ask(decay=DecayKind.GAUSSIAN)
    bins = bin_per_person(answer.by_cell, columns=10)
    assert bins.persons.sum() == pytest.approx(answer.total.people)
    assert bins.none_in_reach.sum() == pytest.approx(answer.total.none_in_reach)
    assert bins.undefined.sum() == pytest.approx(answer.total.undefined)
    assert np.nansum(bins.per_person * (bins.persons - bins.undefined)) == pytest.approx(answer.supply.shared)
    assert np.isnan(bins.per_person).tolist() == (bins.undefined >= bins.persons).tolist()


def test_an_added_site_shares_its_places_and_a_closed_one_none(db):
    population("town", cases.cells((109.5, 34.5, 100), (109.6, 34.5, 50)))
    world.shelter("A", (109.5, 34.5), capacity_evacuation_persons=200)
    assert ask().total.mean == pytest.approx(200 / 150)
    added = AddedSite("School", LonLat(109.6, 34.5), 25)
    assert ask(changes=Changes(add=(added,))).by_cell.per_person.tolist() == [2.0, 0.5]
    closed = ask(changes=Changes(close=("A",)))
    assert (closed.total.mean, closed.total.none_in_reach) == (0, 150)


def test_walking_times_weigh_as_metres_do(db):
    population("town", cases.cells((109.5, 34.5, 100), (109.505, 34.5, 100)))
    world.shelter("A", (109.5, 34.5), capacity_evacuation_persons=60)
    walk = {"method": Method.TRAVEL_TIME, "radius_m": None, "minutes": 10.0}
    near_and_far = (Band(2, 1), Band(10, 0.5))
    assert ask(**walk).by_cell.per_person.tolist() == [0.3, 0.3]
    answer = ask(decay=DecayKind.BANDS, bands=near_and_far, **walk)
    assert answer.by_cell.per_person == pytest.approx([0.4, 0.2])
    assert (answer.basis, "by_estimate" in {note.key for note in answer.notes}) == ("estimate", True)


def test_gaussian_goes_by_the_limit_of_each_site(db):
    """Under its standard radius a short-stay shelter weighs nothing where a long-stay one still does."""
    population("town", cases.cells((109.5, 34.5, 100)))
    lon, lat, _ = cases.WGS84.fwd(109.5, 34.5, 90, 800)
    world.shelter("A", (lon, lat), capacity_evacuation_persons=60, class_51143="fixed_long")
    world.shelter("B", (lon, lat), capacity_evacuation_persons=60)
    answer = ask(decay=DecayKind.GAUSSIAN, method=Method.STANDARD_RADIUS, radius_m=None)
    assert answer.sites.limits.tolist() == [2500, 500]
    assert answer.by_cell.per_person.tolist() == [0.6]
    assert answer.supply.shared == 60


def test_without_a_population_it_is_said_how_to_bring_one_in(db):
    world.shelter("A", capacity_evacuation_persons=60)
    with pytest.raises(ConflictError, match="import population"):
        ask()


@settings(deadline=None)
@given(cases.crowds())
def test_nobody_in_reach_of_a_site_lies_outside_the_box_that_is_read(case):
    cells, sites = case
    if len(sites):
        reached = (cases.all_metres(cells, sites) <= sites.limits).any(axis=1)
        assert _box_around(sites, sites.limits).boxes()
        assert cells.inside(_box_around(sites, sites.limits))[reached].all()


def test_the_figures_of_people_by_hand():
    values, standing = np.array([0.0, 1, 3, np.nan]), np.array([1, 0, 0, 2], np.uint8)
    found = Accessibility(values, standing, np.array([False, True, False, True]), np.zeros(0), np.zeros(0))
    figures = per_person_of(found, np.array([50.0, 30, 20, 7]))
    assert (figures.people, figures.mean) == (107, (30 + 60) / 100)
    assert dict(figures.quantiles) == {"p10": 0, "p25": 0, "median": 0, "p75": 1, "p90": 3}
    assert (figures.none_in_reach, figures.undefined, figures.at_least) == (50, 7, 30)
