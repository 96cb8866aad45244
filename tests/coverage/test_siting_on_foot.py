"""Choosing sites by minutes on foot: along ways, round what is to be kept out of, and whom no way reaches."""

import itertools
import json
import math

import numpy as np
import pytest

from layers.people.cells import Cells
from layers.people.write import write_population
from layers.queries.coverage.siting import nearness
from tests import world
from tests.coverage.test_walking import paths, paths_folder
from tests.coverage.walking_roads import ISLAND, SPACING_M, corner
from tests.travel.conftest import needs_engine

__all__ = ["needs_engine", "paths", "paths_folder"]
pytestmark = pytest.mark.django_db

PEOPLE = {(-12, 3): 40, (-7, -9): 25, (0, 11): 60, (4, -4): 10, (9, 8): 35, (13, -10): 55}
PLACES = ((-10, 0), (-3, 9), (2, -6), (8, 8), (12, -7))
TODAY = (-14, -14)


@pytest.fixture
def town(paths):
    lons, lats = np.array([corner(*at) for at in PEOPLE]).T
    cells = Cells(lons.copy(), lats.copy(), np.array(list(PEOPLE.values()), float))
    write_population("toy", [cells], name="Toy", source="invented", year=2020)
    world.shelter("S", corner(*TODAY))


def answer(client, status=200, **body):
    asked = {"method": "mclp", "p": 1, "minutes": 10, "candidates": candidates(*PLACES), **body}
    response = client.post("/api/v1/siting/shelters", json.dumps(asked), content_type="application/json")
    assert response.status_code == status, response.content.decode()
    return response.json()


def candidates(*places):
    return [dict(zip(("name", "lon", "lat"), (str(at), *corner(*at)), strict=True)) for at in places]


def walk_s(one, other):
    """Along the grid's rows and columns at 1.2 m/s, rounded up; the engine adds some seconds at crossings."""
    return math.ceil((abs(one[0] - other[0]) + abs(one[1] - other[1])) * SPACING_M / 1.2 - 1e-6)


def nearest_s(chosen):
    """Seconds of each cell to the nearest of today's site and those chosen."""
    return np.array([min(walk_s(at, site) for site in (TODAY, *chosen)) for at in PEOPLE], float)


def notes(found):
    return {one["key"] for one in found["notes"]}


@pytest.mark.parametrize("p", [1, 2, 3])
def test_no_other_choice_is_a_shorter_walk_on_average_or_for_the_farthest(client, town, p):
    people = np.array(list(PEOPLE.values()), float)
    every = [nearest_s(one) for n in range(p + 1) for one in itertools.combinations(PLACES, n)]
    least_mean, least_farthest = min((one * people).sum() / people.sum() for one in every), min(map(max, every))
    for method, name, least in (("pmedian", "mean_s", least_mean), ("pcentre", "farthest_s", least_farthest)):
        found = answer(client, method=method, p=p)
        assert found["after"][name] == pytest.approx(least, rel=0.02)
        assert (found["after"]["mean_m"], found["basis"], found["gap"]) == (None, "road", 0)
        chosen = [tuple(map(int, one["name"].strip("()").split(","))) for one in found["picks"]]
        assert found["after"]["mean_s"] == pytest.approx((nearest_s(chosen) * people).sum() / people.sum(), rel=0.02)
        before = nearest_s(())
        assert (found["before"]["farthest_s"], found["before"]["mean_s"]) == pytest.approx(
            (before.max(), (before * people).sum() / people.sum()), rel=0.02
        )
        assert {"walk_bound"} <= notes(found)


def test_cells_taken_together_change_the_choice_but_not_what_figures_are_of(client, town, monkeypatch):
    monkeypatch.setattr(nearness.OnFoot, "most_pairs", 4 * len(PLACES))
    found = answer(client, method="pmedian", p=2)
    people = np.array(list(PEOPLE.values()), float)
    chosen = [tuple(map(int, one["name"].strip("()").split(","))) for one in found["picks"]]
    assert found["after"]["mean_s"] == pytest.approx((nearest_s(chosen) * people).sum() / people.sum(), rel=0.02)
    assert "gathered" in notes(found)


def wall(east):
    """A strip across all paths, between two columns."""
    low, high = corner(east, -25), corner(east + 0.4, 25)
    ring = [(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1]), (low[0], low[1])]
    return ";".join(f"{lon},{lat}" for lon, lat in ring[:-1])


def test_no_way_leads_through_what_is_avoided_and_no_site_stands_in_it(client, town):
    inside = corner(5.5, 0)
    source = [*candidates((4, 0)), {"name": "in danger", "lon": inside[0], "lat": inside[1]}]
    free = answer(client, minutes=15, candidates=source)
    assert [one["name"] for one in free["picks"]] == ["in danger"]
    kept_out = answer(client, minutes=15, candidates=source, avoid=wall(5.3))
    assert [one["name"] for one in kept_out["picks"]] == ["(4, 0)"]
    west = sum(n for at, n in PEOPLE.items() if at[0] < 5 and walk_s(at, (4, 0)) <= 900)
    both_sides = sum(n for at, n in PEOPLE.items() if walk_s(at, (4, 0)) <= 900)
    assert kept_out["people"] == west < both_sides == answer(client, minutes=15, candidates=source[:1])["people"]
    assert kept_out["candidates"] == 1
    assert "candidates_in_danger" in notes(kept_out)
    by_radius = answer(client, minutes=None, radius_m=900, candidates=source, avoid=wall(5.3))
    assert by_radius["candidates"] == 1


def test_who_is_cut_off_has_no_say_and_is_counted(client, town):
    """West of the wall is a site of today, so all walk somewhere; nobody east of it has any way."""
    found = answer(client, method="pcentre", p=1, candidates=candidates((-10, 0), (-3, 9), (2, -6)), avoid=wall(5.3))
    west = {at: n for at, n in PEOPLE.items() if at[0] < 5}
    lost = sum(PEOPLE.values()) - sum(west.values())
    farthest = min(
        max(min(walk_s(at, TODAY), walk_s(at, place)) for at in west) for place in ((-10, 0), (-3, 9), (2, -6))
    )
    assert found["after"]["farthest_s"] == pytest.approx(farthest, rel=0.02)
    [text] = [one["text"]["en"] for one in found["notes"] if one["key"] == "cut_off"]
    assert text.startswith(f"{lost} people have no such way")


def test_beyond_four_hours_everyone_counts_as_four_hours_away(client, paths):
    """The island is joined to nothing: who lives there walks to the candidate there, the others to that of the grid."""
    at = [corner(0, 0), corner(0, 0, ISLAND)]
    lons, lats = np.array(at).T
    people = [Cells(lons.copy(), lats.copy(), np.array([10.0, 30.0]))]
    write_population("toy", people, name="Toy", source="invented", year=2020)
    there = dict(zip(("name", "lon", "lat"), ("island", *corner(3, 0, ISLAND)), strict=True))
    found = answer(client, method="pmedian", p=1, candidates=[*candidates((4, 0)), there])
    assert [one["name"] for one in found["picks"]] == ["island"]
    walk = 3 * SPACING_M / 1.2
    assert found["after"]["mean_s"] == pytest.approx((10 * 14_400 + 30 * walk) / 40, rel=0.02)
    assert found["after"]["farthest_s"] == 14_400


def test_too_many_ways_are_refused(client, town, monkeypatch):
    monkeypatch.setattr("layers.queries.coverage.walking.MAX_PAIRS", 10)
    refused = answer(client, 400, method="pmedian")
    assert "10" in refused["detail"]


def test_without_roads_the_choice_is_by_estimates_and_says_so(client, town, settings, tmp_path):
    settings.ROADS_DIR = tmp_path
    found = answer(client, method="pmedian")
    assert found["basis"] == "estimate"
    assert "by_estimate" in notes(found)
