"""What can really serve: several items, dangers kept out of, old knowledge left out; memory and database agree."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import world

URL = "/api/v1/nearest/depots?lon=109.51&lat=34.5"
PAST = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def ask(live_index, as_role):
    """``ask("&item=…")``: the answer, the same from memory and from the database."""

    def both(rest, role="viewer"):
        live_index.catch_up()
        answers = [as_role(role).get(f"{URL}{rest}&consistency={way}").json() for way in ("live", "strict")]
        live, strict = (
            (codes(one), one["excluded"], [f["properties"].get("available") for f in one["features"]])
            for one in answers
        )
        assert [one["source"] for one in answers] == ["live", "database"]
        assert live == strict
        return answers[0]

    return both


def codes(answer):
    return [feature["properties"]["code"] for feature in answer["features"]]


def test_a_depot_must_hold_enough_of_every_item(ask):
    tent, quilt = world.item("tent-q"), world.item("quilt-q")
    places = world.draw("ABCDE")
    for code, tents, quilts in [("A", 500, 10), ("B", 10, 200), ("C", 500, 200), ("D", 500, None), ("E", 900, 900)]:
        stock = [{"item": tent, "on_hand": tents}] + ([{"item": quilt, "on_hand": quilts}] if quilts else [])
        world.depot(code, places[code], stock=stock)
    answer = ask("&item=tent-q&quantity=500&item=quilt-q&quantity=200")
    assert codes(answer) == ["C", "E"]
    assert answer["features"][0]["properties"]["available"] == {"tent-q": 500, "quilt-q": 200}
    assert answer["excluded"] == {"too_little": 3}
    assert answer["query"]["filters"] == {"item": ["tent-q", "quilt-q"], "quantity": ["500", "200"]}
    assert codes(ask("&item=tent-q&item=quilt-q")) == ["A", "B", "C", "E"]


def test_stock_that_reservations_or_expiry_hold_back_is_told_apart_from_too_little(ask):
    tent = world.item("tent-q")
    places = world.draw("ABCDEF")
    half_each = [
        {"item": tent, "batch": "1", "on_hand": 60, "reserved": 30},
        {"item": tent, "batch": "2", "on_hand": 60, "expires_on": PAST},
    ]
    world.depot("A", places["A"], stock=[{"item": tent, "on_hand": 100, "reserved": 1}])
    world.depot("B", places["B"], stock=[{"item": tent, "on_hand": 100, "expires_on": PAST}])
    world.depot("C", places["C"], stock=[{"item": tent, "on_hand": 99}])
    world.depot("D", places["D"], stock=half_each)  # enough only if both counted
    world.depot("E", places["E"], stock=[{"item": tent, "on_hand": 200, "reserved": 200, "expires_on": PAST}])
    world.depot("F", places["F"], stock=[{"item": tent, "on_hand": 100, "expires_on": timezone.localdate()}])
    answer = ask("&item=tent-q&quantity=100")
    assert codes(answer) == ["F"]
    assert answer["excluded"] == {"reserved": 1, "expired": 1, "too_little": 3}


def test_thousandths_add_up_without_rounding(ask):
    oil = world.item("oil-q")
    lines = [{"item": oil, "batch": str(n), "on_hand": held} for n, held in enumerate(["0.7", "0.1"])]
    world.depot("A", stock=lines)
    assert codes(ask("&item=oil-q&quantity=0.8")) == ["A"]
    assert codes(ask("&item=oil-q&quantity=0.8001")) == []


def test_depots_in_danger_are_left_out(ask):
    places = world.draw("A.B.C.D")
    for code, place in places.items():
        world.depot(code, place)
    west, south = places["B"][0] - 0.001, places["B"][1] - 0.001
    world.incident("FLOOD", outline=world.box(west, south, west + 0.002, south + 0.002))
    world.incident("OVER", outline=world.box(100, 30, 120, 40), status="closed")
    world.hazard("SLIDE", places["D"], effect_radius_m=2500.0)
    ring = f"&avoid={west},{south};{west},{south + 1};{west + 0.002},{south + 1};{west + 0.002},{south}"
    for rest, expected in [
        ("&avoid=incidents:FLOOD", ["A", "C", "D"]),
        ("&avoid=incidents", ["A", "C", "D"]),
        (ring, ["A", "C", "D"]),
        ("&avoid=hazards", ["A", "B"]),
        ("&avoid=hazards:SLIDE&avoid=incidents", ["A"]),
    ]:
        answer = ask(rest)
        assert codes(answer) == expected, rest
        assert answer["excluded"] == {"inside_danger": 4 - len(expected)}
    assert answer["query"]["filters"]["avoid"] == ["hazards:SLIDE", "incidents"]
    assert codes(ask(ring, role=None)) == ["A", "C", "D"]


def test_nothing_open_to_avoid_leaves_nothing_out(ask):
    world.depot("A")
    assert codes(ask("&avoid=hazards")) == ["A"]


def test_a_caller_may_only_name_dangers_that_they_may_read(as_role):
    world.hazard("H", effect_radius_m=100.0)
    for name in ("hazards", "hazards:H", "incidents"):
        assert as_role(None).get(f"{URL}&avoid={name}").status_code == 401
    assert as_role("viewer").get(f"{URL}&avoid=hazards").status_code == 200


def test_what_was_not_verified_lately_is_stale(ask):
    now = timezone.now()
    for code, days in [("A", 31), ("B", 29), ("C", None)]:
        world.depot(code, world.draw("ABC")[code], verified_at=days and now - timedelta(days=days))
    answer = ask("&verified_within_days=30")
    assert (codes(answer), answer["excluded"]) == (["B"], {"stale": 2})


@pytest.mark.parametrize(
    ("rest", "parameter"),
    [
        ("&item=tent&item=quilt&quantity=5", "quantity"),
        ("&item=tent&quantity=5&quantity=6", "quantity"),
        ("&item=tent&item=tent-12", "item"),
        ("&item=tent&item=nonsense", "item"),
        ("&item=tent&quantity=0", "quantity"),
        ("&quantity=5", "quantity"),
        ("&verified_within_days=0", "verified_within_days"),
        ("&verified_within_days=x", "verified_within_days"),
        ("&avoid=nowhere", "avoid"),
        ("&avoid=109,34;110,34", "avoid"),
        ("&avoid=109,34;110,35;109,35;110,34", "avoid"),
    ],
)
def test_what_does_not_go_together_is_refused_by_name(as_role, rest, parameter):
    response = as_role("viewer").get(URL + rest)
    assert response.status_code == 400, response.content
    assert {fault["parameter"] for fault in response.json()["errors"]} == {parameter}
