"""Legs by road on a grid of 500 m streets at 36 km/h, so that the ways can be worked out by hand."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers.travel.closures import Avoided, Closure
from layers.travel.estimate import least_travel_s
from layers.travel.legs import Stop, Towards
from layers.travel.vehicle import LIMITS, Vehicle, VehicleKey
from tests.travel.network import CAR, ISLAND, SPACING_M, ask, junction, metres, middle, stop

BLOCK_S = SPACING_M / 10
TURN_S = 15
"""The engine adds seconds for each turn and each crossing."""


def leg(roads, place, other, **how):
    return roads.legs(ask(place, **how), [stop(other, place)]).get(0, "not on the network")


def closed(*places, open_on_foot=False):
    line = shapely.LineString(places) if len(places) > 1 else shapely.Point(*places)
    return Closure(Avoided("C", "C", ""), line, datetime(2020, 1, 1, tzinfo=UTC), None, open_on_foot)


def test_a_leg_is_as_long_as_its_streets(roads):
    place, other = junction(1, 1), junction(4, 5)
    found = leg(roads, place, other)
    assert found.basis == "road"
    assert found.road_distance_m == pytest.approx(7 * SPACING_M, rel=0.01)
    assert 7 * BLOCK_S <= found.travel_s <= 7 * BLOCK_S + 7 * TURN_S


def test_many_legs_are_those_of_each_alone_in_the_order_asked(roads):
    choose = random.Random(7)
    place = junction(4, 4)
    places = [junction(choose.uniform(0, 8), choose.uniform(0, 8)) for _ in range(60)]
    found = roads.legs(ask(place), [stop(one, place) for one in places])
    assert sorted(found) == list(range(60))
    for index in range(0, 60, 7):
        alone = leg(roads, place, places[index])
        assert found[index].travel_s == pytest.approx(alone.travel_s, abs=2)


def test_more_stops_than_one_matrix_holds_are_answered_in_pieces(roads, monkeypatch):
    place = junction(4, 4)
    stops = [stop(junction(column / 4, row / 4), place) for column in range(32) for row in range(32)]
    whole = roads.legs(ask(place), stops)
    monkeypatch.setattr("layers.travel.roads.CHUNK", 100)
    assert roads.legs(ask(place), stops) == whole
    assert len(whole) == 1024


def test_ways_to_a_place_beyond_those_found_one_by_one_say_that_they_are_not_exact(roads, monkeypatch):
    monkeypatch.setattr("layers.travel.roads.EACH_WAY_STOPS", 10)
    place = junction(0, 0)
    stops = [stop(junction(number % 9, 8 - number % 7), place) for number in range(1, 40)]
    there = roads.legs(ask(place), stops)
    nearest = sorted(there, key=lambda index: stops[index].distance_m)
    assert [there[index].exact for index in nearest] == [True] * 10 + [False] * 29
    back = roads.legs(ask(place, towards=Towards.STOPS), stops)
    assert all(leg.exact for leg in back.values())


def test_when_the_time_is_up_the_stops_left_have_no_leg_and_the_nearest_have_theirs(roads, monkeypatch):
    monkeypatch.setattr("layers.travel.roads.CHUNK", 10)
    monkeypatch.setattr("layers.travel.roads.BUDGET_S", -1.0)
    place = junction(0, 0)
    stops = [stop(junction(number % 9, 8 - number % 7), place) for number in range(63)]
    found = roads.legs(ask(place, towards=Towards.STOPS), stops)
    assert len(found) == 10


def test_a_one_way_street_is_short_one_way_and_long_the_other(roads):
    west, east = junction(-3.5, 4), junction(0, 4)
    along = leg(roads, west, east, towards=Towards.STOPS)
    against = leg(roads, west, east, towards=Towards.PLACE)
    assert along.road_distance_m == pytest.approx(3.5 * SPACING_M, rel=0.02)
    assert against.road_distance_m > 10 * SPACING_M
    assert leg(roads, east, west, towards=Towards.PLACE).road_distance_m == pytest.approx(along.road_distance_m, abs=5)


def test_on_foot_a_one_way_street_is_none_and_the_pace_is_the_planning_speed(roads):
    walker = Vehicle(4.32, 1.3, 0, 5.04, "foot")
    found = leg(roads, junction(-3.5, 4), junction(0, 4), vehicle=walker, towards=Towards.PLACE)
    assert found.road_distance_m == pytest.approx(3.5 * SPACING_M, rel=0.02)
    assert found.travel_s == pytest.approx(3.5 * SPACING_M / 1.2, rel=0.05)


def test_an_island_has_roads_and_no_way_leads_there(roads):
    there = junction(3, 3, ISLAND)
    assert leg(roads, junction(4, 4), there) is None
    assert leg(roads, junction(2, 2, ISLAND), there).basis == "road"
    assert roads.line(ask(junction(4, 4)), stop(there, junction(4, 4))) is None


@pytest.mark.parametrize("far", [(109.70, 34.42), (0.0, 0.0), (122.0, 25.0)], ids=["beside", "far", "sea"])
def test_a_place_off_the_network_is_told_apart_from_one_that_cannot_be_reached(roads, far):
    assert leg(roads, junction(4, 4), far) == "not on the network"
    assert leg(roads, far, junction(4, 4)) == "not on the network"
    assert roads.distance_to_road_m(ask(far).place, CAR) is None


def test_one_bad_stop_does_not_spoil_the_others(roads):
    place = junction(4, 4)
    stops = [stop(junction(1, 1), place), stop((122.0, 25.0), place), stop(junction(3, 3, ISLAND), place)]
    found = roads.legs(ask(place), stops)
    assert found[0].basis == "road"
    assert 1 not in found
    assert found[2] is None


def test_the_way_from_a_place_to_the_road_counts_at_planning_speed(roads):
    on_road = middle(junction(0, 0), junction(1, 0))
    off_road = (on_road[0], on_road[1] + 0.01)
    near, far = leg(roads, junction(4, 0), on_road), leg(roads, junction(4, 0), off_road)
    beside_m = metres(on_road, off_road)
    assert far.road_distance_m == pytest.approx(near.road_distance_m + beside_m, rel=0.02)
    assert far.travel_s == pytest.approx(near.travel_s + beside_m / CAR.metres_per_s, abs=3)


# ── Avoiding ──


def wall(column):
    """A thin area across the grid between two columns, with a gap at the last row."""
    return shapely.box(*junction(column + 0.4, 7.5), *junction(column + 0.6, -1)).normalize()


def test_no_way_leads_through_an_area_to_avoid(roads):
    place, other = junction(1, 1), junction(3, 1)
    found = leg(roads, place, other, avoid=wall(1))
    assert found.road_distance_m == pytest.approx((7 + 2 + 7) * SPACING_M, rel=0.01)
    assert leg(roads, place, other).road_distance_m == pytest.approx(2 * SPACING_M, rel=0.01)
    way = roads.line(ask(place, avoid=wall(1)), stop(other, place))
    assert not shapely.LineString(way.coordinates).intersects(wall(1))


def test_an_area_all_around_leaves_no_way_and_one_around_the_place_itself_is_no_wall(roads):
    ring = shapely.Point(junction(6, 6)).buffer(0.012).difference(shapely.Point(junction(6, 6)).buffer(0.008))
    assert leg(roads, junction(1, 1), junction(6, 6), avoid=ring) is None
    around = shapely.Point(junction(1, 1)).buffer(0.003)
    assert leg(roads, junction(1, 1), junction(4, 1), avoid=around).road_distance_m == pytest.approx(1500, rel=0.01)


def test_an_outline_of_many_vertices_is_simplified_outwards():
    from layers.travel.avoiding import MOST_VERTICES, rings_to_avoid

    choose = random.Random(3)
    circle = shapely.get_coordinates(shapely.Point(0, 0).buffer(0.1, quad_segs=1500))[:-1]
    jagged = shapely.Polygon([(109 + x * far, 34 + y * far) for x, y in circle for far in [choose.uniform(0.95, 1)]])
    [ring] = rings_to_avoid(jagged, ask((100, 30)).place)
    assert len(ring) <= MOST_VERTICES
    assert shapely.Polygon(ring).covers(jagged)


def test_a_closed_street_is_gone_round_and_the_streets_that_cross_it_stay_open(roads):
    place, other = junction(1, 1), junction(4, 1)
    closure = closed(junction(1.2, 1), junction(3.8, 1))
    found = leg(roads, place, other, closures=[closure])
    assert found.road_distance_m == pytest.approx(5 * SPACING_M, rel=0.01)
    across = leg(roads, junction(2, 0), junction(2, 2), closures=[closure])
    assert across.road_distance_m == pytest.approx(2 * SPACING_M, rel=0.01)


def test_a_closed_point_closes_the_street_it_lies_on_both_ways(roads):
    place, other = junction(1, 1), junction(2, 1)
    closure = closed(middle(place, other))
    for towards in Towards:
        found = leg(roads, place, other, towards=towards, closures=[closure])
        assert found.road_distance_m == pytest.approx(3 * SPACING_M, rel=0.01)


def test_a_closure_beside_every_road_closes_none(roads):
    closure = closed(middle(junction(1, 1), junction(2, 2)))
    found = leg(roads, junction(1, 1), junction(4, 1), closures=[closure])
    assert found.road_distance_m == pytest.approx(3 * SPACING_M, rel=0.01)


# ── Bounds ──


def within(name):
    return st.floats(*LIMITS[name])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.tuples(*[st.floats(-1, 9)] * 4),
    within("speed_km_h"),
    within("top_speed_km_h"),
    st.sampled_from(VehicleKey.values),
)
def test_no_leg_by_road_is_sooner_than_the_least(roads, at, speed_km_h, top_speed_km_h, key):
    vehicle = Vehicle(speed_km_h, 1.3, 0, top_speed_km_h, key)
    place, other = junction(*at[:2]), junction(*at[2:])
    found = leg(roads, place, other, vehicle=vehicle)
    if found != "not on the network":
        assert found.travel_s >= least_travel_s(metres(place, other), vehicle)
        assert found.road_distance_m >= metres(place, other)


def test_a_top_speed_below_the_roads_speeds_makes_the_way_slower(roads):
    slow, fast = (Vehicle(v, 1.3, 0, v, "truck") for v in (18, 36))
    place, other = junction(1, 1), junction(7, 1)
    assert leg(roads, place, other, vehicle=slow).travel_s > 1.8 * leg(roads, place, other, vehicle=fast).travel_s


# ── The line ──


def test_the_line_begins_and_ends_where_asked_and_is_as_long_as_said(roads):
    place, other = junction(1, 1), (junction(4, 5)[0], junction(4, 5)[1] + 0.001)
    for towards in Towards:
        way = roads.line(ask(place, towards=towards), stop(other, place))
        ends = [place, other] if towards is Towards.STOPS else [other, place]
        assert [way.coordinates[0], way.coordinates[-1]] == ends
        length_m = sum(metres(a, b) for a, b in zip(way.coordinates, way.coordinates[1:], strict=False))
        assert length_m == pytest.approx(way.road_distance_m, rel=0.01)
        assert way.travel_s == pytest.approx(leg(roads, place, other, towards=towards).travel_s, rel=0.05)


def test_threads_share_the_roads(roads):
    place = junction(4, 4)
    stops = [stop(junction(column, row), place) for column in range(9) for row in range(9)]
    wanted = roads.legs(ask(place), stops)
    with ThreadPoolExecutor(12) as threads:
        for found in threads.map(lambda _: roads.legs(ask(place), stops), range(60)):
            assert found == wanted


def test_a_stop_at_the_place_itself_takes_no_time(roads):
    place = junction(4.5, 4)
    assert roads.legs(ask(place), [Stop(*place, 0.0)])[0].travel_s <= 1
