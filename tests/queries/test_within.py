"""Within a radius or a polygon: exactly those, counted and added up."""

import numpy as np
import pytest
import shapely

from layers import catalog
from layers.geo import GEOD, LonLat
from layers.models import Shelter
from layers.queries.origin import Origin
from layers.queries.within import Circle, find_within
from tests import world
from tests.queries.test_nearest import PLACES, codes, scatter

pytestmark = pytest.mark.django_db


def circle(place, radius_m):
    return Circle(Origin.at(LonLat(*place)), radius_m)


@pytest.mark.parametrize("centre", PLACES, ids=str)
@pytest.mark.parametrize("azimuth", [0, 45, 90, 200])
def test_999_9_m_is_in_and_1000_1_m_is_out(centre, azimuth):
    for code, metres in (("IN", 999.9), ("OUT", 1000.1)):
        lon, lat, _ = GEOD.fwd(*centre, azimuth, metres)
        world.shelter(code, (lon, lat))
    answer = find_within(catalog.SHELTERS, circle(centre, 1000))
    assert codes(answer) == ["IN"]
    assert answer.count == 1


@pytest.mark.parametrize("centre", PLACES, ids=str)
def test_agrees_with_brute_force_geodesics(centre):
    places = scatter(centre, count=400, reach_m=100_000, seed=3)
    Shelter.objects.bulk_create(Shelter(code=f"S{i:03}", name="s", geom=world.point(p)) for i, p in enumerate(places))
    distances = sorted((world.geodesic_m(centre, place), f"S{i:03}") for i, place in enumerate(places))
    answer = find_within(catalog.SHELTERS, circle(centre, 60_000))
    assert codes(answer) == [code for metres, code in distances if metres <= 60_000]


def test_sums_and_count_cover_all_even_when_features_are_cut():
    for i, place in enumerate(world.draw("ABCDE").values()):
        world.shelter(f"S{i}", place, capacity_evacuation_persons=100, occupancy_persons=i * 10)
    answer = find_within(catalog.SHELTERS, circle(world.ORIGIN, 3000.5), limit=2)
    assert (answer.count, len(answer.found)) == (4, 2)
    assert answer.sums["capacity_evacuation_persons"] == 400
    assert answer.sums["free_places_persons"] == 400 - (0 + 10 + 20 + 30)
    assert answer.sums["capacity_post_impact_persons"] == 0


def test_stock_adds_up_by_item_without_what_has_expired():
    tent, quilt = world.item("tent-x"), world.item("quilt-x")
    world.depot("A", stock=[{"item": tent, "on_hand": 10, "reserved": 4}, {"item": quilt, "on_hand": 1.5}])
    world.depot("B", stock=[{"item": tent, "on_hand": 5}, {"item": quilt, "on_hand": 7, "expires_on": "2001-01-01"}])
    answer = find_within(catalog.DEPOTS, circle(world.ORIGIN, 10), with_stock=True)
    assert {line["item"]: line["available"] for line in answer.stock} == {"tent-x": 11, "quilt-x": 1.5}


def test_polygon_takes_what_is_inside_or_on_its_edge():
    for code, place in {
        "IN": (1, 1),
        "EDGE": (2, 1),
        "CORNER": (2, 2),
        "OUT": (2.0000001, 1),
        "HOLE": (0.5, 0.5),
    }.items():
        world.shelter(code, place)
    ring = [(0, 0), (2, 0), (2, 2), (0, 2)]
    polygon = shapely.Polygon(ring, [[(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6)]])
    answer = find_within(catalog.SHELTERS, polygon)
    assert [row.code for row in answer.found] == ["CORNER", "EDGE", "IN"]


def test_polygon_agrees_with_shapely_on_random_stars():
    random = np.random.default_rng(5)
    places = np.column_stack([random.uniform(-180, 180, 2000), np.degrees(np.arcsin(random.uniform(-1, 1, 2000)))])
    Shelter.objects.bulk_create(
        Shelter(code=f"S{i}", name="s", geom=world.point(tuple(place))) for i, place in enumerate(places.tolist())
    )
    for seed in range(5):
        angles = np.sort(np.random.default_rng(seed).uniform(0, 2 * np.pi, 12))
        reach = np.random.default_rng(seed + 50).uniform(10, 80, 12)
        star = shapely.Polygon(np.column_stack([reach * 2 * np.cos(angles), reach * np.sin(angles)]))
        expected = {f"S{i}" for i in np.flatnonzero(shapely.intersects_xy(star, *places.T))}
        answer = find_within(catalog.SHELTERS, star, limit=5000)
        assert {row.code for row in answer.found} == expected
        assert answer.count == len(expected) > 50
