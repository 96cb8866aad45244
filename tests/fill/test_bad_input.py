"""A need that cannot be understood is a problem document that names every fault by its JSON pointer."""

import json

import pytest

from layers.queries.fill.need import MAX_ITEMS
from layers.rights import Role
from mapserver.problem import PROBLEM_JSON
from tests import world

pytestmark = pytest.mark.django_db

FILL = "/api/v1/fill"
GOOD = {"place": {"lon": 109.51, "lat": 34.5}, "items": [{"item": "tent-f", "quantity": 5}]}
NAN, INFINITY = float("nan"), float("inf")


def but(**changes):
    body = {**json.loads(json.dumps(GOOD)), **changes}
    return {key: value for key, value in body.items() if value is not ...}


def of(quantity, item="tent-f", **more):
    return but(items=[{"item": item, "quantity": quantity, **more}])


CASES = [
    ([], ["/"]),
    ("x", ["/"]),
    (None, ["/"]),
    ({}, ["/place", "/items"]),
    (but(items=...), ["/items"]),
    (but(items=[]), ["/items"]),
    (but(items={}), ["/items"]),
    (but(items=[5]), ["/items/0"]),
    (but(items=[{}]), ["/items/0/item", "/items/0/quantity"]),
    (but(items=[{"item": "tent-f", "quantity": 1}] * (MAX_ITEMS + 1)), ["/items"]),
    (of(1, "unobtainium"), ["/items/0/item"]),
    (of(1, ""), ["/items/0/item"]),
    (of(1, 7), ["/items/0/item"]),
    (of(1, "a\x00b"), ["/items/0/item"]),
    (of(1, unit="pcs"), ["/items/0/unit"]),
    (of(0), ["/items/0/quantity"]),
    (of(-3), ["/items/0/quantity"]),
    (of(NAN), ["/items/0/quantity"]),
    (of(INFINITY), ["/items/0/quantity"]),
    (of(1e300), ["/items/0/quantity"]),
    (of(0.0001), ["/items/0/quantity"]),
    (of("lots"), ["/items/0/quantity"]),
    (of(True), ["/items/0/quantity"]),
    (of(None), ["/items/0/quantity"]),
    (of([1]), ["/items/0/quantity"]),
    (but(items=[{"item": "tent-f", "quantity": 1}] * 2), ["/items/1/item"]),
    (but(items=[{"item": "kits", "quantity": 1}, {"item": "tent-f", "quantity": 1}]), ["/items/1/item"]),
    (but(items=[{"item": "tent-f", "quantity": 1}, {"item": "kits", "quantity": 0}]), ["/items/1/quantity"]),
    (but(place=...), ["/place"]),
    (but(place=[109, 34]), ["/place"]),
    (but(place={"lon": 109.5}), ["/place/lat"]),
    (but(place={"lon": NAN, "lat": 34.5}), ["/place/lon"]),
    (but(place={"lon": 34.5, "lat": 109.5}), ["/place/lat"]),
    (but(place={"lon": 109.5, "lat": 34.5, "z": 1}), ["/place/z"]),
    (but(**{"from": "depots:A"}), ["/place"]),
    (but(place=..., **{"from": 5}), ["/from"]),
    (but(place=..., **{"from": "areas:61"}), ["/from"]),
    (but(deadline_s=-5), ["/deadline_s"]),
    (but(deadline_s=0), ["/deadline_s"]),
    (but(deadline_s=NAN), ["/deadline_s"]),
    (but(deadline_s="soon"), ["/deadline_s"]),
    (but(deadline_s=[]), ["/deadline_s"]),
    (but(deadline_s=1e99), ["/deadline_s"]),
    (but(choose="best"), ["/choose"]),
    (but(choose=None), ["/choose"]),
    (but(keep_minimum="yes"), ["/keep_minimum"]),
    (but(usable_only=1), ["/usable_only"]),
    (but(colour="red"), ["/colour"]),
    (but(**{"a/b~c": 1}), ["/a~1b~0c"]),
    (but(vehicle=5), ["/vehicle"]),
    (but(vehicle={"speed_km_h": 0}), ["/vehicle/speed_km_h"]),
    (but(vehicle={"detour_factor": 0.5}), ["/vehicle/detour_factor"]),
    (but(vehicle={"loading_minutes": NAN, "wings": 2}), ["/vehicle/wings", "/vehicle/loading_minutes"]),
    (but(avoid={"type": "Point", "coordinates": [1, 2]}), ["/avoid"]),
    (but(avoid=5), ["/avoid"]),
    (but(avoid="nothing"), ["/avoid"]),
    (but(avoid=["hazards", 5, "nothing", {"type": "Point"}]), ["/avoid/1", "/avoid/2", "/avoid/3"]),
    (but(avoid=["hazards"] * 51), ["/avoid"]),
    (but(avoid={"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}), ["/avoid/coordinates"]),
    (but(items=[], deadline_s=-1, choose="x", what=1), ["/what", "/items", "/deadline_s", "/choose"]),
]


@pytest.fixture(autouse=True)
def catalogue():
    world.item("tent-f", world.item("kits"))


def post(caller, body):
    return caller.post(FILL, body if isinstance(body, bytes) else json.dumps(body), "application/json")


@pytest.mark.parametrize(("body", "pointers"), CASES, ids=lambda value: str(value)[-70:])
def test_every_fault_is_named_by_its_pointer(as_role, body, pointers):
    response = post(as_role("viewer"), body)
    assert response.status_code == 400, response.content.decode()
    assert response["Content-Type"] == PROBLEM_JSON
    problem = response.json()
    assert [fault["pointer"] for fault in problem["errors"]] == pointers
    assert all(fault["detail"] for fault in problem["errors"])


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"items":' + b"9" * 10_000 + b"}"])
def test_a_body_that_is_no_json_is_a_problem(as_role, body):
    response = post(as_role("viewer"), body)
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM_JSON)


def test_a_good_body_passes(as_role):
    assert post(as_role("viewer"), GOOD).status_code == 200


def test_a_parameter_in_the_address_is_refused(as_role):
    response = as_role("viewer").post(f"{FILL}?choose=earliest", json.dumps(GOOD), "application/json")
    assert [fault["parameter"] for fault in response.json()["errors"]] == ["choose"]


def test_a_place_to_start_from_must_exist(as_role):
    for start in ("depots:NONE", "dragons:1"):
        response = post(as_role("viewer"), but(place=..., **{"from": start}))
        assert (response.status_code, response["Content-Type"]) == (404, PROBLEM_JSON)


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_it_needs_a_role_that_may_read_stock(as_role, role):
    assert post(as_role(role), GOOD).status_code == (401 if role is None else 200)
