"""The people of cells beside the census counts of areas."""

import json

import numpy as np
import pytest
import shapely
from django.core.management import CommandError, call_command

from layers.models import Area, AreaLevel
from layers.people.cells import Cells
from layers.people.reconcile import reconcile
from tests import world
from tests.people.cases import population, scattered

pytestmark = pytest.mark.django_db


@pytest.fixture
def counties() -> None:
    """Two neighbours in a city, one far away, one without an outline."""
    city = world.area("6105", world.box(109, 34, 111, 36), level="city")
    for code, west, census in (("610501", 109, 1000), ("610502", 110, None), ("610503", 50, 77)):
        outline = world.box(west, 34, west + 1, 36)
        world.area(code, outline, parent=city)
        Area.objects.filter(code=code).update(population_persons=census, population_year=2020)
    world.area("610504", None, parent=city)


def test_points_are_counted_where_they_lie(counties: None) -> None:
    cells = scattered(500)
    outside = Cells(np.array([112.0]), np.array([35.0]), np.array([13.0]))
    found = reconcile(population("town", cells, outside), level=AreaLevel.COUNTY)
    west = cells.persons[cells.lons < 110].sum()
    assert [(row.code, row.cells_persons, row.census_persons, row.difference) for row in found.rows] == [
        ("610501", west, 1000, west - 1000),
        ("610502", cells.total_persons - west, None, None),
    ]
    assert found.outside_persons == 13


def test_polygons_are_shared_by_area_also_across_tiles(counties: None) -> None:
    outlines = np.array([shapely.box(109.9, 34.2, 110.3, 34.8), shapely.box(108.5, 34, 109.5, 35)], object)
    cells = Cells(np.array([110.1, 109.0]), np.array([34.5, 34.5]), np.array([400.0, 100]), outlines)
    found = reconcile(population("town", cells, form="polygons"), level=AreaLevel.COUNTY)
    people = {row.code: round(row.cells_persons, 6) for row in found.rows}
    assert people == {"610501": 100 + 50, "610502": 300}
    assert round(found.outside_persons, 6) == 50


def test_an_area_that_a_census_fills_and_no_cell_does_is_listed_if_it_is_in_reach(counties: None) -> None:
    cells = Cells(np.array([110.5, 109.0]), np.array([34.5, 33.9]), np.array([5.0, 6]))
    found = reconcile(population("town", cells), level=AreaLevel.COUNTY)
    assert [(row.code, row.cells_persons, row.difference) for row in found.rows] == [
        ("610501", 0, -1000),
        ("610502", 5, None),
    ]


def test_only_beneath_an_area(counties: None) -> None:
    world.area("610601", world.box(111, 34, 112, 36))
    row = population("town", Cells(np.array([110.5, 111.5]), np.array([35.0, 35]), np.array([5.0, 6])))
    assert [one.code for one in reconcile(row, level="county", within="6105").rows] == ["610502"]
    assert [one.code for one in reconcile(row, level="county").rows] == ["610502", "610601"]


def test_the_command_lists_and_reconciles(counties: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("populations")
    assert "There are no populations." in capsys.readouterr().out
    population("town", Cells(np.array([109.5]), np.array([34.5]), np.array([900.0])), is_estimate=True)
    call_command("populations")
    assert "(estimate)" in capsys.readouterr().out.replace("\n", " ")
    call_command("populations", "--json")
    assert json.loads(capsys.readouterr().out)[0]["people"] == 900
    call_command("populations", "reconcile", "town")
    said = capsys.readouterr().out
    assert "1,000" in said
    assert "-100" in said
    assert "-10.00%" in said
    call_command("populations", "reconcile", "--json")
    (area, *_) = json.loads(capsys.readouterr().out)["areas"]
    assert (area["people"], area["census_people"], area["census_difference"]) == (900, 1000, -100)


def test_what_is_not_there_is_said(counties: None) -> None:
    population("town")
    with pytest.raises(CommandError, match="“none”; there are: town"):
        call_command("populations", "reconcile", "none")
    with pytest.raises(CommandError, match="no area 99"):
        call_command("populations", "reconcile", "--area", "99")
