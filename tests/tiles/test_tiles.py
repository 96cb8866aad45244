"""Vector tiles: decoded and compared; clusters add up; none is heavy; ETags follow the data."""

import gzip
import math

import mapbox_vector_tile
import numpy as np
import pytest
from django.test import Client

from layers import catalog
from layers.models import HazardPoint, Shelter
from layers.tiles import POINTS_FROM_ZOOM
from tests import world

EXTENT = 4096
MAX_TILE_BYTES = 250_000


def address(lon, lat, z, layer="shelters"):
    return world.tile_of(layer, lon, lat, z)


def decoded(client, url):
    response = client.get(url)
    assert response.status_code == 200, response.content
    return mapbox_vector_tile.decode(response.content, default_options={"y_coord_down": True})


def features(client, url, layer="shelters"):
    return decoded(client, url)[layer]["features"]


@pytest.mark.django_db
def test_a_point_lies_in_its_tile_at_its_place():
    world.shelter("S-1", (109.51, 34.5), name="朝阳公园", name_en="Chaoyang Park", capacity_evacuation_persons=7)
    z = 15
    (feature,) = features(Client(), address(109.51, 34.5, z))
    x, y = feature["geometry"]["coordinates"]
    tile_x = (109.51 + 180) / 360 * 2**z
    tile_y = (1 - math.asinh(math.tan(math.radians(34.5))) / math.pi) / 2 * 2**z
    assert (x, y) == pytest.approx((tile_x % 1 * EXTENT, tile_y % 1 * EXTENT), abs=1)
    properties = feature["properties"]
    assert {
        k: properties[k] for k in ("code", "name", "name_en", "status", "usable", "capacity_evacuation_persons")
    } == {
        "code": "S-1",
        "name": "朝阳公园",
        "name_en": "Chaoyang Park",
        "status": "standby",
        "usable": True,
        "capacity_evacuation_persons": 7,
    }
    assert "contact_phone" not in properties
    assert len(properties["id"]) == 36


@pytest.mark.django_db
@pytest.mark.parametrize("z", [0, 3, 6, 9, 11])
def test_clusters_and_single_points_add_up_over_all_tiles(z):
    random = np.random.default_rng(7)
    places = np.column_stack([random.normal(109.5, 0.4, 500), random.normal(34.5, 0.4, 500)])
    Shelter.objects.bulk_create(
        Shelter(code=f"S{i}", name="s", geom=world.point(p)) for i, p in enumerate(places.tolist())
    )
    total = 0
    for url in {address(lon, lat, z) for lon, lat in places}:
        for feature in features(Client(), url):
            cluster = feature["properties"].get("cluster")
            total += feature["properties"]["count"] if cluster else 1
            assert cluster or feature["properties"]["code"]
    assert total == 500


@pytest.mark.django_db
def test_hazard_clusters_count_each_grade(as_viewer):
    HazardPoint.objects.bulk_create(
        HazardPoint(
            code=f"H{i}", name="h", kind="dam", geom=world.point((109.5, 34.5)), risk_level="major" if i < 3 else "low"
        )
        for i in range(10)
    )
    (cluster,) = features(as_viewer, address(109.5, 34.5, 8, "hazards"), "hazards")
    counted = {k: v for k, v in cluster["properties"].items() if k.startswith("count")}
    assert counted == {"count": 10, "count_major": 3, "count_larger": 0, "count_general": 0, "count_low": 7}


@pytest.mark.django_db
@pytest.mark.parametrize("z", [0, 5, POINTS_FROM_ZOOM, 15])
def test_no_tile_is_heavy_however_many_points_lie_in_it(z):
    random = np.random.default_rng(8)
    spread = 0.004
    places = np.column_stack([109.505 + random.uniform(0, spread, 6000), 34.502 + random.uniform(0, spread, 6000)])
    Shelter.objects.bulk_create(
        Shelter(code=f"SHELTER-{i}", name=f"第{i}号应急避难场所", geom=world.point(p))
        for i, p in enumerate(places.tolist())
    )
    response = Client().get(address(109.507, 34.504, z))
    assert 0 < len(response.content) < MAX_TILE_BYTES


@pytest.mark.django_db
def test_a_tile_where_nothing_lies_is_204_and_points_at_the_poles_make_no_fault():
    world.shelter("POLE", (0.0, 90.0))
    world.shelter("EDGE", (180.0, 0.0))
    assert Client().get("/tiles/shelters/9/0/0.mvt").status_code == 204
    assert Client().get("/tiles/shelters/0/0/0.mvt").status_code == 200


@pytest.mark.django_db
def test_areas_come_as_outlines_and_one_label_each():
    world.area("61", world.box(105, 31, 111, 40), level="province")
    world.area("6105", world.box(109.2, 34.2, 110.4, 35.4), level="city", parent=None)
    far = decoded(Client(), world.tile_of("areas", 109.5, 34.5, 4))
    near = decoded(Client(), world.tile_of("areas", 109.5, 34.5, 6))
    assert [f["properties"]["code"] for f in far["areas"]["features"]] == ["61"]
    assert sorted(f["properties"]["code"] for f in near["areas"]["features"]) == ["61", "6105"]
    labels = []
    for x in range(2**6):
        response = Client().get(f"/tiles/areas/6/{x}/25.mvt")
        if response.status_code == 200:
            labels += [
                f["properties"]["code"]
                for f in mapbox_vector_tile.decode(response.content).get("area_labels", {"features": []})["features"]
            ]
    assert labels.count("6105") <= 1


@pytest.mark.django_db
def test_areas_of_one_level_come_alone_and_from_far_off():
    world.area("6105", world.box(109.2, 34.2, 110.4, 35.4), level="city")
    world.area("6105-T-01", world.box(109.4, 34.4, 109.6, 34.6), level="town")
    url = world.tile_of("areas", 109.5, 34.5, 8)
    for asked, codes in (("", ["6105"]), ("?level=town", ["6105-T-01"]), ("?level=city", ["6105"])):
        tile = decoded(Client(), url + asked)
        assert [f["properties"]["code"] for f in tile["areas"]["features"]] == codes
        assert {f["properties"]["code"] for f in tile.get("area_labels", {"features": []})["features"]} <= set(codes)
    assert Client().get(url + "?level=village").status_code == 204
    assert Client().get(url + "?level=parish").status_code == 400
    assert Client().get(world.tile_of("shelters", 109.5, 34.5, 8) + "?level=town").status_code == 400


@pytest.fixture
def as_viewer(db):
    from django.contrib.auth.models import Group, User

    user = User.objects.create_user("v")
    user.groups.add(Group.objects.get(name="viewer"))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.django_db(transaction=True)
def test_an_etag_is_good_until_the_layer_changes():
    world.shelter("S-1")
    url = address(*world.ORIGIN, 14)
    first = Client().get(url)
    assert Client().get(url, headers={"if-none-match": first["ETag"]}).status_code == 304
    world.depot("D-1")
    assert Client().get(url, headers={"if-none-match": first["ETag"]}).status_code == 304
    Shelter.objects.update(status="closed")
    changed = Client().get(url, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.django_db
def test_tiles_survive_compression():
    world.shelter("S-1")
    url = address(*world.ORIGIN, 14)
    plain = Client().get(url)
    packed = Client().get(url, headers={"accept-encoding": "gzip"})
    body = gzip.decompress(packed.content) if packed.headers.get("Content-Encoding") == "gzip" else packed.content
    assert body == plain.content


@pytest.mark.django_db
@pytest.mark.parametrize("layer", ["shelters", "areas"])
def test_tilejson_points_at_the_tiles_and_lists_the_fields(layer):
    document = Client().get(f"/tiles/{layer}.json").json()
    assert document["tilejson"] == "3.0.0"
    assert document["tiles"] == [f"http://testserver/tiles/{layer}/{{z}}/{{x}}/{{y}}.mvt"]
    listed = {name for source in document["vector_layers"] for name in source["fields"]}
    assert set(catalog.find_layer(layer).tile_fields) <= listed
