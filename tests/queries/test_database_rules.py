"""What the database itself keeps, whoever writes: areas of points, lineages, versions, stock that is never negative."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from layers import catalog
from layers.models import Area, Depot, Shelter, StockLine, Team
from layers.queries.question import data_version
from tests import world


@pytest.mark.django_db
def test_a_points_area_is_the_smallest_that_covers_it():
    city = world.area("9901", world.box(109, 34, 110, 35), level="city")
    world.area("990101", world.box(109, 34, 109.5, 35), parent=city)
    assert world.shelter("WEST", (109.2, 34.5)).area.code == "990101"
    assert world.shelter("EAST", (109.7, 34.5)).area.code == "9901"
    assert world.shelter("OUT", (100.0, 10.0)).area is None


@pytest.mark.django_db
def test_moving_a_point_moves_its_area_even_in_bulk():
    world.area("9901", world.box(109, 34, 110, 35), level="city")
    world.shelter("S", (100.0, 10.0))
    Shelter.objects.update(geom=world.point((109.5, 34.5)))
    assert Shelter.objects.get().area.code == "9901"


@pytest.mark.django_db
def test_an_area_no_longer_in_force_takes_no_points():
    world.area("9901", world.box(109, 34, 110, 35), level="city")
    Area.objects.update(valid_to="2001-01-01")
    assert world.shelter("S", (109.5, 34.5)).area is None


@pytest.mark.django_db
def test_lineage_follows_when_an_area_moves():
    province = world.area("99", None, level="province")
    city = world.area("9901", None, level="city")
    county = world.area("990101", None, parent=city)
    assert county.lineage == ["9901", "990101"]
    city.parent = province
    city.save()
    county.refresh_from_db()
    assert county.lineage == ["99", "9901", "990101"]


@pytest.mark.django_db
def test_large_outlines_are_cut_into_small_parts_that_cover_the_same_ground():
    import numpy as np
    import shapely
    from django.contrib.gis.geos import GEOSGeometry, MultiPolygon

    angles = np.linspace(0, 2 * np.pi, 5000, endpoint=False)
    ring = np.column_stack([109.5 + np.cos(angles), 34.5 + np.sin(angles) * (1 + 0.1 * np.sin(40 * angles))])
    outline = shapely.Polygon(ring)
    area = world.area("9901", MultiPolygon(GEOSGeometry(outline.wkt, srid=4326)))
    parts = [shapely.from_wkb(bytes(part.geom.wkb)) for part in area.parts.all()]
    assert len(parts) > 10
    assert max(shapely.get_num_coordinates(part) for part in parts) <= 256 + 8
    assert shapely.union_all(parts).symmetric_difference(outline).area < 1e-9


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"on_hand": 5, "reserved": 6},
        {"on_hand": -1},
        {"on_hand": 1, "reserved": -1},
        {"on_hand": 1, "minimum": -1},
        {"on_hand": 1, "made_on": "2025-01-02", "expires_on": "2025-01-01"},
    ],
)
def test_the_database_refuses_stock_that_cannot_be(values):
    depot = world.depot("D")
    with pytest.raises(IntegrityError), transaction.atomic():
        StockLine.objects.create(depot=depot, item=world.item("tent-q"), **values)


@pytest.mark.django_db(transaction=True)
def test_a_version_rises_once_a_transaction_and_only_for_its_layer():
    before = {layer.key: int(data_version(layer)) for layer in catalog.layers()}
    with transaction.atomic():
        for i in range(5):
            world.shelter(f"S{i}")
    assert int(data_version(catalog.SHELTERS)) == before["shelters"] + 1
    assert int(data_version(catalog.DEPOTS)) == before["depots"]


@pytest.mark.django_db(transaction=True)
def test_a_change_of_a_part_raises_its_layers_version():
    depot = world.depot("D")
    before = int(data_version(catalog.DEPOTS))
    depot.set_stock([{"item": world.item("tent-w"), "on_hand": 5}])
    assert int(data_version(catalog.DEPOTS)) > before


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_raises_no_version():
    before = data_version(catalog.SHELTERS)
    with transaction.atomic():
        world.shelter("S")
        transaction.set_rollback(True)
    assert data_version(catalog.SHELTERS) == before


@pytest.mark.django_db(transaction=True)
def test_two_reservations_at_once_never_pass_what_is_on_hand():
    depot = world.depot("D", stock=[{"item": world.item("tent-v"), "on_hand": 10}])
    barrier, refused = threading.Barrier(4), []

    def reserve():
        from django.db.models import F

        barrier.wait(timeout=20)
        try:
            StockLine.objects.filter(depot=depot).update(reserved=F("reserved") + 4)
        except IntegrityError:
            refused.append(1)
        finally:
            connection.close()

    workers = [threading.Thread(target=reserve) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert len(refused) == 2
    assert Depot.objects.get().stock[0]["available"] == 2


@pytest.mark.django_db(transaction=True)
def test_when_areas_change_every_resource_finds_its_area_again():
    world.shelter("S", (109.5, 34.5))
    world.team("T", (109.5, 34.5))

    def areas():
        return [row.area and row.area.code for row in (Shelter.objects.get(), Team.objects.get())]

    city = world.area("9901", world.box(109, 34, 110, 35), level="city")
    assert areas() == ["9901", "9901"]
    with transaction.atomic():
        world.area("990101", world.box(109.4, 34.4, 109.6, 34.6), parent=city)
        world.area("990102", world.box(109.6, 34.4, 109.8, 34.6), parent=city)
    assert areas() == ["990101", "990101"]
    Area.objects.filter(code="990101").update(geom=world.box(100, 10, 101, 11))
    assert areas() == ["9901", "9901"]
    Area.objects.filter(parent=city).delete()
    city.delete()
    assert areas() == [None, None]
