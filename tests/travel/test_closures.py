"""Closed roads: a layer of their own, honoured by every way, and known on while the database is away."""

import json
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.gis.geos import LineString, Point
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from layers import reference
from layers.models import LayerVersion, RoadClosure
from layers.travel import closures as closures_module
from layers.travel.closures import Register
from layers.travel.legs import Stop
from layers.travel.network import network
from layers.travel.times import closures_avoided, roads_in_use, route_line, travel_times
from layers.travel.vehicle import Vehicle
from tests.api.conftest import as_role
from tests.travel.network import CAR, SPACING_M, ask, junction, metres, middle, stop

__all__ = ["as_role"]

FOOT = Vehicle(4.32, 1.3, 0, 5.04, "foot")


@pytest.fixture
def register(monkeypatch, transactional_db):
    import_module("layers.migrations.0002_reference_data").add_standards(apps, None)  # a flush takes them
    fresh = Register()
    monkeypatch.setattr(closures_module, "register", fresh)
    monkeypatch.setattr("layers.travel.times.register", fresh)
    return fresh


@pytest.fixture
def in_use(settings, grid_folder):
    settings.ROADS_DIR = grid_folder
    return network.roads()


def close(code="C-1", places=(), **values):
    places = places or (junction(1, 1), junction(2, 1))
    line = LineString(*places, srid=4326) if len(places) > 1 else None
    values.setdefault("reason", "flood")
    return RoadClosure.objects.create(
        code=code, name=f"Closure {code}", geom=Point(*middle(places[0], places[-1]), srid=4326), line=line, **values
    )


def codes(register, vehicle=CAR):
    return [closure.avoided.code for closure in register.in_force(vehicle)]


def test_closures_are_read_again_when_they_change_and_only_then(register, django_assert_num_queries):
    close("C-2")
    close("C-1")
    assert codes(register) == ["C-1", "C-2"]
    with django_assert_num_queries(1):
        assert codes(register) == ["C-1", "C-2"]
    RoadClosure.objects.filter(code="C-1").update(status="reopened")
    assert codes(register) == ["C-2"]
    RoadClosure.objects.all().delete()
    assert codes(register) == []


def test_beside_a_live_index_a_question_costs_no_query(register, monkeypatch, django_assert_num_queries):
    close()
    assert codes(register) == ["C-1"]
    version = LayerVersion.objects.get(layer="closures").version
    monkeypatch.setattr(reference, "data_versions", lambda: {"closures": version})
    with django_assert_num_queries(0):
        assert codes(register) == ["C-1"]


def test_while_the_database_is_away_the_last_known_hold(register, monkeypatch):
    close()
    assert codes(register) == ["C-1"]

    def away():
        raise OperationalError("the database is away")

    monkeypatch.setattr(closures_module, "_data_version", away)
    assert codes(register) == ["C-1"]


def test_a_closure_holds_from_its_beginning_to_its_end_and_may_let_walkers_pass(register):
    now, hour = timezone.now(), timedelta(hours=1)
    close("PAST", closed_from=now - 2 * hour, closed_until=now - hour)
    close("LATER", closed_from=now + hour)
    close("NOW", closed_from=now - hour, closed_until=now + hour)
    close("WALK", open_on_foot=True)
    assert codes(register) == ["NOW", "WALK"]
    assert codes(register, FOOT) == ["NOW"]


def test_a_closure_that_ends_before_it_begins_is_refused(db):
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        close(closed_from=now, closed_until=now - timedelta(hours=1))


def test_ways_go_round_a_closed_road_and_the_answer_can_name_it(register, in_use):
    place, other = junction(1, 1), junction(2, 1)
    legs = travel_times(ask(place).place, [stop(other, place)], CAR)
    assert legs[0].road_distance_m == pytest.approx(SPACING_M, rel=0.01)
    close()
    close("FAR", (junction(1, 1, (100.0, 30.0)), junction(2, 1, (100.0, 30.0))))
    [leg] = travel_times(ask(place).place, [stop(other, place)], CAR)
    assert leg.road_distance_m == pytest.approx(3 * SPACING_M, rel=0.01)
    line = route_line(ask(place).place, stop(other, place), CAR)
    assert line.road_distance_m == pytest.approx(3 * SPACING_M, rel=0.01)
    assert [avoided.code for avoided in closures_avoided(CAR)] == ["C-1"]


def test_without_roads_every_time_is_an_estimate_and_nothing_is_avoided(register, settings, tmp_path):
    settings.ROADS_DIR = tmp_path / "none"
    close()
    place, other = junction(1, 1), junction(2, 1)
    [leg] = travel_times(ask(place).place, [stop(other, place)], CAR)
    assert leg.basis == "estimate"
    assert leg.road_distance_m == pytest.approx(1.3 * SPACING_M, rel=0.001)
    assert closures_avoided(CAR) == []
    assert route_line(ask(place).place, stop(other, place), CAR) is None
    assert roads_in_use() is None


def test_without_the_engine_every_time_is_an_estimate(register, settings, grid_folder, monkeypatch):
    monkeypatch.setattr("layers.travel.engine.valhalla", None)
    settings.ROADS_DIR = grid_folder
    [leg] = travel_times(ask(junction(1, 1)).place, [stop(junction(2, 1), junction(1, 1))], CAR)
    assert leg.basis == "estimate"


def test_each_leg_says_its_basis_where_some_stops_are_off_the_network(register, in_use):
    place = junction(4, 4)
    far = (112.0, 34.0)
    legs = travel_times(ask(place).place, [stop(far, place), stop(junction(1, 1), place)], CAR)
    assert [leg.basis for leg in legs] == ["estimate", "road"]
    assert travel_times(ask(far).place, [Stop(*place, metres(far, place))], CAR)[0].basis == "estimate"


def test_an_engine_that_fails_leaves_estimates(register, in_use, monkeypatch):
    def fail(*_):
        raise RuntimeError("out of order")

    monkeypatch.setattr(type(in_use), "legs", fail)
    [leg] = travel_times(ask(junction(1, 1)).place, [stop(junction(2, 1), junction(1, 1))], CAR)
    assert leg.basis == "estimate"


# ── The layer ──

ADDRESS = "/api/v1/layers/closures/features"


def body(line):
    return json.dumps(
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": list(junction(1, 1))},
            "properties": {"code": "C-9", "name": "封闭", "reason": "landslide", "line": line},
        }
    )


def test_a_commander_closes_a_road_and_anyone_reads_it(as_role, client):
    line = {"type": "LineString", "coordinates": [list(junction(1, 1)), list(junction(2, 1))]}
    made = as_role("commander").post(ADDRESS, body(line), "application/json")
    assert made.status_code == 201, made.content.decode()
    found = client.get(f"{ADDRESS}/{made.json()['id']}").json()["properties"]
    assert found["status"] == "closed"
    assert found["line"]["coordinates"] == [pytest.approx(place) for place in line["coordinates"]]
    assert as_role("viewer").post(ADDRESS, body(line), "application/json").status_code == 403


@pytest.mark.parametrize(
    "line",
    [
        {"type": "Point", "coordinates": [109, 34]},
        {"type": "LineString", "coordinates": [[109, 34]]},
        {"type": "LineString", "coordinates": [[109, 34], [109, 34]]},
        {"type": "LineString", "coordinates": [[34, 109], [35, 109]]},
        {"type": "LineString", "coordinates": [[109, None], [110, 34]]},
        {"type": "LineString", "coordinates": "x"},
        "road 66",
    ],
)
def test_a_line_that_is_none_is_refused_with_its_place(as_role, line):
    answer = as_role("commander").post(ADDRESS, body(line), "application/json")
    assert answer.status_code == 400
    assert "line" in json.dumps(answer.json()["errors"])
