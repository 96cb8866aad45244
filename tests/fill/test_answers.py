"""POST /api/v1/fill on a real database: what counts, what is kept back, what is said of the rest."""

import json
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from layers.models import Item, StandardProfile, StockLine
from layers.queries.fill.plan import plan_fill
from layers.travel.estimate import estimate_travel
from layers.travel.legs import Leg
from tests import world

pytestmark = pytest.mark.django_db

FILL = "/api/v1/fill"
HERE = {"lon": world.ORIGIN[0], "lat": world.ORIGIN[1]}
TRUCK = {"speed_km_h": 36, "detour_factor": 1.5, "loading_minutes": 20}


@pytest.fixture
def tent():
    return world.item("tent-f")


@pytest.fixture
def ask(as_role):
    """``ask([("tent-f", 5)], deadline_s=3600)`` → the answer to a viewer."""

    def answer(items, status=200, **more):
        where = {} if "from" in more else {"place": HERE}
        body = {
            **where,
            "items": [{"item": item, "quantity": quantity} for item, quantity in items],
            "vehicle": TRUCK,
            **more,
        }
        response = as_role("viewer").post(FILL, json.dumps(body), "application/json")
        assert response.status_code == status, response.content.decode()
        return response.json()

    return answer


@pytest.fixture
def travelling(monkeypatch):
    """``travelling(travel)``: let the API's plans take their times from `travel`."""

    def use(travel):
        monkeypatch.setattr("layers.api.supply.fill.plan_fill", partial(plan_fill, travel=travel))

    return use


def stock(item, on_hand, **values):
    return [{"item": item, "on_hand": on_hand, **values}]


def given(answer):
    return {(part["depot"]["code"], part["item"]): part["quantity"] for part in answer["parts"]}


def test_a_part_says_when_it_is_loaded_on_its_way_and_there(ask, tent):
    place = world.draw("O.A")["A"]
    world.depot("A", place, stock=stock(tent, 80), loading_minutes=15)
    answer = ask([("tent-f", 30)])
    [part] = answer["parts"]
    assert part["distance_m"] == pytest.approx(world.geodesic_m(world.ORIGIN, place), abs=1e-6)
    assert (part["load_s"], part["travel_s"], part["arrive_s"]) == (900, 300, 1200)  # 2 km × 1.5 at 10 m/s
    assert (part["basis"], answer["basis"]) == ("estimate", "estimate")
    begins = datetime.fromisoformat(answer["begins_at"])
    assert datetime.fromisoformat(part["depart_at"]) - begins == timedelta(minutes=15)
    assert datetime.fromisoformat(part["arrive_at"]) - begins == timedelta(minutes=20)
    assert (answer["complete"], answer["complete_s"], answer["complete_at"]) == (True, 1200, part["arrive_at"])
    assert (part["depot"]["code"], part["quantity"], part["unit"]["zh"]) == ("A", 30, "件")
    assert answer["short"] == []


def test_the_sooner_depots_give_first_and_loading_counts(ask, tent):
    places = world.draw("O.A.B.C")
    world.depot("A", places["A"], stock=stock(tent, 10), loading_minutes=120)
    world.depot("B", places["B"], stock=stock(tent, 10))
    world.depot("C", places["C"], stock=stock(tent, 10))
    answer = ask([("tent-f", 25)])
    assert [(part["depot"]["code"], part["quantity"]) for part in answer["parts"]] == [("B", 10), ("C", 10), ("A", 5)]
    assert answer["complete_s"] == 120 * 60 + 300


def test_what_is_short_is_said_with_the_nearest_source_beyond_the_deadline(ask, tent):
    places = world.draw("O.A" + "." * 20 + "B" + "." * 20 + "C")
    world.depot("A", places["A"], stock=stock(tent, 10))
    world.depot("B", places["B"], stock=stock(tent, 7))
    world.depot("C", places["C"], stock=stock(tent, 100))
    answer = ask([("tent-f", 25)], deadline_s=1800)
    assert given(answer) == {("A", "tent-f"): 10}
    assert (answer["complete"], answer["complete_s"]) == (False, 1500)
    [short] = answer["short"]
    assert (short["item"], short["quantity_short"]) == ("tent-f", 15)
    source = short["nearest_source"]
    assert (source["depot"]["code"], source["available"]) == ("B", 7)
    assert source["arrive_s"] == pytest.approx(20 * 60 + 23 * 150, abs=1)
    assert answer["excluded"] == {"too_late": 2}


def test_a_deadline_holds_to_the_second_and_its_limit_is_in(ask, tent):
    world.depot("A", world.draw("O.A")["A"], stock=stock(tent, 10))
    assert ask([("tent-f", 1)], deadline_s=1500)["complete"]
    assert not ask([("tent-f", 1)], deadline_s=1499)["complete"]


def test_a_need_that_nobody_can_meet_is_an_answer(ask, tent):
    answer = ask([("tent-f", 5)])
    assert (answer["parts"], answer["complete"], answer["complete_s"], answer["complete_at"]) == ([], False, None, None)
    assert answer["short"][0]["nearest_source"] is None


def test_reserved_and_expired_stock_never_counts(ask, tent):
    yesterday, today = timezone.localdate() - timedelta(days=1), timezone.localdate()
    world.depot("R", stock=stock(tent, 10, reserved=6))
    world.depot("E", stock=stock(tent, 10, expires_on=yesterday))
    world.depot("T", stock=stock(tent, 10, expires_on=today))
    answer = ask([("tent-f", 100)])
    assert given(answer) == {("R", "tent-f"): 4, ("T", "tent-f"): 10}
    assert answer["short"][0]["quantity_short"] == 86
    assert answer["excluded"] == {"no_stock": 1}


def test_each_giver_keeps_its_minimum_unless_told_otherwise(ask, tent):
    world.depot("M", stock=[*stock(tent, 10, minimum=8, batch="1"), *stock(tent, 5, batch="2")])
    world.depot("L", stock=stock(tent, 3, minimum=3))
    answer = ask([("tent-f", 100)])
    assert given(answer) == {("M", "tent-f"): 7}
    assert answer["excluded"] == {"minimum": 1}
    assert given(ask([("tent-f", 100)], keep_minimum=False)) == {("M", "tent-f"): 15, ("L", "tent-f"): 3}


def test_depots_out_of_service_and_inside_danger_are_left_out(ask, tent):
    places = world.draw("O.A.B.C")
    world.depot("A", places["A"], stock=stock(tent, 5), status="suspended")
    world.depot("B", places["B"], stock=stock(tent, 5))
    world.depot("C", places["C"], stock=stock(tent, 5))
    lon, lat = places["B"]
    ring = [[lon, lat - 0.001], [lon + 0.001, lat], [lon, lat + 0.001], [lon, lat - 0.001]]  # B lies on its edge
    answer = ask([("tent-f", 15)], avoid={"type": "Polygon", "coordinates": [ring]})
    assert given(answer) == {("C", "tent-f"): 5}
    assert answer["excluded"] == {"not_usable": 1, "inside_danger": 1}
    assert given(ask([("tent-f", 15)], usable_only=False)) == {(code, "tent-f"): 5 for code in "ABC"}


def test_dangers_to_avoid_may_be_named_and_listed_and_ways_keep_out_of_them(ask, tent, travelling):
    places = world.draw("O.A.B.C")
    for code in "ABC":
        world.depot(code, places[code], stock=stock(tent, 5))
    lon, lat = places["B"]
    world.hazard("H", places["A"], effect_radius_m=10.0)
    world.incident("I", outline=world.box(lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001))
    world.incident("OVER", outline=world.box(109, 34, 110, 35), status="closed")
    seen = []

    def travel(place, stops, vehicle, *, avoid=None, **_):
        seen.append(avoid)
        return estimate_travel(stops, vehicle)

    travelling(travel)
    answer = ask([("tent-f", 15)], avoid=["hazards:H", "incidents"])
    assert given(answer) == {("C", "tent-f"): 5}
    assert (answer["excluded"], answer["avoided"]) == ({"inside_danger": 2}, ["hazards:H", "incidents:I"])
    assert seen[0].bounds == pytest.approx((places["A"][0] - 0.0001, lat - 0.001, lon + 0.001, lat + 0.001), abs=2e-5)
    assert ask([("tent-f", 15)], avoid=[])["complete"]


def test_by_road_each_part_says_so_and_depots_without_a_way_are_left_out(ask, tent, travelling):
    for code in "ABC":
        world.depot(code, stock=stock(tent, 5), loading_minutes=10)
    legs = [Leg(900, 12_000.0, "road"), None, Leg(600, 7_000.0, "estimate")]
    travelling(lambda *_, **__: legs)
    answer = ask([("tent-f", 15)])
    parts = [
        (part["depot"]["code"], part["arrive_s"], part["road_distance_m"], part["basis"]) for part in answer["parts"]
    ]
    assert parts == [("C", 1200, 7000, "estimate"), ("A", 1500, 12_000, "road")]
    assert (answer["basis"], answer["excluded"], answer["short"][0]["quantity_short"]) == ("mixed", {"no_road": 1}, 5)
    assert ask([("tent-f", 5)])["basis"] == "estimate"


def test_a_group_means_everything_beneath_it_and_parts_name_the_kind(ask):
    group = world.item("shelter-kit")
    Item.objects.filter(pk=group.pk).update(code="1999999")
    for key in ("kit-a", "kit-b"):
        world.item(key, group)
    world.depot("A", stock=[*stock(Item.objects.get(key="kit-a"), 3), *stock(Item.objects.get(key="kit-b"), 4)])
    for asked in ("shelter-kit", "1999999"):
        answer = ask([(asked, 6)])
        assert given(answer) == {("A", "kit-a"): 3, ("A", "kit-b"): 3}
        assert answer["query"]["items"] == [
            {"item": "shelter-kit", "quantity": 6, "unit": {"en": "件", "zh": "件"}},
        ]


def test_quantities_are_exact_to_the_thousandth(ask, tent):
    world.depot("A", stock=stock(tent, "0.1"))
    world.depot("B", stock=stock(tent, "0.2"))
    answer = ask([("tent-f", 0.3)])
    assert answer["complete"]
    assert sorted(given(answer).values()) == [0.1, 0.2]
    assert ask([("tent-f", 0.301)])["short"][0]["quantity_short"] == 0.001


def test_an_incident_is_measured_from_its_outline(ask, tent):
    place = world.draw("O" + "." * 9 + "A")["A"]
    lon, lat = world.ORIGIN
    world.incident("INC-1", outline=world.box(lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02))
    world.depot("A", place, stock=stock(tent, 5))
    answer = ask([("tent-f", 1)], **{"from": "incidents:INC-1"})
    assert answer["query"]["from"] == "incidents:INC-1"
    edge_m = world.geodesic_m((lon + 0.02, place[1]), place)
    assert answer["parts"][0]["distance_m"] == pytest.approx(edge_m, abs=1)


def test_fewest_depots_takes_one_that_is_later_but_enough(ask, tent):
    places = world.draw("O.A.B" + "." * 30 + "C")
    for code, on_hand in {"A": 6, "B": 6, "C": 10}.items():
        world.depot(code, places[code], stock=stock(tent, on_hand))
    assert set(given(ask([("tent-f", 10)]))) == {("A", "tent-f"), ("B", "tent-f")}
    answer = ask([("tent-f", 10)], choose="fewest_depots")
    assert (given(answer), answer["depots"], answer["gap"]) == ({("C", "tent-f"): 10}, 1, 0)


def test_tonne_kilometres_are_least_and_added_up(ask):
    for key, mass_kg in (("light", 10), ("heavy", 50)):
        world.item(key, world.item("pair"))
        Item.objects.filter(key=key).update(unit_mass_kg=mass_kg)
    places = world.draw("O.A.B")
    world.depot("A", places["A"], stock=stock(Item.objects.get(key="heavy"), 10))
    world.depot("B", places["B"], stock=stock(Item.objects.get(key="light"), 10))
    answer = ask([("pair", 12)], choose="least_tonne_km")
    assert given(answer) == {("B", "light"): 10, ("A", "heavy"): 2}
    assert answer["tonne_km"] == pytest.approx(0.01 * 10 * 6 + 0.05 * 2 * 3, rel=1e-6)  # tonnes × km × detour


def test_items_without_a_unit_mass_are_named_not_guessed(ask, tent):
    world.depot("A", stock=stock(tent, 5))
    world.item("unstocked")
    problem = ask([("unstocked", 1), ("tent-f", 1)], status=400, choose="least_tonne_km")
    [fault] = problem["errors"]
    assert fault["pointer"] == "/items/1"
    assert "tent-f" in fault["detail"]
    assert ask([("tent-f", 1)])["tonne_km"] is None


def test_it_asks_as_few_questions_of_the_database_for_many_depots_as_for_one(ask, tent):
    world.depot("A", stock=stock(tent, 5))
    with CaptureQueriesContext(connection) as one:
        ask([("tent-f", 100)])
    for number in range(20):
        world.depot(f"B{number}", stock=stock(tent, 5))
    with CaptureQueriesContext(connection) as many:
        assert len(ask([("tent-f", 100)])["parts"]) == 20
    assert _of_layers(many) == _of_layers(one)
    assert sum('FROM "layers_stockline"' in query["sql"] for query in many) == 1


def _of_layers(queries):
    """How many asked for resources, stock, items or profiles; signing in asks for more the first time."""
    return sum('FROM "layers_' in query["sql"] for query in queries)


def test_nothing_is_reserved(ask, tent):
    world.depot("A", stock=stock(tent, 5))
    before = list(StockLine.objects.values())
    assert ask([("tent-f", 5)])["complete"]
    assert list(StockLine.objects.values()) == before


def test_the_tables_values_are_used_and_one_set_locally_goes_before(ask, tent):
    place = world.draw("O.A")["A"]
    world.depot("A", place, stock=stock(tent, 5))
    values = {row.key: row.value for row in StandardProfile.objects.filter(key__startswith="travel-")}
    vehicle = ask([("tent-f", 1)], vehicle=None)["query"]["vehicle"]
    assert vehicle == {
        "key": "truck",
        "speed_km_h": values["travel-truck_speed_km_h"],
        "top_speed_km_h": values["travel-truck_top_speed_km_h"],
        "detour_factor": values["travel-detour_factor"],
        "loading_minutes": values["travel-loading_minutes"],
    }
    StandardProfile.objects.create(
        key="travel-truck_speed_km_h", title="x", value=72, unit="km/h", standard_no="local", verification="local"
    )
    [part] = ask([("tent-f", 1)], vehicle={"detour_factor": 1})["parts"]
    assert part["travel_s"] == 100  # 2 km at 20 m/s


def test_a_missing_or_senseless_profile_is_a_conflict_that_says_which(ask, tent):
    StandardProfile.objects.filter(key="travel-truck_speed_km_h").update(value=0)
    assert "travel-truck_speed_km_h" in ask([("tent-f", 1)], status=409, vehicle=None)["detail"]
    StandardProfile.objects.filter(key="travel-truck_speed_km_h").delete()
    problem = ask([("tent-f", 1)], status=409, vehicle={})
    assert "travel-truck_speed_km_h" in problem["detail"]
    assert "vehicle.speed_km_h" in problem["detail"]
    assert ask([("tent-f", 1)], vehicle=TRUCK)["query"]["vehicle"]["speed_km_h"] == 36
