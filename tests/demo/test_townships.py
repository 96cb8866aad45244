"""The invented outlines of the demo's townships: each county parted among its towns, by which is nearest."""

import re

import numpy as np
import pytest
import shapely
from django.core.management import call_command
from django.utils import translation

from fixtures.weinan.outlines import areas
from fixtures.weinan.towns import counties, towns, towns_of
from fixtures.weinan.townships import outlines
from layers.catalog import SHELTERS
from layers.geo import GEOD
from layers.models import HazardPoint, Shelter
from layers.people.store import load_people
from layers.queries.coverage.measure import measure_coverage
from layers.queries.coverage.question import CoverageQuestion

SHARE = 1e-12
"""Of a county's ground, what may be lost where a border meets the county's outline between two of its vertices."""


def parts_of(code):
    return np.array([outlines()[town.code] for town in towns_of(code)], object)


def metres_to_towns(code, lon_lat):
    """Geodesic metres, towns × places."""
    n = len(lon_lat)
    ends = ((np.full(n, town.lon), np.full(n, town.lat)) for town in towns_of(code))
    return np.array([GEOD.inv(lon_lat[:, 0], lon_lat[:, 1], *end)[2] for end in ends])


def places_in(code, n=3000):
    county = areas()[code].geom
    west, south, east, north = county.bounds
    places = np.random.default_rng(int(code)).uniform((west, south), (east, north), (n, 2))
    return places[shapely.contains_xy(county, places)]


def test_every_town_has_one():
    assert set(outlines()) == {town.code for town in towns()}
    for outline in outlines().values():
        assert outline.is_valid
        assert outline.area > 0


@pytest.mark.parametrize("code", counties())
def test_together_they_are_the_county_and_no_two_overlap(code):
    parts, county = parts_of(code), areas()[code].geom
    assert shapely.coverage_is_valid(parts), "neighbours share every vertex of their border"
    assert sum(part.area for part in parts) == pytest.approx(county.area, rel=SHARE)
    assert shapely.union_all(parts).symmetric_difference(county).area < SHARE * county.area


@pytest.mark.parametrize("code", counties())
def test_everywhere_in_one_its_own_town_is_the_nearest_by_geodesic(code):
    places = places_in(code)
    inside = np.array([shapely.contains_xy(part, places) for part in parts_of(code)])
    assert (inside.sum(axis=0) == 1).all()
    metres = metres_to_towns(code, places)
    farther = metres[inside.argmax(axis=0), np.arange(len(places))] - metres.min(axis=0)
    assert farther.max() < 1, "metres by which another town is nearer"


def test_they_are_the_same_each_time():
    before = {code: outline.wkb for code, outline in outlines().items()}
    outlines.cache_clear()
    assert {code: outline.wkb for code, outline in outlines().items()} == before


@pytest.mark.django_db
@pytest.mark.usefixtures("weinan")
class TestLoaded:
    def test_a_towns_people_are_those_of_the_cells_within(self):
        cells = load_people("weinan-2020").cells
        answer = coverage()
        assert len(answer.rows) == 106
        for row in answer.rows:
            inside = shapely.contains_xy(outlines()[row.area.code], cells.lons, cells.lats)
            assert row.tally.people == cells.persons[inside].sum() > 0
        assert sum(row.tally.people for row in answer.rows) == 4_688_744
        assert answer.outside.people == 0

    def test_the_towns_that_fail_are_those_whose_people_are_too_far_from_any_shelter(self):
        cells = load_people("weinan-2020").cells
        shelters = np.array([shelter.geom.coords for shelter in Shelter.objects.all()])
        near = shapely.STRtree(shapely.points(shelters))
        at = np.zeros(len(cells), bool)
        for cell, (lon, lat) in enumerate(zip(cells.lons, cells.lats, strict=True)):
            for site in near.query(shapely.Point(lon, lat).buffer(0.04)):
                at[cell] |= GEOD.inv(lon, lat, *shelters[site])[2] <= 2000
        for row in coverage(radius_m=2000).rows:
            inside = shapely.contains_xy(outlines()[row.area.code], cells.lons, cells.lats)
            assert row.tally.covered_people == cells.persons[inside & at].sum()

    @pytest.mark.parametrize(("radius_m", "share", "failing"), [(5000, 0.709, 32), (1000, 0.137, 105)])
    def test_the_figures_of_the_documents_are_these(self, radius_m, share, failing):
        answer = coverage(radius_m=radius_m)
        assert round(answer.total.covered_people / answer.total.people, 3) == share
        assert sum(row.tally.covered_people < 0.6 * row.tally.people for row in answer.rows) == failing

    def test_a_county_has_its_towns_beneath_it(self):
        answer = coverage(area="610526", level=None)
        assert [row.area.code for row in answer.rows] == [town.code for town in towns_of("610526")]

    def test_what_lies_in_a_town_lies_in_its_county(self):
        of_county = set(Shelter.objects.in_area("610526").values_list("code", flat=True))
        of_towns = [
            set(Shelter.objects.in_area(town.code).values_list("code", flat=True)) for town in towns_of("610526")
        ]
        assert set().union(*of_towns) == of_county
        assert sum(map(len, of_towns)) == len(of_county) > 5

    @pytest.mark.parametrize(("model", "named_at_least", "astray_most"), [(Shelter, 70, 3), (HazardPoint, 300, 0)])
    def test_what_is_named_after_a_town_lies_in_it_but_for_a_few_near_its_border(
        self, model, named_at_least, astray_most
    ):
        of_town = {town.full_name: town for town in towns() if not town.is_seat}
        rows = model.objects.select_related("area")
        named = [(row, of_town[name]) for row in rows for name in of_town if row.name.startswith(name)]
        assert len(named) >= named_at_least
        assert len([row for row, town in named if row.area.code != town.code]) <= astray_most

    def test_a_shell_ranks_them_and_says_which_miss_the_target(self, capsys):
        rows = [row for row in coverage(radius_m=5000).rows if row.tally.people]
        shares = {row.area.code: row.tally.covered_people / row.tally.people for row in rows}
        failing = sum(share < 0.6 for share in shares.values())
        assert 0 < failing < 106
        asked = ("--radius", "5000", "--area", "610500", "--level", "town")
        with translation.override("en"):
            call_command("coverage", "shelters", *asked)
            plain = capsys.readouterr().out
            call_command("coverage", "shelters", *asked, "--target", "0.6")
            judged = " ".join(capsys.readouterr().out.split())
        assert re.findall(r"610\d{3}-T-\d\d", plain) == sorted(shares, key=lambda code: (shares[code], code))
        assert "miss the target" not in plain
        assert f"{failing} of 106 towns miss the target of 60%: " in judged


def coverage(*, radius_m=1000.0, area="610500", level="town"):
    return measure_coverage(CoverageQuestion(SHELTERS, radius_m=radius_m, area=area, level=level, ground=False))
