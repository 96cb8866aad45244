"""A new layer is one model and one catalog entry; from those everything else derives."""

import json
from importlib import reload

import mapbox_vector_tile
import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.gis.geos import Point
from django.db import connection, models
from django.urls import clear_url_caches

from layers import admin as layers_admin
from layers import catalog, sql
from layers.filters import choice_filter
from layers.labels import L
from layers.models import Resource
from layers.rights import Sensitivity
from tests.world import tile_of


class ToyStatus(models.TextChoices):
    UP = "up", L("up", "可用")
    DOWN = "down", L("down", "不可用")


def toy_model():
    """The model of the new layer; made anew for each test, so that no other test knows of it."""

    class Hydrant(Resource):
        status = models.CharField(L("status", "状态"), max_length=10, choices=ToyStatus, default=ToyStatus.UP)
        flow_litres = models.PositiveIntegerField(L("flow", "流量"), null=True, blank=True)
        USABLE = frozenset({"up"})

        class Meta(Resource.Meta):
            app_label = "layers"
            verbose_name = L("hydrant", "消火栓")

    return Hydrant


def toy_entry(model):
    """Its entry in the catalog."""
    return catalog.Layer(
        key="hydrants",
        model=model,
        title=L("Hydrants", "消火栓"),
        style=catalog.Style("hydrant", "red", "circle"),
        order=99,
        sensitivity=Sensitivity.PUBLIC,
        sums=("flow_litres",),
        summary=("status", "flow_litres"),
        fields=dict.fromkeys(("status", "flow_litres", "area", "address", "is_demo", "updated_at"), Sensitivity.PUBLIC)
        | {"contact_phone": Sensitivity.RESTRICTED},
        filters=(choice_filter("status", L("status", "状态"), ToyStatus, reason="status"),),
    )


def reload_addresses():
    from layers.api import urls
    from mapserver import urls as project_urls

    reload(urls)
    reload(project_urls)
    clear_url_caches()


@pytest.fixture
def hydrant(transactional_db):
    model = toy_model()
    with connection.schema_editor() as editor:
        editor.create_model(model)
    catalog.add_layer(toy_entry(model))
    sql.install_triggers("hydrants", model)
    layers_admin.register(catalog.find_layer("hydrants"))
    reload_addresses()
    yield model
    catalog.remove_layer("hydrants")
    admin.site.unregister(model)
    with connection.schema_editor() as editor:
        editor.delete_model(model)
    del apps.all_models["layers"]["hydrant"]
    apps.clear_cache()
    reload_addresses()


def test_one_model_and_one_entry_make_a_layer(hydrant, as_role, anonymous):
    editor = as_role("editor")
    made = editor.post(
        "/api/v1/layers/hydrants/features",
        json.dumps(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [109.5, 34.5]},
                "properties": {"code": "H-1", "name": "消火栓一", "flow_litres": 15, "contact_phone": "0"},
            }
        ),
        "application/json",
    )
    assert made.status_code == 201, made.content.decode()

    nearest = anonymous.get("/api/v1/nearest/hydrants?lon=109.5&lat=34.5&status=up").json()
    assert nearest["features"][0]["properties"]["code"] == "H-1"
    assert "contact_phone" not in nearest["features"][0]["properties"]
    assert anonymous.get("/api/v1/within/hydrants?lon=109.5&lat=34.5&radius_m=5").json()["sums"] == {"flow_litres": 15}
    assert anonymous.get("/api/v1/coverage/hydrants?radius_m=100").json()["count"] == 1
    tile = mapbox_vector_tile.decode(anonymous.get(tile_of("hydrants", 109.5, 34.5, 14)).content)
    assert tile["hydrants"]["features"][0]["properties"]["flow_litres"] == 15
    described = next(one for one in anonymous.get("/api/v1/layers").json()["layers"] if one["key"] == "hydrants")
    assert (described["title"]["zh"], described["count"]) == ("消火栓", 1)
    assert [field["name"] for field in described["fields"] if field["summary"]] == ["status", "flow_litres"]
    assert "/api/v1/nearest/hydrants" in anonymous.get("/api/schema/?format=json").json()["paths"]
    assert anonymous.get("/api/v1/search?q=xhs").json()["results"][0]["layer"] == "hydrants"
    assert editor.get("/admin/layers/hydrant/").status_code == 200
    assert anonymous.post("/api/v1/layers/hydrants/features", "{}", "application/json").status_code == 401


def test_the_toy_layers_area_is_found_by_the_database_too(hydrant):
    from tests import world

    area = world.area("9901", world.box(109, 34, 110, 35), level="city")
    row = hydrant.objects.create(code="H-2", name="x", geom=Point(109.5, 34.5))
    row.refresh_from_db()
    assert row.area_id == area.pk
