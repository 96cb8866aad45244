"""Bad input is one problem document that names what is wrong; nothing is half-written."""

import json

import pytest
from django.db import OperationalError, connection

from layers.models import Shelter
from mapserver.problem import PROBLEM_JSON
from tests import world

pytestmark = pytest.mark.django_db

NEAREST, WITHIN, COVERAGE = "/api/v1/nearest/shelters", "/api/v1/within/shelters", "/api/v1/coverage/shelters"
HERE = {"lon": "109.51", "lat": "34.5"}

CASES = [
    (NEAREST, {}, 400, ["lon", "lat"]),
    (NEAREST, {"lon": "109.51"}, 400, ["lat"]),
    (NEAREST, {"lon": "nan", "lat": "34.5"}, 400, ["lon"]),
    (NEAREST, {"lon": "inf", "lat": "-inf"}, 400, ["lon", "lat"]),
    (NEAREST, {"lon": "34.5", "lat": "109.51"}, 400, ["lat"]),
    (NEAREST, {"lon": "181", "lat": "0"}, 400, ["lon"]),
    (NEAREST, {"lon": "abc", "lat": "34.5"}, 400, ["lon"]),
    (NEAREST, {**HERE, "k": "0"}, 400, ["k"]),
    (NEAREST, {**HERE, "k": "-3"}, 400, ["k"]),
    (NEAREST, {**HERE, "k": "100000000000"}, 400, ["k"]),
    (NEAREST, {**HERE, "k": "2.5"}, 400, ["k"]),
    (NEAREST, {**HERE, "k": "٣"}, 400, ["k"]),
    (NEAREST, {**HERE, "max_distance_m": "-1"}, 400, ["max_distance_m"]),
    (NEAREST, {**HERE, "colour": "red"}, 400, ["colour"]),
    (NEAREST, {**HERE, "hazard": "meteor"}, 400, ["hazard"]),
    (NEAREST, {**HERE, "status": "asleep"}, 400, ["status"]),
    (NEAREST, {**HERE, "usable": "yes"}, 400, ["usable"]),
    (NEAREST, {**HERE, "places": "many"}, 400, ["places"]),
    (NEAREST, {**HERE, "area": "x" * 300}, 400, ["area"]),
    (NEAREST, {**HERE, "area": "no-such-area"}, 400, ["area"]),
    (NEAREST, {**HERE, "area": "a\x00b"}, 400, ["area"]),
    (NEAREST, {**HERE, "lon": ["1", "2"]}, 400, ["lon"]),
    (NEAREST, {**HERE, "from": "shelters:X"}, 400, ["from"]),
    (NEAREST, {"from": "shelters:no-such"}, 404, []),
    (NEAREST, {"from": "areas:61"}, 400, ["from"]),
    (WITHIN, HERE, 400, ["radius_m"]),
    (WITHIN, {**HERE, "radius_m": "-5"}, 400, ["radius_m"]),
    (WITHIN, {**HERE, "radius_m": "0"}, 400, ["radius_m"]),
    (WITHIN, {**HERE, "radius_m": "1e99"}, 400, ["radius_m"]),
    (WITHIN, {**HERE, "radius_m": "10", "limit": "0"}, 400, ["limit"]),
    (COVERAGE, {"radius_m": "1e7"}, 400, ["radius_m"]),
    (COVERAGE, {"radius_m": "100", "lon": "1"}, 400, ["lon"]),
    ("/api/v1/layers/shelters/features", {"bbox": "1,2,3"}, 400, ["bbox"]),
    ("/api/v1/layers/shelters/features", {"bbox": "nan,0,1,1"}, 400, ["bbox"]),
    ("/api/v1/layers/shelters/features", {"bbox": "0,50,1,40"}, 400, ["bbox"]),
    ("/api/v1/layers/shelters/features/no-such", {}, 404, []),
    ("/api/v1/layers/shelters/features/00000000-0000-0000-0000-000000000000", {}, 404, []),
    ("/api/v1/nearest/dragons", HERE, 404, []),
    ("/api/v1/layers/dragons/features", {}, 404, []),
    ("/tiles/dragons/0/0/0.mvt", {}, 404, []),
    ("/api/v1/nearest/areas", HERE, 404, []),
    ("/tiles/shelters/3/9/0.mvt", {}, 404, []),
    ("/tiles/shelters/99/0/0.mvt", {}, 404, []),
    ("/tiles/shelters/0/0/0.mvt", {"style": "x"}, 400, ["style"]),
    ("/api/v1/search", {}, 400, ["q"]),
    ("/api/v1/search", {"q": ""}, 400, ["q"]),
    ("/api/v1/search", {"q": "x" * 201}, 400, ["q"]),
    ("/api/v1/areas/nowhere", {}, 404, []),
    ("/api/v1/areas", {"level": "planet"}, 400, ["level"]),
    ("/no/such/page", {}, 404, []),
]


def assert_problem(response, status, parameters=()):
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == PROBLEM_JSON
    body = response.json()
    assert set(body) <= {"type", "title", "status", "detail", "errors"}
    assert (body["status"], bool(body["title"]), bool(body["detail"])) == (status, True, True)
    assert [fault.get("parameter") for fault in body.get("errors", [])] == list(parameters)
    return body


@pytest.mark.parametrize(("url", "query", "status", "parameters"), CASES, ids=lambda value: str(value)[:60])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_bad_question_is_a_problem_that_names_the_parameter(anonymous, url, query, status, parameters, language):
    body = assert_problem(anonymous.get(url, query, headers={"accept-language": language}), status, parameters)
    has_chinese = any("一" <= letter <= "鿿" for letter in body["title"])
    assert has_chinese == (language == "zh-hans")


def test_every_fault_is_named_at_once(anonymous):
    response = anonymous.get(NEAREST, {"lon": "x", "lat": "34", "k": "0", "foo": "1", "hazard": "meteor"})
    assert sorted(e["parameter"] for e in response.json()["errors"]) == ["foo", "hazard", "k", "lon"]


def test_an_unknown_item_and_a_quantity_without_an_item(as_role):
    commander = as_role("commander")
    assert_problem(commander.get("/api/v1/nearest/depots", {**HERE, "item": "unobtainium"}), 400, ["item"])
    assert_problem(commander.get("/api/v1/nearest/depots", {**HERE, "quantity": "5"}), 400, ["quantity"])
    for bad in ("0", "-1", "nan", "lots", "1e20"):
        assert_problem(
            commander.get("/api/v1/nearest/depots", {**HERE, "item": "tent", "quantity": bad}), 400, ["quantity"]
        )


BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"x"',
    b"{}",
    b'{"type":"Point","coordinates":[1,2]}',
    b'{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}',
    b'{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}',
    b'{"type":"Polygon","coordinates":"x"}',
    b'{"type":"Polygon","coordinates":[[[NaN,0],[1,1],[1,0],[NaN,0]]]}',
    b'{"type":"Polygon","coordinates":[[[34,109],[35,109],[35,110],[34,109]]]}',
    b"\xff\xfe",
    b"[" * 100_000,
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:40].decode("latin-1"))
def test_a_bad_polygon_is_a_problem(anonymous, body):
    response = anonymous.post(WITHIN, body, content_type="application/json")
    assert response.status_code == 400
    assert response["Content-Type"] == PROBLEM_JSON
    assert response.json()["detail"]


def test_a_body_of_another_kind_is_415(anonymous):
    assert_problem(anonymous.post(WITHIN, "<x/>", content_type="application/xml"), 415)


def test_a_method_that_is_not_there_is_405_with_allow(anonymous):
    response = anonymous.put(NEAREST, "{}", content_type="application/json")
    assert_problem(response, 405)
    assert "GET" in response["Allow"]


FEATURE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [109.5, 34.5]},
    "properties": {"code": "NEW", "name": "New"},
}


def changed(**changes):
    feature = json.loads(json.dumps(FEATURE))
    for path, value in changes.items():
        if path == "geometry":
            feature["geometry"] = value
        else:
            feature["properties"][path] = value
    return feature


@pytest.mark.parametrize(
    "feature",
    [
        changed(name="x" * 300),
        changed(name=""),
        changed(code="bad code!"),
        changed(level="galactic"),
        changed(capacity_evacuation_persons=-1),
        changed(capacity_evacuation_persons="many"),
        changed(geometry={"type": "Point", "coordinates": [34.5, 109.5]}),
        changed(geometry=None),
        changed(geometry={"type": "Point", "coordinates": ["a", 1]}),
        changed(geometry={"type": "LineString", "coordinates": []}),
        changed(verified_at="yesterday"),
        changed(facilities=["pool"]),
        changed(suitability={"meteor": "yes"}),
        changed(suitability={"flood": "perhaps"}),
        changed(colour="red"),
        changed(name="a\x00b"),
        {"type": "Feature"},
        [],
        "x",
    ],
    ids=lambda feature: str(feature)[-60:],
)
def test_a_bad_feature_is_refused_and_nothing_is_written(as_role, feature):
    response = as_role("editor").post("/api/v1/layers/shelters/features", json.dumps(feature), "application/json")
    assert response.status_code == 400, response.content.decode()
    assert response["Content-Type"] == PROBLEM_JSON
    assert response.json()["errors"][0]["detail"]
    assert not Shelter.objects.exists()


def test_a_bad_part_undoes_the_whole_feature(as_role):
    world.item("tent-y")
    feature = changed(level="county", stock=[{"item": "tent-y", "on_hand": 5, "reserved": 9}])
    response = as_role("editor").post("/api/v1/layers/depots/features", json.dumps(feature), "application/json")
    assert response.status_code == 409
    assert "reserved" in response.json()["detail"].lower()
    assert as_role("editor").get("/api/v1/layers/depots/features").json()["numberMatched"] == 0


def test_our_own_fault_is_500_without_its_message(anonymous, monkeypatch):
    import layers.api.nearest.views as module

    def broken(*_, **__):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(module, "find_nearest", broken)
    anonymous.raise_request_exception = False
    response = anonymous.get(NEAREST, HERE)
    assert_problem(response, 500)
    assert b"secret" not in response.content


def test_a_question_that_takes_too_long_is_503_with_retry_after(anonymous, monkeypatch):
    import layers.api.nearest.views as module

    def slow(*_, **__):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '5ms'")
            cursor.execute("SELECT pg_sleep(5)")

    monkeypatch.setattr(module, "find_nearest", slow)
    response = anonymous.get(NEAREST, HERE)
    assert_problem(response, 503)
    assert response["Retry-After"]
    assert response.json()["type"] == "/problems/timed-out"


def test_a_database_that_is_away_is_503_with_retry_after(anonymous, monkeypatch):
    import layers.api.nearest.views as module

    def away(*_, **__):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(module, "find_nearest", away)
    response = anonymous.get(NEAREST, HERE)
    assert_problem(response, 503)
    assert response["Retry-After"]
