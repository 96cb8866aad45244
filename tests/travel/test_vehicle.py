"""Profiles of vehicles, estimates, and the bound below which no time can lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import ConflictError
from layers.models import StandardProfile
from layers.travel.estimate import estimate_travel, least_travel_s
from layers.travel.legs import Stop
from layers.travel.vehicle import LIMITS, Vehicle, VehicleKey, profile_keys, vehicle_in_force


@pytest.mark.django_db
@pytest.mark.parametrize("key", VehicleKey.values)
def test_every_vehicle_has_its_rows_and_a_top_speed_no_lower_than_the_planning_speed(key):
    vehicle = vehicle_in_force({}, key)
    assert vehicle.key == key
    assert vehicle.top_speed_km_h >= vehicle.speed_km_h
    rows = {row.key: row for row in StandardProfile.objects.filter(key__in=profile_keys(key).values())}
    for name, profile in profile_keys(key).items():
        assert getattr(vehicle, name) == rows[profile].value
        assert rows[profile].verification in ("expert", "low"), "none was read in an official text"


@pytest.mark.django_db
def test_all_values_of_a_vehicle_are_read_at_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        vehicle_in_force({})


@pytest.mark.django_db
def test_ones_own_top_speed_lowers_the_tables_planning_speed_and_ones_own_planning_speed_raises_the_top():
    assert vehicle_in_force({"top_speed_km_h": 20}).speed_km_h == 20
    assert vehicle_in_force({"speed_km_h": 120}).top_speed_km_h == 120
    assert vehicle_in_force({"speed_km_h": 30, "top_speed_km_h": 20}).top_speed_km_h == 30


@pytest.mark.django_db
def test_a_local_row_stands_before_the_others_and_a_missing_one_is_named():
    key = "travel-foot_speed_km_h"
    StandardProfile.objects.create(key=key, title="x", value=3, unit="km/h", standard_no="own", verification="local")
    assert vehicle_in_force({}, "foot").speed_km_h == 3
    StandardProfile.objects.filter(key=key).delete()
    with pytest.raises(ConflictError, match=key):
        vehicle_in_force({}, "foot")


def within(name):
    return st.floats(*LIMITS[name])


@given(within("speed_km_h"), within("detour_factor"), within("top_speed_km_h"), st.floats(0, 20_003_932))
def test_no_estimate_is_sooner_than_the_least(speed_km_h, detour_factor, top_speed_km_h, distance_m):
    vehicle = Vehicle(speed_km_h, detour_factor, 0, top_speed_km_h)
    [leg] = estimate_travel([Stop(109, 34, distance_m)], vehicle)
    assert leg.travel_s >= least_travel_s(distance_m, vehicle)
