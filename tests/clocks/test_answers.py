"""POST /api/v1/clocks on a real database: worlds whose minutes can be worked out by hand."""

import json
from datetime import timedelta

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from layers.models import Area, DeliveryClock
from layers.travel.legs import Leg
from tests import world

pytestmark = pytest.mark.django_db

CLOCKS = "/api/v1/clocks"
TRUCK = {"speed_km_h": 36, "detour_factor": 1.5, "loading_minutes": 20}
"""Ten metres a second over half as much again: a kilometre takes 150 s."""


@pytest.fixture(autouse=True)
def clocks():
    """Any stock within an hour, county stock within two hours."""
    DeliveryClock.objects.all().delete()
    DeliveryClock.objects.create(key="any", title="任何", title_en="Any", within_minutes=60, order=1)
    DeliveryClock.objects.create(key="county", title="县级", depot_levels=["county"], within_minutes=120, order=2)


@pytest.fixture
def tent():
    return world.item("tent-k")


@pytest.fixture
def ask(as_role):
    def answer(sites, items, status=200, **more):
        body = {
            "sites": sites,
            "items": [{"item": item, "quantity": quantity} for item, quantity in items],
            "vehicle": TRUCK,
            **more,
        }
        response = as_role("viewer").post(CLOCKS, json.dumps(body), "application/json")
        assert response.status_code == status, response.content.decode()
        return response.json()

    return answer


def at(*places):
    return [{"lon": lon, "lat": lat} for lon, lat in places]


def stock(item, on_hand, **values):
    return [{"item": item, "on_hand": on_hand, **values}]


def verdicts(site):
    return {one["key"]: one for one in site["clocks"]}


def test_a_clock_is_held_or_not_by_so_much_and_the_item_that_fails_is_named(ask, tent):
    places = world.draw("O.A" + "." * 20 + "B")
    water = world.item("water-k")
    world.depot("A", places["A"], stock=[*stock(tent, 10), *stock(water, 50)], level="town")
    world.depot("B", places["B"], stock=stock(tent, 10))
    answer = ask(at(places["O"]), [("tent-k", 15), ("water-k", 50)])
    [site] = answer["sites"]
    b_s = 1200 + 23 * 150
    anything, county = site["clocks"]
    assert (anything["key"], anything["passes"]) == ("any", False)
    assert anything["arrive_s"] == pytest.approx(b_s, abs=1)
    assert anything["margin_s"] == 3600 - anything["arrive_s"]
    assert anything["fails"] == [{"item": "tent-k", "quantity_short": 5, "arrive_s": anything["arrive_s"]}]
    assert (county["passes"], county["arrive_s"], county["margin_s"]) == (False, None, None)
    assert county["fails"] == [
        {"item": "tent-k", "quantity_short": 5, "arrive_s": None},
        {"item": "water-k", "quantity_short": 50, "arrive_s": None},
    ]
    assert (site["passes"], answer["passed"], answer["count"]) == (False, {"any": 0, "county": 0}, 1)
    assert answer["basis"] == "estimate"


def test_an_arrival_exactly_at_the_limit_is_in_time(ask, tent):
    places = world.draw("O.A")
    world.depot("A", places["A"], stock=stock(tent, 10))
    assert verdicts(ask(at(places["O"]), [("tent-k", 10)])["sites"][0])["any"]["arrive_s"] == 1500
    for minutes, margin_s, passes in ((25, 0, True), (24, -60, False)):
        DeliveryClock.objects.filter(key="any").update(within_minutes=minutes)
        verdict = verdicts(ask(at(places["O"]), [("tent-k", 10)])["sites"][0])["any"]
        assert (verdict["passes"], verdict["margin_s"]) == (passes, margin_s)


def test_each_site_is_judged_alone_so_that_the_same_stock_serves_all(ask, tent):
    places = world.draw("A.B.C")
    world.depot("B", places["B"], stock=stock(tent, 10))
    answer = ask(at(places["A"], places["C"]), [("tent-k", 10)])
    assert [site["passes"] for site in answer["sites"]] == [True, True]
    assert answer["passed"] == {"any": 2, "county": 2}


def test_the_times_are_those_of_filling_the_need_at_each_site(ask, as_role, tent):
    places = world.draw("A..B\n.O..\nC..D\n....\nE...", spacing_m=3000)
    for code in "ABCDE":
        world.depot(code, places[code], stock=stock(tent, 7), loading_minutes=10 * "EDCBA".index(code))
    answer = ask(at(places["O"], places["A"]), [("tent-k", 30)])
    for site in answer["sites"]:
        body = {"place": {"lon": site["lon"], "lat": site["lat"]}, "items": answer["query"]["items"], "vehicle": TRUCK}
        plan = as_role("viewer").post("/api/v1/fill", json.dumps(body), "application/json").json()
        assert verdicts(site)["any"]["arrive_s"] == plan["complete_s"]


def test_reserved_expired_kept_back_unusable_and_endangered_stock_does_not_count(ask, tent):
    places = world.draw("O.ABCDE")
    yesterday = timezone.localdate() - timedelta(days=1)
    world.depot("A", places["A"], stock=stock(tent, 10, reserved=8, minimum=1))
    world.depot("B", places["B"], stock=stock(tent, 10, expires_on=yesterday))
    world.depot("C", places["C"], stock=stock(tent, 10), status="suspended")
    world.depot("D", places["D"], stock=stock(tent, 10))
    world.depot("E", places["E"], stock=stock(tent, 3, minimum=3))
    world.hazard("H", places["D"], effect_radius_m=10.0)
    here = at(places["O"])
    answer = ask(here, [("tent-k", 100)], avoid=["hazards:H"])
    [fail] = verdicts(answer["sites"][0])["any"]["fails"]
    assert fail["quantity_short"] == 99
    assert answer["excluded"] == {"no_stock": 1, "not_usable": 1, "inside_danger": 1, "minimum": 1}
    assert answer["query"]["avoid"] == ["hazards:H"]
    answer = ask(here, [("tent-k", 100)], keep_minimum=False, usable_only=False)
    assert verdicts(answer["sites"][0])["any"]["fails"][0]["quantity_short"] == 100 - 2 - 10 - 10 - 3
    assert answer["excluded"] == {"no_stock": 1}


def test_areas_stand_at_their_seat_or_inside_their_outline_and_are_counted_beneath_the_area_above(ask, tent):
    places = world.draw("A.B")
    city = world.area("9901", level="city")
    world.area("990101", world.box(109.4, 34.4, 109.6, 34.6), parent=city)
    for code, seat in (("990101001", Point(*places["A"], srid=4326)), ("990101002", None)):
        Area.objects.create(code=code, name=code, level="town", parent=Area.objects.get(code="990101"), seat=seat)
    world.depot("B", places["B"], stock=stock(tent, 10))
    answer = ask({"area": "9901", "level": "town"}, [("tent-k", 10)])
    [site] = answer["sites"]
    assert (site["code"], site["layer"], site["point"], site["area"]) == ("990101001", "areas", "seat", "990101")
    assert (site["lon"], site["lat"]) == pytest.approx(places["A"])
    assert answer["without_point"] == ["990101002"]
    assert [(area["code"], area["sites"], area["passed"]["any"]) for area in answer["areas"]] == [("990101", 1, 1)]
    [county] = ask({"area": "990101", "level": "county"}, [("tent-k", 10)])["sites"]
    assert (county["code"], county["point"], county["area"]) == ("990101", "inside", "9901")
    assert 109.4 < county["lon"] < 109.6
    assert ask({"area": "9901", "level": "village"}, [("tent-k", 10)])["count"] == 0


def test_resources_and_points_are_sites_too_each_in_the_smallest_area_around_it(ask, tent):
    places = world.draw("A.B")
    world.area("9901", world.box(109.0, 34.0, 110.0, 35.0), level="city")
    world.area("990101", world.box(109.4, 34.4, 109.6, 34.6), parent=Area.objects.get(code="9901"))
    world.depot("B", places["B"], stock=stock(tent, 10))
    world.incident("INC-1", places["A"])
    world.shelter("S", (109.8, 34.8))
    sites = ask(["shelters:S", "incidents:INC-1"], [("tent-k", 10)])["sites"]
    assert [(site["layer"], site["code"], site["area"], site["point"]) for site in sites] == [
        ("shelters", "S", "9901", "position"),
        ("incidents", "INC-1", "990101", "position"),
    ]
    mine = [{"lon": 109.5, "lat": 34.5, "name": "camp"}, {"lon": 109.9, "lat": 34.9}, {"lon": 0, "lat": 0}]
    sites = ask(mine, [("tent-k", 10)])["sites"]
    assert [(site["code"], site["name"], site["area"]) for site in sites] == [
        (None, "camp", "990101"),
        (None, "2", "9901"),
        (None, "3", None),
    ]
    assert sites[2]["clocks"][0]["passes"] is False  # in the sea, an answer all the same


def test_only_the_clocks_asked_for_are_judged_and_of_one_key_the_newest_in_force(ask, tent):
    today = timezone.localdate()
    DeliveryClock.objects.create(key="any", title="新", within_minutes=30, effective_from=today, order=1)
    past = today - timedelta(days=1)
    DeliveryClock.objects.create(key="old", title="旧", within_minutes=9, effective_to=past)
    DeliveryClock.objects.create(key="next", title="将来", within_minutes=9, effective_from=today.replace(year=2999))
    listed = Client().get(CLOCKS).json()["clocks"]
    assert [(clock["key"], clock["within_s"], clock["levels"]) for clock in listed] == [
        ("any", 1800, []),
        ("county", 7200, ["county"]),
    ]
    answer = ask(at(world.ORIGIN), [("tent-k", 1)], clocks=["county"])
    assert [clock["key"] for clock in answer["clocks"]] == ["county"]
    DeliveryClock.objects.all().delete()
    answer = ask(at(world.ORIGIN), [("tent-k", 1)])
    assert (answer["clocks"], answer["sites"][0]["passes"]) == ([], None)


def test_by_road_each_site_asks_the_roads_and_says_what_the_times_are_made_of(ask, tent, monkeypatch):
    world.depot("A", stock=stock(tent, 10))
    world.depot("B", stock=stock(tent, 10))
    world.depot("C", stock=stock(tent, 10))
    legs = [Leg(600, 9000.0, "road"), None, Leg(900, 9000.0, "estimate")]
    monkeypatch.setattr("layers.queries.clocks.judge.travel_times", lambda *_, **__: legs)
    answer = ask(at(world.ORIGIN), [("tent-k", 30)], by_road=True)
    verdict = verdicts(answer["sites"][0])["any"]
    assert (answer["basis"], verdict["passes"], verdict["fails"][0]["quantity_short"]) == ("mixed", False, 10)
    assert verdicts(ask(at(world.ORIGIN), [("tent-k", 20)], by_road=True)["sites"][0])["any"]["arrive_s"] == 2100
    monkeypatch.setattr("layers.queries.clocks.judge.MAX_ROAD_PAIRS", 2)
    problem = ask(at(world.ORIGIN), [("tent-k", 1)], status=400, by_road=True)
    assert [fault["pointer"] for fault in problem["errors"]] == ["/by_road"]
