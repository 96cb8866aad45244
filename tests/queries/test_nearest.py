"""The k nearest: exact metres, the ellipsoid's order, filters applied while searching, reasons counted."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import catalog
from layers.geo import GEOD, LonLat
from layers.models import Shelter
from layers.queries.nearest import find_nearest
from layers.queries.origin import Origin, origin_of
from layers.reference import find_items
from tests import world

pytestmark = pytest.mark.django_db

PLACES = [(0.0, 0.0), (109.51, 30.0), (-73.99, 40.0), (24.94, 60.0), (15.6, 85.0), (179.999, -17.0), (10.0, 90.0)]


def codes(answer):
    return [one.resource.code for one in answer.found]


def at(place):
    return Origin.at(LonLat(*place))


def scatter(centre, *, count, reach_m, seed):
    """Points around a centre by geodesic steps, so that they may cross poles and the antimeridian."""
    random = np.random.default_rng(seed)
    lons, lats, _ = GEOD.fwd(
        np.full(count, centre[0]),
        np.full(count, centre[1]),
        random.uniform(0, 360, count),
        reach_m * np.sqrt(random.uniform(0, 1, count)),
    )
    return list(zip(lons.tolist(), lats.tolist(), strict=True))


@pytest.mark.parametrize("centre", PLACES, ids=str)
@pytest.mark.parametrize("reach_m", [2_000, 2_000_000])
def test_agrees_with_brute_force_geodesics_to_a_millimetre(centre, reach_m):
    places = scatter(centre, count=300, reach_m=reach_m, seed=1)
    Shelter.objects.bulk_create(
        Shelter(code=f"S{i:03}", name="s", geom=world.point(place)) for i, place in enumerate(places)
    )
    expected = sorted((world.geodesic_m(centre, place), f"S{i:03}") for i, place in enumerate(places))[:10]

    answer = find_nearest(catalog.SHELTERS, at(centre), k=10)

    assert codes(answer) == [code for _, code in expected]
    assert [one.distance_m for one in answer.found] == pytest.approx([m for m, _ in expected], abs=0.001)


def test_the_order_is_the_ellipsoids_where_the_sphere_errs():
    # At the equator a degree of longitude is 0.67 % longer than one of latitude; a sphere thinks them equal.
    world.shelter("EAST", (1.0, 0.0))
    world.shelter("NORTH", (0.0, 1.003))
    answer = find_nearest(catalog.SHELTERS, at((0, 0)), k=1)
    assert codes(answer) == ["NORTH"]


def test_ties_go_by_code():
    for code in ("C", "A", "B"):
        world.shelter(code, (109.6, 34.5))
    assert codes(find_nearest(catalog.SHELTERS, at(world.ORIGIN), k=2)) == ["A", "B"]


def test_fewer_than_k_come_back_only_when_there_are_no_more():
    world.shelters(world.draw("A.B"))
    assert codes(find_nearest(catalog.SHELTERS, at(world.ORIGIN), k=5)) == ["A", "B"]
    assert codes(find_nearest(catalog.TEAMS, at(world.ORIGIN), k=5)) == []


def test_max_distance_includes_its_limit():
    world.shelters(world.draw("A.B"))
    limit = world.geodesic_m(world.ORIGIN, world.draw("A.B")["B"])
    assert codes(find_nearest(catalog.SHELTERS, at(world.ORIGIN), k=5, max_distance_m=limit + 1e-6)) == ["A", "B"]
    assert codes(find_nearest(catalog.SHELTERS, at(world.ORIGIN), k=5, max_distance_m=limit - 0.01)) == ["A"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(1, 8), st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_nearest_k_is_the_beginning_of_nearest_k_plus_1(k, columns):
    Shelter.objects.all().delete()
    for i, column in enumerate(columns):
        world.shelter(f"S{i}", (109.51 + column / 100, 34.5))
    fewer, more = (codes(find_nearest(catalog.SHELTERS, at(world.ORIGIN), k=n)) for n in (k, k + 1))
    assert more[: len(fewer)] == fewer


def test_distance_to_a_hazard_is_to_its_outline():
    world.hazard("NEAR-POINT", (109.55, 34.5))
    world.hazard("BIG", (109.70, 34.5), outline=world.box(109.52, 34.4, 109.8, 34.6))
    answer = find_nearest(catalog.HAZARDS, at((109.51, 34.5)), k=2)
    assert codes(answer) == ["BIG", "NEAR-POINT"]
    edge = min(world.geodesic_m((109.51, 34.5), (109.52, lat)) for lat in np.linspace(34.4, 34.6, 20_001))
    assert answer.found[0].distance_m == pytest.approx(edge, abs=0.02)


def test_inside_an_outline_the_distance_is_zero():
    world.hazard("AROUND", (109.9, 34.9), outline=world.box(109, 34, 110, 35))
    assert find_nearest(catalog.HAZARDS, at(world.ORIGIN), k=1).found[0].distance_m == 0


def test_an_incident_with_an_outline_is_measured_from_its_edge():
    incident = world.incident("FLOOD", (109.5, 34.5), outline=world.box(109.4, 34.4, 109.6, 34.6))
    world.shelter("S", (109.7, 34.5))
    origin = origin_of(catalog.INCIDENTS, incident.code)
    distance = find_nearest(catalog.SHELTERS, origin, k=1).found[0].distance_m
    edge = min(world.geodesic_m((109.7, 34.5), (109.6, lat)) for lat in np.linspace(34.4, 34.6, 20_001))
    assert distance == pytest.approx(edge, abs=0.02)


def test_k_good_answers_come_back_however_many_near_ones_fail_and_reasons_are_counted():
    tent = world.item("tent-test")
    kind = world.item("tent-test-12", parent=tent)
    places = world.draw("ABCDEF")
    world.depot("A", places["A"], stock=[{"item": kind, "on_hand": 100}])
    world.depot("B", places["B"], stock=[{"item": kind, "on_hand": 900, "reserved": 500}])
    world.depot(
        "C", places["C"], stock=[{"item": kind, "on_hand": 900, "expires_on": timezone.localdate() - timedelta(days=1)}]
    )
    world.depot("D", places["D"], status="suspended", stock=[{"item": kind, "on_hand": 900}])
    world.depot(
        "E",
        places["E"],
        stock=[
            {"item": kind, "on_hand": 300, "batch": "1"},
            {"item": tent, "on_hand": 200, "batch": "2", "expires_on": timezone.localdate()},
        ],
    )
    world.depot("F", places["F"], stock=[{"item": kind, "on_hand": 999}])
    filters = {"usable": True, "item": [find_items("tent-test")], "quantity": [500]}
    answer = find_nearest(catalog.DEPOTS, at(world.ORIGIN), k=1, filters=filters)
    assert codes(answer) == ["E"]
    assert answer.found[0].resource.available_quantities == [500]
    assert answer.excluded == {"not_usable": 1, "too_little": 1, "reserved": 1, "expired": 1}


def test_shelter_filters_leave_out_what_is_full_unsuitable_or_elsewhere():
    places = world.draw("ABCDE")
    county = world.area("999001", world.box(109.5, 34.49, 109.545, 34.51))
    for code, capacity, inside, suitable in [
        ("A", 100, 90, "yes"),
        ("B", 100, 0, "no"),
        ("C", None, None, "yes"),
        ("D", 100, None, "yes"),
        ("E", 100, 0, "yes"),
    ]:
        row = world.shelter(code, places[code], capacity_evacuation_persons=capacity, occupancy_persons=inside)
        row.set_suitability({"flood": suitable})
    filters = {"hazard": "flood", "places": 50, "area": county.code}
    answer = find_nearest(catalog.SHELTERS, at(world.ORIGIN), k=9, filters=filters)
    assert codes(answer) == ["D"]
    assert answer.excluded == {"other_area": 1, "unsuitable": 1, "full": 2}


def test_team_filters():
    places = world.draw("ABC")
    world.team("A", places["A"], disciplines=["mountain"], members_persons=50, on_duty_persons=50)
    world.team("B", places["B"], disciplines=["water", "flood"], members_persons=50, on_duty_persons=5)
    world.team("C", places["C"], disciplines=["water"], members_persons=50, on_duty_persons=20)
    answer = find_nearest(catalog.TEAMS, at(world.ORIGIN), k=1, filters={"discipline": "water", "members": 20})
    assert codes(answer) == ["C"]
    assert answer.excluded == {"untrained": 1, "too_few": 1}


def test_the_spatial_index_serves_the_search_and_the_number_of_queries_is_fixed():
    places = scatter((109.5, 34.5), count=3000, reach_m=200_000, seed=2)
    Shelter.objects.bulk_create(
        Shelter(code=f"S{i}", name="s", geom=world.point(place)) for i, place in enumerate(places)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE layers_shelter")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        find_nearest(catalog.SHELTERS, at((109.5, 34.5)), k=10)
    assert len(captured) == 4, [query["sql"][:80] for query in captured]
    knn = next(query["sql"] for query in captured if "<->" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + knn)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using layers_shelter_geom" in plan, plan
