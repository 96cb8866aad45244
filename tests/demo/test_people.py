"""The demo's people: each county adds up to its census count, everyone lives in it, and all of it says it is a rule."""

from collections.abc import Iterator

import numpy as np
import pytest
import shapely

from fixtures.weinan.outlines import areas
from fixtures.weinan.people import CODE, load_people, people_by_county
from fixtures.weinan.towns import counties, towns_of
from layers.geo import GEOD
from layers.models import Population
from layers.people.cells import Cells
from layers.people.kept import KEPT
from layers.people.reconcile import reconcile
from layers.people.store import load_people as stored_people
from layers.people.write import write_population

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("weinan")]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    KEPT.clear()
    yield
    KEPT.clear()


def stored() -> Cells:
    people = stored_people(CODE)
    assert people is not None
    return people.cells


def test_each_county_adds_up_to_its_census_count() -> None:
    cells = stored()
    for code in counties():
        inside = shapely.contains_xy(areas()[code].geom, cells.lons, cells.lats)
        assert cells.persons[inside].sum() == areas()[code].population_persons, code
    assert cells.total_persons == areas()["610500"].population_persons == 4_688_744


def test_people_are_whole_and_cells_few() -> None:
    cells = stored()
    assert (cells.persons == np.rint(cells.persons)).all()
    assert cells.persons.min() >= 1
    assert len(cells) == len(set(zip(cells.lons, cells.lats, strict=True))) == 28_937


def test_half_live_around_the_towns() -> None:
    for code, cells in zip(counties(), people_by_county(), strict=True):
        near = np.zeros(len(cells), bool)
        for town in towns_of(code):
            n = len(cells)
            _, _, metres = GEOD.inv(cells.lons, cells.lats, np.full(n, town.lon), np.full(n, town.lat))
            near |= metres <= (5400 if town.is_seat else 2700)
        share = cells.persons[near].sum() / cells.total_persons
        evenly = near.mean()
        assert 0.5 + 0.3 * evenly < share < 0.5 + 0.9 * evenly + 0.05, (code, share, evenly)


def test_it_says_what_it_is() -> None:
    row = Population.objects.get(code=CODE)
    assert (row.is_demo, row.is_estimate, row.year) == (True, True, 2020)
    assert (row.total_persons, row.cells) == (4_688_744, 28_937)
    assert "largest remainders" in row.method
    assert "census (2020)" in row.source


def test_loading_again_gives_the_same_cells_and_leaves_a_real_one_alone() -> None:
    before = stored()
    load_people()
    assert Population.objects.get(code=CODE).version > 1
    after = stored()
    np.testing.assert_array_equal(before.persons, after.persons)
    one = Cells(np.array([109.5]), np.array([34.5]), np.array([7.0]))
    write_population(CODE, [one], name="Counted", source="here", year=2021, is_demo=False)
    assert load_people() == 0
    assert Population.objects.get(code=CODE).total_persons == 7


def test_the_cells_are_the_census_in_every_county() -> None:
    found = reconcile(Population.objects.get(code=CODE), level="county")
    assert {row.code: row.difference for row in found.rows if row.code.startswith("6105")} == dict.fromkeys(
        counties(), 0
    )
    assert found.outside_persons == 0
