"""Nearest by the time it takes, and the names and reasons of what was left out; memory and database agree."""

import pytest

from layers.models import StandardProfile
from layers.queries import soonest
from tests import world

HERE = {"lon": 109.51, "lat": 34.5}


@pytest.fixture
def ask(live_index, as_role):
    """``ask("depots", k=3)``: the answer, the same from memory and from the database."""

    def both(layer, role="viewer", **query):
        live_index.catch_up()
        answers = []
        for way in ("live", "strict"):
            response = as_role(role).get(f"/api/v1/nearest/{layer}", {**HERE, **query, "consistency": way})
            assert response.status_code == 200, response.content.decode()
            answers.append(response.json())
        assert [one["source"] for one in answers] == ["live", "database"]
        live, strict = (
            ([told(f) for f in one["features"]], [told(f) for f in one.get("left_out", [])], one["excluded"])
            for one in answers
        )
        assert live == strict
        return answers[0]

    return both


def told(feature):
    names = ("code", "rank", "reason", "duration_s", "mobilise_s", "travel_s", "basis", "available")
    return {name: feature["properties"][name] for name in names if name in feature["properties"]}


def codes(answer, part="features"):
    return [feature["properties"]["code"] for feature in answer[part]]


def reasons(answer):
    return {feature["properties"]["code"]: feature["properties"]["reason"] for feature in answer["left_out"]}


def value(key):
    return StandardProfile.objects.get(key=key).value


def test_a_depot_loads_before_it_travels_and_the_soonest_is_first(ask):
    places = world.draw("ABC", spacing_m=5000.0)
    world.depot("A", places["A"], loading_minutes=90)
    world.depot("B", places["B"], loading_minutes=5)
    world.depot("C", places["C"])
    answer = ask("depots", by="travel_time")
    assert codes(answer) == ["B", "C", "A"]
    for feature in answer["features"]:
        p = feature["properties"]
        road_m = p["distance_m"] * value("travel-detour_factor")
        assert p["road_distance_m"] == pytest.approx(road_m)
        assert p["travel_s"] == pytest.approx(road_m / (value("travel-truck_speed_km_h") / 3.6), abs=1)
        assert p["duration_s"] == p["mobilise_s"] + p["travel_s"]
        assert p["basis"] == "estimate"
    assert [f["properties"]["mobilise_s"] for f in answer["features"]] == [300, 1800, 5400]
    assert answer["basis"] == "estimate"
    assert (answer["roads"], answer["avoided"]) == (None, [])
    assert answer["query"]["by"] == "travel_time"
    assert answer["query"]["vehicle"] == "truck"


@pytest.mark.parametrize(("by_day", "minutes"), [(True, [1, 15, 20]), (False, [2, 15, 40])])
def test_a_team_turns_out_as_by_day_or_at_night(ask, monkeypatch, by_day, minutes):
    for module in ("layers.api.nearest.reading.is_day",):
        monkeypatch.setattr(module, lambda moment: by_day)
    world.team("A", turnout_day_minutes=20, turnout_night_minutes=40)
    world.team("B", turnout_day_minutes=1, turnout_night_minutes=2)
    world.team("C")  # as the table of standards says
    answer = ask("teams", by="travel_time")
    assert codes(answer) == ["B", "C", "A"]
    assert [f["properties"]["mobilise_s"] for f in answer["features"]] == [60 * one for one in minutes]
    assert (answer["query"]["turnout"], answer["query"]["vehicle"]) == ("day" if by_day else "night", "fire_engine")


def test_to_a_shelter_one_goes_on_foot_and_at_once(ask):
    world.shelter("A", world.draw("....A")["A"])
    (feature,) = ask("shelters", role=None, by="travel_time")["features"]
    assert feature["properties"]["mobilise_s"] == 0
    assert feature["properties"]["travel_s"] == pytest.approx(4000 * 1.3 / 1.2, abs=2)


def test_the_limit_of_time_is_included_and_the_late_are_named(ask):
    for code, place in world.draw("ABC", spacing_m=10_000.0).items():
        world.shelter(code, place)
    second = ask("shelters", by="travel_time")["features"][1]["properties"]["duration_s"]
    answer = ask("shelters", by="travel_time", max_duration_s=second, explain="true")
    assert codes(answer) == ["A", "B"]
    assert answer["excluded"] == {"too_late": 1}
    assert reasons(answer) == {"C": "too_late"}
    assert answer["left_out"][0]["properties"]["duration_s"] > second
    assert codes(ask("shelters", by="travel_time", max_duration_s=second - 0.5)) == ["A"]


def test_what_is_too_far_is_named_as_far_as_it_would_have_completed_the_answer(ask):
    for code, place in world.draw("ABCDE").items():
        world.depot(code, place, status="suspended" if code == "A" else "in_service")
    for order in ({}, {"by": "travel_time"}):
        answer = ask("depots", k=2, max_distance_m=1500, usable="true", explain="true", **order)
        assert codes(answer) == ["B"]
        assert reasons(answer) == {"A": "not_usable", "C": "too_far"}
        assert answer["excluded"] == {"not_usable": 1, "too_far": 1}


def test_left_out_names_the_nearest_first_with_both_languages_and_what_they_have(ask):
    tent = world.item("tent-x")
    places = world.draw("ABCD")
    for code, held in zip("ABCD", (10, 20, 900, 30), strict=True):
        world.depot(code, places[code], stock=[{"item": tent, "on_hand": held}])
    answer = ask("depots", k=1, item="tent-x", quantity=500, explain="true")
    assert (codes(answer), codes(answer, "left_out")) == (["C"], ["A", "B"])
    first = answer["left_out"][0]["properties"]
    assert "rank" not in first
    assert (first["reason"], first["available"]) == ("too_little", {"tent-x": 10})
    assert first["reason_text"] == {"en": "too little stock (available and unexpired)", "zh": "可用库存不足"}
    assert "left_out" not in ask("depots", k=1)
    assert ask("depots", k=1, explain="true")["left_out"] == []


def test_a_way_on_request_is_null_where_the_time_is_an_estimate(ask):
    world.depot("A")
    assert ask("depots", by="travel_time", route="true")["features"][0]["route"] is None
    assert "route" not in ask("depots", by="travel_time")["features"][0]


def test_an_incident_with_an_outline_is_travelled_to_at_its_point(as_role):
    world.incident("I", world.ORIGIN, outline=world.box(109.4, 34.4, 109.9, 34.6))
    world.depot("A", world.draw("...A")["A"])
    answer = as_role("viewer").get("/api/v1/nearest/depots", {"from": "incidents:I", "by": "travel_time"}).json()
    assert answer["features"][0]["properties"]["distance_m"] == pytest.approx(3000, abs=0.001)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"by": "bird"}, "by"),
        ({"by": "travel_time", "vehicle": "boat"}, "vehicle"),
        ({"vehicle": "truck"}, "vehicle"),
        ({"max_duration_s": "600"}, "max_duration_s"),
        ({"route": "true"}, "route"),
        ({"by": "travel_time", "max_duration_s": "0"}, "max_duration_s"),
        ({"by": "travel_time", "max_duration_s": "nan"}, "max_duration_s"),
        ({"explain": "yes"}, "explain"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(db, as_role, query, parameter):
    response = as_role("viewer").get("/api/v1/nearest/depots", {**HERE, **query})
    assert response.status_code == 400, response.content
    assert {fault["parameter"] for fault in response.json()["errors"]} == {parameter}


def test_a_missing_profile_is_a_conflict_that_names_it(db, as_role):
    StandardProfile.objects.filter(key="travel-turnout_minutes").delete()
    response = as_role("viewer").get("/api/v1/nearest/teams", {**HERE, "by": "travel_time"})
    assert (response.status_code, "travel-turnout_minutes" in response.json()["detail"]) == (409, True)


def test_day_begins_at_eight_and_ends_at_twenty(settings):
    from datetime import datetime
    from zoneinfo import ZoneInfo

    at = lambda hour, minute: datetime(2026, 3, 1, hour, minute, tzinfo=ZoneInfo(settings.TIME_ZONE))  # noqa: E731
    assert [soonest.is_day(at(*one)) for one in [(7, 59), (8, 0), (19, 59), (20, 0)]] == [False, True, True, False]
