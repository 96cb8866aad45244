"""A question that cannot be understood is a problem document that names every fault by its JSON pointer."""

import json

import pytest
from django.test import Client

from layers.queries.clocks.question import MAX_SITES
from layers.rights import Role
from mapserver.problem import PROBLEM_JSON
from tests import world

pytestmark = pytest.mark.django_db

CLOCKS = "/api/v1/clocks"
GOOD = {"sites": [{"lon": 109.51, "lat": 34.5}], "items": [{"item": "tent-k", "quantity": 5}]}
NAN = float("nan")


def but(**changes):
    body = {**json.loads(json.dumps(GOOD)), **changes}
    return {key: value for key, value in body.items() if value is not ...}


def at(**site):
    return but(sites=[{"lon": 109.51, "lat": 34.5}, site])


CASES = [
    ([], ["/"]),
    (None, ["/"]),
    ({}, ["/sites", "/items"]),
    (but(sites=...), ["/sites"]),
    (but(sites=[]), ["/sites"]),
    (but(sites="990101"), ["/sites"]),
    (but(sites={}), ["/sites/area", "/sites/level"]),
    (but(sites={"area": "nowhere", "level": "town"}), ["/sites/area"]),
    (but(sites={"area": 61, "level": "planet", "k": 1}), ["/sites/k", "/sites/area", "/sites/level"]),
    (but(sites=[5]), ["/sites/0"]),
    (but(sites=[None]), ["/sites/0"]),
    (but(sites=["shelters:S", {"lon": 1, "lat": 2}]), ["/sites/1"]),
    (at(), ["/sites/1/lon", "/sites/1/lat"]),
    (at(lon=NAN, lat="x"), ["/sites/1/lon", "/sites/1/lat"]),
    (at(lon=34.5, lat=109.51), ["/sites/1/lat"]),
    (at(lon=109.51, lat=34.5, z=1), ["/sites/1/z"]),
    (at(lon=109.51, lat=34.5, name=5), ["/sites/1/name"]),
    (at(lon=109.51, lat=34.5, name="a\x00"), ["/sites/1/name"]),
    (but(sites=["areas:61"]), ["/sites/0"]),
    (but(items=...), ["/items"]),
    (but(items=[{"item": "tent-k", "quantity": 0}]), ["/items/0/quantity"]),
    (but(items=[{"item": "nothing", "quantity": NAN}]), ["/items/0/item", "/items/0/quantity"]),
    (but(clocks=[]), ["/clocks"]),
    (but(clocks="any-2h"), ["/clocks"]),
    (but(clocks=["any-2h", "noon", 5, None]), ["/clocks/1", "/clocks/2", "/clocks/3"]),
    (but(by_road="yes"), ["/by_road"]),
    (but(keep_minimum=1, usable_only=None), ["/keep_minimum", "/usable_only"]),
    (but(vehicle={"key": "sledge", "speed_km_h": 0}), ["/vehicle/key", "/vehicle/speed_km_h"]),
    (but(avoid=["hazards", 5, "nothing"]), ["/avoid/1", "/avoid/2"]),
    (but(avoid="nothing"), ["/avoid"]),
    (but(deadline_s=5), ["/deadline_s"]),
]


@pytest.fixture(autouse=True)
def catalogue():
    world.item("tent-k")
    world.shelter("S")


def post(caller, body):
    return caller.post(CLOCKS, json.dumps(body), "application/json")


@pytest.mark.parametrize(("body", "pointers"), CASES, ids=lambda value: str(value)[-70:])
def test_every_fault_is_named_by_its_pointer(as_role, body, pointers):
    response = post(as_role("viewer"), body)
    assert response.status_code == 400, response.content.decode()
    assert response["Content-Type"] == PROBLEM_JSON
    assert [fault["pointer"] for fault in response.json()["errors"]] == pointers
    assert all(fault["detail"] for fault in response.json()["errors"])


def test_so_many_sites_and_no_more(as_role):
    site = {"lon": 109.51, "lat": 34.5}
    assert post(as_role("viewer"), but(sites=[site] * MAX_SITES)).json()["count"] == MAX_SITES
    problem = post(as_role("viewer"), but(sites=[site] * (MAX_SITES + 1))).json()
    assert (problem["type"], problem["errors"][0]["pointer"]) == ("/problems/too-broad", "/sites")


@pytest.mark.parametrize("site", ["shelters:NONE", "dragons:1", "shelters:"])
def test_a_site_must_exist(as_role, site):
    response = post(as_role("viewer"), but(sites=[site]))
    assert (response.status_code, response["Content-Type"]) == (404, PROBLEM_JSON)


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_it_needs_a_role_that_may_read_stock_but_anyone_may_read_the_clocks(as_role, role):
    assert post(as_role(role), GOOD).status_code == (401 if role is None else 200)
    assert as_role(role).get(CLOCKS).status_code == 200


def test_what_is_asked_in_the_address_is_refused(as_role):
    assert Client().get(f"{CLOCKS}?key=any-2h").status_code == 400
    assert as_role("viewer").post(f"{CLOCKS}?by_road=1", json.dumps(GOOD), "application/json").status_code == 400
