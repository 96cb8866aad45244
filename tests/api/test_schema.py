"""The OpenAPI document describes every address of the API, and the committed copy is current."""

import pytest
from django.urls import get_resolver

from layers import catalog

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(anonymous):
    return anonymous.get("/api/schema/?format=json").json()


def test_it_is_openapi_3_0_and_names_every_layers_filters(schema):
    assert schema["openapi"].startswith("3.0")
    for layer in catalog.layers_asked(catalog.NEAREST):
        operation = schema["paths"][f"/api/v1/nearest/{layer.key}"]["get"]
        names = {parameter["name"] for parameter in operation["parameters"]}
        assert {"lon", "lat", "k"} <= names
        assert {p.name for one in layer.filters for p in one.parameters} <= names
        assert operation["responses"]["200"]["content"]["application/json"]["example"]


def test_every_address_of_the_api_is_described(schema):
    from layers.api.urls import urlpatterns

    for pattern in urlpatterns:
        if getattr(pattern.callback, "cls", None) and pattern.callback.cls.__name__ == "NoSuchLayerView":
            continue
        address = "/" + str(pattern.pattern).replace("<int:", "{").replace("<str:", "{").replace("<path:", "{").replace(
            "<uuid:", "{"
        ).replace(">", "}")
        assert address in schema["paths"], address
    assert get_resolver()


def test_the_documentation_page_needs_no_other_host(anonymous):
    page = anonymous.get("/api/docs/").content.decode()
    assert "swagger" in page.lower()
    assert "https://" not in page
