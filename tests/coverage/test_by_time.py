"""Coverage by minutes on foot, in the API: beside the circle of the same time, by road, by estimate, and mixed."""

import numpy as np
import pytest

from layers.geo import GEOD
from layers.people.cells import Cells
from layers.people.write import write_population
from tests import world
from tests.coverage.test_walking import paths, paths_folder
from tests.coverage.walking_roads import CENTRE, HALF, ISLAND, SPACING_M, corner
from tests.travel.conftest import needs_engine

__all__ = ["needs_engine", "paths", "paths_folder"]
pytestmark = pytest.mark.django_db


def people(*rows):
    lons, lats, persons = np.array([(*place, n) for place, n in rows], float).T
    cells = Cells(lons.copy(), lats.copy(), persons.copy())
    return write_population("toy", [cells], name="Toy", source="invented", year=2020)


@pytest.fixture
def ask(client):
    def answer(status=200, **query):
        response = client.get("/api/v1/coverage/shelters", query)
        assert response.status_code == status, response.content.decode()
        return response.json()

    return answer


def notes(answer):
    return {one["key"] for one in answer["notes"]}


def test_who_walks_there_in_time_stands_beside_who_is_in_the_circle(ask, paths):
    """From the centre the corner (7, 7) is 9.9 blocks away in a straight line and 14 along the paths, 840 m."""
    world.shelter("S", CENTRE)
    people((corner(2, 0), 100), (corner(7, 7), 30), (corner(12, 12), 7))
    answer = ask(minutes=10)
    assert (answer["method"], answer["basis"], answer["minutes"], answer["speed_m_s"]) == (
        "travel_time",
        "road",
        10,
        1.2,
    )
    assert answer["covered_people"] == 100
    assert answer["straight_line"] == {"radius_m": 720, "covered_people": 130, "share": pytest.approx(130 / 137)}
    assert ask(radius_m=720)["covered_people"] == 130
    assert ask(radius_m=720)["straight_line"] is None
    assert ask(minutes=14 * SPACING_M / 1.2 / 60)["covered_people"] == 130
    assert answer["covered_area_km2"] is None
    assert notes(answer) == {"no_ground"}
    assert notes(ask(minutes=10, ground="false")) == set()
    assert "roads" in answer["data_versions"]


def test_those_who_walk_slowly_reach_less(ask, paths):
    world.shelter("S", CENTRE)
    people((corner(9, 0), 100))
    assert [ask(minutes=8, speed_m_s=speed)["covered_people"] for speed in (0.8, 1.2, 1.4)] == [0, 100, 100]
    assert ask(400, minutes=8, speed_m_s=2)["errors"][0]["parameter"] == "speed_m_s"
    assert ask(400, radius_m=500, speed_m_s=1)["errors"][0]["parameter"] == "speed_m_s"
    assert ask(400, minutes=241)["errors"][0]["parameter"] == "minutes"


def test_places_are_given_to_those_who_can_walk_there(ask, paths):
    world.shelter("S", CENTRE, capacity_evacuation_persons=60)
    people((corner(2, 0), 100), (corner(7, 7), 30))
    answer = ask(minutes=10, capacity="evacuation")
    assert (answer["served"], answer["in_reach_no_place"], answer["out_of_reach"]) == (60, 40, 30)


def test_estimates_and_ways_that_do_not_exist_are_counted_and_said(ask, paths):
    world.shelter("S", CENTRE)
    away = GEOD.fwd(*corner(0, HALF), 0, 3000)[:2]
    people((corner(2, 0), 100), (corner(0, 0, ISLAND), 30), (away, 7))
    answer = ask(minutes=90)
    assert answer["basis"] == "mixed"
    assert answer["covered_people"] == 107
    assert {"by_estimate", "no_road"} <= notes(answer)
    [text] = [one["text"]["en"] for one in answer["notes"] if one["key"] == "by_estimate"]
    assert text.startswith("1 of 3 ways are estimates")
    assert "7 people" in text


def test_without_roads_all_of_it_is_an_estimate(ask, settings, tmp_path):
    settings.ROADS_DIR = tmp_path
    world.shelter("S", CENTRE)
    people((corner(2, 0), 100), (corner(8, 0), 30), (corner(10, 0), 7))
    answer = ask(minutes=10)
    assert (answer["basis"], answer["covered_people"]) == ("estimate", 100 + 30)
    assert answer["straight_line"]["covered_people"] == 137
    assert "by_estimate" in notes(answer)


def test_no_way_leads_through_ground_to_keep_out_of_and_a_closed_road_counts_at_once(ask, paths):
    world.shelter("S", corner(0, 0))
    people((corner(8, 0), 100))
    assert ask(minutes=9)["covered_people"] == 100
    ring = ";".join(",".join(map(str, corner(4.5, north))) for north in (-15, 15))
    ring += ";" + ",".join(map(str, corner(4.6, 15))) + ";" + ",".join(map(str, corner(4.6, -15)))
    assert ask(minutes=9, avoid=ring)["covered_people"] == 0


def test_a_target_in_minutes_is_checked_on_foot(client, paths, as_role):
    from layers.models import CoverageTarget

    CoverageTarget.objects.all().delete()
    world.area("6105", world.box(109.4, 34.3, 109.7, 34.5))
    world.shelter("S", CENTRE)
    people((corner(2, 0), 60), (corner(7, 7), 40))
    CoverageTarget.objects.create(
        key="walk", title="步行", measure="share_within", layer="shelters", share=0.6, minutes=10
    )
    [one] = as_role("viewer").get("/api/v1/targets/check").json()["targets"]
    [row] = one["areas"]
    assert (row["outcome"], row["value"], row["details"]["basis"]) == ("pass", 0.6, "road")
