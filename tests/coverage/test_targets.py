"""GET /api/v1/targets/check and `onemap targets` on worlds whose numbers can be worked out by hand.

Two counties of 0.1 degrees side by side beneath one city; the people live at points, the sites stand there.
"""

import json
import math

import numpy as np
import pytest
from django.core.management import call_command

from layers.api.targets.views import TARGETS_RUN
from layers.models import CoverageTarget, DeliveryClock
from layers.people.cells import Cells
from layers.people.write import write_population
from layers.rights import Role
from layers.runs.asking import Asking
from layers.runs.progress import Progress
from layers.runs.worker import work_off
from tests import world

pytestmark = pytest.mark.django_db

WEST, EAST = (109.45, 34.45), (109.55, 34.45)
"""The middles of the two counties."""
NORTH = (109.45, 34.49)
"""In the west, some 4.4 km from its middle."""


@pytest.fixture(autouse=True)
def no_targets():
    CoverageTarget.objects.all().delete()


@pytest.fixture
def counties():
    city = world.area("6105", world.box(109.4, 34.4, 109.6, 34.5), level="city")
    west = world.area("610501", world.box(109.4, 34.4, 109.5, 34.5), parent=city)
    east = world.area("610502", world.box(109.5, 34.4, 109.6, 34.5), parent=city)
    return west, east


@pytest.fixture
def people(counties):
    """600 in the middle of the west and 400 in its north; 500 in the middle of the east."""
    lons, lats = np.array([WEST, NORTH, EAST]).T
    cells = Cells(lons.copy(), lats.copy(), np.array([600.0, 400.0, 500.0]))
    return write_population("toy", [cells], name="Toy", source="invented", year=2020)


@pytest.fixture
def check(as_role):
    def answer(status=200, **query):
        response = as_role("viewer").get("/api/v1/targets/check", query)
        assert response.status_code == status, response.content.decode()
        return response.json()

    return answer


def target(key="T", **values):
    return CoverageTarget.objects.create(key=key, title=f"目标 {key}", title_en=f"Target {key}", **values)


def share_target(key="T", share=0.6, radius_m=1000, **values):
    return target(key, measure="share_within", layer="shelters", share=share, radius_m=radius_m, **values)


def rows(answer, key="T"):
    [one] = [one for one in answer["targets"] if one["key"] == key]
    return {row["code"]: row for row in one["areas"]}


def test_a_share_equal_to_the_target_passes_and_the_people_short_are_told(check, people):
    world.shelter("W", WEST)
    share_target(m2_per_person=1.5)
    found = rows(check())
    west, east = found["610501"], found["610502"]
    assert (west["outcome"], west["value"], west["margin"], west["people_short"]) == ("pass", 0.6, 0.0, 0)
    assert (east["outcome"], east["value"], east["people_short"], east["m2_short"]) == ("fail", 0.0, 300, 450.0)
    [one] = check()["targets"]
    assert (one["pass"], one["fail"], one["undefined"]) == (1, 1, 0)
    CoverageTarget.objects.update(share=0.601)
    assert rows(check())["610501"]["people_short"] == 1


def test_with_a_capacity_those_served_are_held_against_the_target(check, people):
    world.shelter("W", WEST, capacity_evacuation_persons=250)
    share_target(capacity="evacuation")
    west = rows(check())["610501"]
    assert (west["outcome"], west["value"], west["people_short"]) == ("fail", 0.25, 350)
    assert (west["details"]["covered_people"], west["details"]["served"]) == (600, 250)


def test_only_the_areas_beneath_the_one_asked_about_are_checked(check, people):
    share_target()
    target("C", measure="one_per_area", layer="shelters", at_least=1, level="city")
    assert list(rows(check(area="610501"))) == ["610501"]
    assert list(rows(check(area="6105"))) == ["610501", "610502"]
    assert list(rows(check(area="610501"), "C")) == []
    assert list(rows(check(area="6105"), "C")) == ["6105"]


def test_in_a_flood_only_shelters_that_suit_it_and_stand_outside_hazards_count(check, people):
    for code, place in (("W", WEST), ("E", EAST), ("N", NORTH)):
        world.shelter(code, place).set_suitability({"flood": "no" if code == "N" else "yes"})
    world.hazard("H", EAST, effect_radius_m=500)
    share_target("any", share=1.0)
    share_target("flood", share=1.0, hazard="flood")
    answer = check()
    assert [row["outcome"] for row in rows(answer, "any").values()] == ["pass", "pass"]
    found = rows(answer, "flood")
    assert (found["610501"]["people_short"], found["610502"]["people_short"]) == (400, 500)
    [flood] = [one for one in answer["targets"] if one["key"] == "flood"]
    assert flood["excluded"] == {"unsuitable": 1, "inside_danger": 1}


def test_every_town_needs_one_and_one_without_an_outline_has_what_its_seat_is_nearest_to(check, counties):
    west, _ = counties
    places = world.draw("A.s.B\n..C..", spacing_m=1000, origin=WEST)
    outlined = world.box(109.401, 34.401, 109.41, 34.41)
    world.area("610501001", outlined, parent=west, level="town")
    for number, letter in enumerate("ABC", 2):
        area = world.area(f"61050100{number}", None, parent=west, level="town")
        area.seat = world.point(places[letter])
        area.save()
    world.area("610501009", None, parent=west, level="town")
    world.shelter("in", (109.405, 34.405))
    world.shelter("s", places["s"])
    world.shelter("east", EAST)
    target(measure="one_per_area", layer="shelters", at_least=1, level="town")
    found = rows(check())
    outcomes = {code: row["outcome"] for code, row in found.items()}
    assert outcomes == {
        "610501001": "pass",
        "610501002": "fail",
        "610501003": "fail",
        "610501004": "pass",
        "610501009": "undefined",
    }
    assert found["610501009"]["why"]["key"] == "no_place"
    assert (found["610501001"]["details"]["by_seat"], found["610501004"]["details"]["by_seat"]) == (False, True)
    assert found["610501002"]["count_short"] == 1


def test_volunteers_are_counted_for_each_10000_people(check, people):
    world.team("V", WEST, category="social", members_persons=3)
    world.team("P", WEST, category="professional", members_persons=50)
    target(measure="per_10000", layer="teams", filters={"kind": ["social"]}, sum_of="members_persons", at_least=30)
    found = rows(check())
    assert (found["610501"]["outcome"], found["610501"]["value"]) == ("pass", 30.0)
    assert (found["610502"]["outcome"], found["610502"]["count_short"]) == ("fail", 2)
    assert found["610502"]["people"] == 500


def test_the_spacing_is_held_by_ground_and_told_by_neighbours(check, counties):
    for code, place in (("W", WEST), ("N", NORTH)):
        world.depot(code, place)
    target(measure="spacing", layer="depots", radius_m=20_000)
    target("near", measure="spacing", layer="depots", radius_m=500)
    answer = check()
    assert [row["outcome"] for row in rows(answer).values()] == ["pass", "pass"]
    near = rows(answer, "near")["610501"]
    assert near["outcome"] == "fail"
    assert near["details"]["count"] == 2
    assert near["details"]["greatest_m"] == pytest.approx(world.geodesic_m(WEST, NORTH))
    circle_km2 = math.pi * 0.25
    assert near["value"] == pytest.approx(2 * circle_km2 / (near["km2_short"] + 2 * circle_km2), rel=1e-3)
    assert rows(answer, "near")["610502"]["details"] == {"count": 0, "median_m": None, "greatest_m": None}


def test_a_depot_tier_reaches_people_and_townships_within_the_clock_the_limit_included(check, people, counties):
    west, _ = counties
    for number, place in ((1, WEST), (2, NORTH)):
        town = world.area(f"61050100{number}", None, parent=west, level="town")
        town.seat = world.point(place)
        town.save()
    world.depot("near", WEST, level="town", loading_minutes=59)
    world.depot("far", EAST, level="county", loading_minutes=10_000)
    way_s = math.ceil(world.geodesic_m(WEST, NORTH) * 1.3 / (40 / 3.6))
    minutes = math.ceil(way_s / 60)
    DeliveryClock.objects.create(key="c", title="时限", depot_levels=["town"], within_minutes=59 + minutes)
    target(measure="tier_share", layer="depots", clock="c", share=1.0)
    found = rows(check())
    assert (found["610501"]["outcome"], found["610501"]["value"]) == ("pass", 1.0)
    assert found["610501"]["details"]["townships_reached"] == found["610501"]["details"]["townships"] == 2
    assert found["610501"]["details"]["basis"] == "estimate"
    assert found["610502"]["outcome"] == "fail"
    DeliveryClock.objects.filter(key="c").update(within_minutes=59 + minutes - 1)
    west_row = rows(check())["610501"]
    assert (west_row["outcome"], west_row["people_short"]) == ("fail", 400)
    assert west_row["details"]["townships_reached"] == 1
    DeliveryClock.objects.filter(key="c").update(within_minutes=58)
    assert rows(check())["610501"]["value"] == 0.0


def test_by_road_without_roads_is_the_same_by_estimate(check, people, settings, tmp_path):
    settings.ROADS_DIR = tmp_path
    world.depot("D", WEST, level="town", loading_minutes=10)
    DeliveryClock.objects.create(key="c", title="时限", within_minutes=19)
    target(measure="tier_share", layer="depots", clock="c", share=1.0)
    values = [{code: row["value"] for code, row in rows(check(by_road=flag)).items()} for flag in ("true", "false")]
    assert values[0] == values[1]


def test_what_cannot_be_told_is_undefined_and_says_why(check, counties):
    share_target()
    target("layer", measure="spacing", layer="sensors", radius_m=5000)
    target("clock", measure="tier_share", layer="depots", clock="gone", share=1.0)
    target("field", measure="per_10000", layer="teams", sum_of="nothing", at_least=1)
    target("filter", measure="one_per_area", layer="shelters", filters={"kind": ["odd"]}, at_least=1)
    target("name", measure="one_per_area", layer="shelters", filters={"odd": ["x"]}, at_least=1)
    whys = {one["key"]: {row["why"]["key"] for row in one["areas"]} for one in check()["targets"]}
    assert whys == {
        "T": {"no_population"},
        "layer": {"no_layer"},
        "clock": {"no_clock"},
        "field": {"unknown_field"},
        "filter": {"unknown_field"},
        "name": {"unknown_field"},
    }
    assert {one["undefined"] for one in check()["targets"]} == {2}


def test_an_area_without_people_has_no_share(check, people, counties):
    world.area("610503", world.box(109.6, 34.4, 109.7, 34.5), parent=counties[0].parent)
    world.shelter("S", (109.65, 34.45))
    share_target()
    row = rows(check())["610503"]
    assert (row["outcome"], row["why"]["key"], row["value"]) == ("undefined", "nobody", None)


def test_the_check_needs_a_role_and_the_table_does_not(client, check):
    share_target()
    assert client.get("/api/v1/targets/check").status_code == 401
    listed = client.get("/api/v1/targets").json()["targets"]
    assert [(one["key"], one["title"]["en"], one["verification"]) for one in listed] == [("T", "Target T", "expert")]
    assert check(400, target="odd")["errors"][0]["parameter"] == "target"
    assert check(400, area="1")["errors"][0]["parameter"] == "area"
    assert check(400, population="odd")["errors"][0]["parameter"] == "population"


def test_the_same_question_has_the_same_bytes(as_role, people):
    world.shelter("W", WEST)
    share_target()
    first, second = (as_role("viewer").get("/api/v1/targets/check") for _ in range(2))
    assert first.content == second.content
    assert first["Server-Timing"].startswith("targets;dur=")


def test_of_rows_with_one_key_the_newest_in_force_counts(client):
    share_target(share=0.5)
    share_target(share=0.7, effective_from="2020-01-01")
    share_target(share=0.9, effective_from="2999-01-01")
    assert [one["share"] for one in client.get("/api/v1/targets").json()["targets"]] == [0.7]


def test_the_command_prints_a_table_and_fails_when_a_target_fails(people, capsys):
    world.shelter("W", WEST)
    share_target(m2_per_person=2, standard_no="GB 1", clause="2.3")
    with pytest.raises(SystemExit) as exit_:
        call_command("targets", area="6105")
    assert exit_.value.code == 1
    text = capsys.readouterr().out
    assert "GB 1 2.3" in text
    assert "600" in text
    call_command("targets", area="610501", as_json=True)
    assert json.loads(capsys.readouterr().out)["targets"][0]["pass"] == 1
    with pytest.raises(SystemExit) as exit_:
        call_command("targets", area="1")
    assert exit_.value.code == 2


@pytest.mark.parametrize(
    "values",
    [
        {"measure": "share_within", "share": 0.5},
        {"measure": "share_within", "share": 0.5, "radius_m": 1, "minutes": 1},
        {"measure": "share_within", "share": 1.5, "radius_m": 1},
        {"measure": "one_per_area"},
        {"measure": "per_10000"},
        {"measure": "spacing"},
        {"measure": "tier_share", "share": 1},
    ],
)
def test_the_database_keeps_targets_that_say_too_little_out(values):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        target(layer="shelters", **values)


def test_one_target_or_two_may_be_named(check, people):
    for key in "ABC":
        share_target(key)
    assert [one["key"] for one in check(target="B")["targets"]] == ["B"]
    assert [one["key"] for one in check(target=["C", "A"])["targets"]] == ["A", "C"]


def begun(as_role, **question):
    body = {"kind": "targets", "question": question}
    return as_role("viewer").post("/api/v1/runs", json.dumps(body), content_type="application/json")


@pytest.mark.django_db(transaction=True)
def test_the_check_is_long_work_too_for_whoever_may_see_it(as_role, anonymous, check, people):
    world.shelter("W", WEST)
    share_target("A")
    asked = {"area": "6105", "target": ["A"], "by_road": True}
    run = begun(as_role, **asked)
    assert run.status_code == 202, run.content
    work_off()
    result = as_role("viewer").get(f"{run.json()['href']}/result")
    assert result.json() == check(area="6105", target="A", by_road="true")
    assert anonymous.get(run.json()["href"]).status_code == 404
    assert begun(as_role, target=["odd"]).json()["errors"][0]["pointer"] == "/question/target"
    assert begun(as_role, odd=1).json()["errors"][0]["pointer"] == "/question/odd"


def test_a_check_is_told_target_by_target_and_never_goes_back(people):
    world.shelter("W", WEST)
    share_target("A")
    target("B", measure="spacing", layer="shelters", level="county", radius_m=2000)
    told = []
    work = TARGETS_RUN.prepare({"area": "6105"}, Role.VIEWER)
    work.answer(Progress(show=told.append))
    assert list(dict.fromkeys(one.key for one in told)) == ["A", "B"]
    assert {one.text["en"] for one in told} == {"Target A", "Target B"}
    assert {one.text["zh"] for one in told} == {"目标 A", "目标 B"}
    shares = [one.fraction for one in told]
    assert shares == sorted(shares)
    assert len(shares) > 4


def test_what_a_check_depends_on_is_in_its_key(people):
    share_target("A")

    def key():
        return Asking(TARGETS_RUN, {"area": "6105"}, Role.VIEWER, "en").key

    first = key()
    assert key() == first
    CoverageTarget.objects.update(share=0.7)
    second = key()
    assert second != first
    clock = DeliveryClock.objects.first()
    assert clock is not None
    clock.within_minutes += 1
    clock.save()
    assert key() not in (first, second)
