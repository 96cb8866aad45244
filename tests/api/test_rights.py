"""Rights follow the catalog: every endpoint × every role, in API, tiles, search and admin alike."""

import json

import pytest

from layers import catalog
from layers.rights import Role, Sensitivity, reach_of
from tests import world

pytestmark = pytest.mark.django_db

ROLES = [None, *Role]
RESTRICTED_MARK = "0913-000-0199"
POLYGON = {"type": "Polygon", "coordinates": [[[109, 34], [110, 34], [110, 35], [109, 35], [109, 34]]]}


@pytest.fixture
def one_of_each():
    common = {"contact_phone": RESTRICTED_MARK, "contact_name": RESTRICTED_MARK, "verified_by": RESTRICTED_MARK}
    world.area("9901", world.box(109, 34, 110, 35), level="city")
    world.shelter("X-1", **common)
    world.depot("X-1", stock=[{"item": world.item("secret-item"), "on_hand": 5}], **common)
    world.team("X-1", **common)
    world.hazard(
        "X-1",
        responsible_phone=RESTRICTED_MARK,
        monitor_phone=RESTRICTED_MARK,
        responsible_person=RESTRICTED_MARK,
        monitor_person=RESTRICTED_MARK,
        **common,
    )
    world.incident("X-1", **common)
    world.closure("X-1", **common)


def addresses(layer):
    code = "9901" if layer is catalog.AREAS else "X-1"
    yield "GET", f"/api/v1/layers/{layer.key}/features"
    yield "GET", f"/api/v1/layers/{layer.key}/features/{code}"
    yield "GET", f"/tiles/{layer.key}.json"
    yield "GET", f"/tiles/{layer.key}/9/411/203.mvt"
    if catalog.NEAREST in layer.questions:
        yield "GET", f"/api/v1/nearest/{layer.key}?lon=109.5&lat=34.5"
        yield "GET", f"/api/v1/nearest/shelters?from={layer.key}:X-1"
    if catalog.WITHIN in layer.questions:
        yield "GET", f"/api/v1/within/{layer.key}?lon=109.5&lat=34.5&radius_m=5000"
        yield "POST", f"/api/v1/within/{layer.key}"
    if catalog.COVERAGE in layer.questions:
        yield "GET", f"/api/v1/coverage/{layer.key}?radius_m=1000"


@pytest.mark.parametrize("role", ROLES, ids=str)
@pytest.mark.parametrize("layer", list(catalog.layers()), ids=lambda layer: layer.key)
def test_reading_reaches_as_far_as_the_role(as_role, one_of_each, layer, role):
    caller = as_role(role)
    for method, url in addresses(layer):
        response = caller.get(url) if method == "GET" else caller.post(url, json.dumps(POLYGON), "application/json")
        if not layer.readable_by(role):
            assert response.status_code == (401 if role is None else 403), url
            assert response["Content-Type"] == "application/problem+json"
            continue
        assert response.status_code in (200, 204), (url, response.content)
        text = response.content.decode("utf-8", "replace")
        assert (RESTRICTED_MARK in text) <= (reach_of(role) is Sensitivity.RESTRICTED), url
        assert ("secret-item" in text) <= (role is not None), url


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_phones_show_to_those_who_act_and_stock_to_those_with_a_role(as_role, one_of_each, role):
    caller = as_role(role)
    depot = caller.get("/api/v1/layers/depots/features/X-1").json()["properties"]
    assert ("contact_phone" in depot) == (role in ("commander", "editor", "administrator"))
    assert ("stock" in depot) == (role is not None)


@pytest.mark.parametrize("role", ROLES, ids=str)
@pytest.mark.parametrize("layer", list(catalog.layers()), ids=lambda layer: layer.key)
def test_writing_is_for_the_layers_writers_alone(as_role, one_of_each, layer, role):
    caller = as_role(role)
    code = "9901" if layer is catalog.AREAS else "X-1"
    before = layer.model._default_manager.count()
    allowed = role in layer.writers
    body = json.dumps({"type": "Feature", "properties": {"name": "renamed"}})
    for method, url in (
        ("post", f"/api/v1/layers/{layer.key}/features"),
        ("put", f"/api/v1/layers/{layer.key}/features/{code}"),
        ("patch", f"/api/v1/layers/{layer.key}/features/{code}"),
    ):
        status = getattr(caller, method)(url, body, content_type="application/json").status_code
        assert (status not in (401, 403)) == allowed, (method, status)
    named = layer.model._default_manager.get(code=code).name
    assert (named == "renamed") == allowed
    status = caller.delete(f"/api/v1/layers/{layer.key}/features/{code}").status_code
    assert (status == 204) == allowed
    assert layer.model._default_manager.count() == before - allowed


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_the_catalog_tells_each_role_what_it_may_do(as_role, role):
    for described in as_role(role).get("/api/v1/layers").json()["layers"]:
        layer = catalog.find_layer(described["key"])
        assert described["readable"] == layer.readable_by(role)
        assert described["writable"] == layer.writable_by(role)
        expected = list(layer.fields_for(role)) if layer.readable_by(role) else []
        assert [field["name"] for field in described["fields"]] == expected
        assert (described["count"] is not None) == layer.readable_by(role)


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_a_filter_on_what_one_may_not_see_is_refused(as_role, one_of_each, role):
    response = as_role(role).get("/api/v1/nearest/depots?lon=109.5&lat=34.5&item=secret-item")
    assert response.status_code == (401 if role is None else 200)


@pytest.mark.parametrize("role", ROLES, ids=str)
@pytest.mark.parametrize("layer", list(catalog.layers()), ids=lambda layer: layer.key)
def test_the_admin_follows_the_catalog(as_role, one_of_each, layer, role):
    caller = as_role(role)
    name = layer.model._meta.model_name
    row = layer.model._default_manager.first()
    for url in (f"/admin/layers/{name}/", f"/admin/layers/{name}/add/", f"/admin/layers/{name}/{row.pk}/change/"):
        response = caller.get(url)
        staff_writer = role in layer.writers and role in ("editor", "administrator")
        assert (response.status_code == 200) == staff_writer, (url, response.status_code)
        assert RESTRICTED_MARK.encode() not in response.content or staff_writer


def test_every_layer_field_exists_and_no_contact_is_public():
    for layer in catalog.layers():
        for name, sensitivity in layer.fields.items():
            assert hasattr(layer.model, name), (layer.key, name)
            if "phone" in name or "contact" in name or name.endswith("_person"):
                assert sensitivity is Sensitivity.RESTRICTED, (layer.key, name)
        for name in layer.tile_fields:
            assert layer.fields[name] is Sensitivity.PUBLIC, (layer.key, name)
