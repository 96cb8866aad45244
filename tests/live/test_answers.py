"""Answers from memory are the database's answers, and go on while the database is away."""

from dataclasses import replace
from datetime import datetime
from importlib import import_module

import numpy as np
import pytest
from django.apps import apps
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

from layers.live import service
from layers.live.index import Standing
from layers.models import Shelter
from layers.travel import profiles
from tests import world
from tests.queries.test_nearest import scatter


@pytest.fixture
def answering(live):
    service.use(live)
    yield live
    service.use(None)


@pytest.fixture
def as_commander(transactional_db):
    from django.contrib.auth.models import Group, User

    user = User.objects.create_user("c")
    user.groups.add(Group.objects.get(name="commander"))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def both(client, url):
    live, strict = (client.get(f"{url}&consistency={way}").json() for way in ("live", "strict"))
    assert (live["source"], strict["source"]) == ("live", "database")
    return live, strict


def comparable(answer):
    """What must be equal: all but moments, which PostgreSQL writes with fewer zeros, and distances' last digits."""
    features = []
    for feature in answer["features"]:
        properties = {
            k: datetime.fromisoformat(v) if isinstance(v, str) and v[10:11] == "T" else v
            for k, v in feature["properties"].items()
            if k not in ("verified_age_s", "distance_m", "bearing_deg")
        }
        features.append((feature["id"], properties, np.round(feature["geometry"]["coordinates"], 12).tolist()))
    return features, answer.get("excluded"), answer.get("count"), answer.get("sums"), answer["data_version"]


@pytest.fixture
def register(transactional_db):
    world.area("9901", world.box(109.2, 34.2, 109.8, 34.8), level="city")
    places = scatter((109.51, 34.5), count=150, reach_m=60_000, seed=21)
    random = np.random.default_rng(22)
    tent = world.item("tent-live")
    for i, place in enumerate(places):
        row = world.shelter(
            f"S{i}",
            place,
            status=["standby", "open", "full", "closed"][i % 4],
            duration=["emergency", "short", "long"][i % 3],
            capacity_evacuation_persons=int(i * 7) or None,
            occupancy_persons=int(random.integers(0, 200)),
        )
        if i % 2:
            row.set_suitability({"flood": "yes" if i % 3 else "no"})
        if i < 60:
            world.depot(
                f"D{i}",
                place,
                status="suspended" if i % 9 == 0 else "in_service",
                stock=[{"item": tent, "on_hand": i * 20, "reserved": i}],
            )


@pytest.mark.parametrize(
    "query",
    [
        "/api/v1/nearest/shelters?lon=109.51&lat=34.5&k=20",
        "/api/v1/nearest/shelters?lon=109.51&lat=34.5&k=9&usable=true&hazard=flood&places=300&area=9901&kind=short",
        "/api/v1/nearest/shelters?lon=109.51&lat=34.5&k=500&status=open&status=full",
        "/api/v1/nearest/shelters?lon=109.51&lat=34.5&k=5&max_distance_m=20000&usable=false",
        "/api/v1/nearest/depots?lon=109.51&lat=34.5&k=5&item=tent-live&quantity=900&usable=true",
        "/api/v1/nearest/depots?lon=109.51&lat=34.5&k=5&item=tent-live&quantity=99999",
        "/api/v1/within/shelters?lon=109.51&lat=34.5&radius_m=25000&places=1",
    ],
)
def test_memory_and_database_give_the_same_answer(register, answering, as_commander, query):
    answering.catch_up()
    live, strict = both(as_commander, query)
    assert comparable(live) == comparable(strict)
    distances = [[f["properties"]["distance_m"] for f in answer["features"]] for answer in (live, strict)]
    assert distances[0] == pytest.approx(distances[1], abs=1e-6)
    if "99999" not in query:
        assert live["features"]


def test_what_has_an_outline_is_asked_of_the_database(answering, as_commander):
    world.hazard("H", outline=world.box(109, 34, 110, 35))
    answer = as_commander.get("/api/v1/nearest/hazards?lon=109.51&lat=34.5").json()
    assert (answer["source"], answer["features"][0]["properties"]["distance_m"]) == ("database", 0)


def test_ties_go_by_code_in_memory_too(answering):
    for code in ("C", "A", "B"):
        world.shelter(code, (109.6, 34.5))
    answering.catch_up()
    answer = Client().get("/api/v1/nearest/shelters?lon=109.51&lat=34.5&k=2").json()
    assert [f["properties"]["code"] for f in answer["features"]] == ["A", "B"]


def test_by_time_goes_on_too_with_the_profiles_read_last(register, answering, monkeypatch):
    import_module("layers.migrations.0002_reference_data").add_standards(apps, None)
    monkeypatch.setattr(profiles, "_last_known", {})
    answering.catch_up()
    ring = "109,34;110,34;109,34.1"
    query = f"/api/v1/nearest/shelters?lon=109.51&lat=34.5&by=travel_time&explain=true&usable=true&avoid={ring}"
    before = Client().get(query).json()
    answering.standing = replace(answering.standing, connected=False)

    def away(*_, **__):
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "cursor", away)
        answer = Client().get(query).json()
        assert (answer["degraded"], comparable(answer)) == (True, comparable(before))
        unknown = Client().get(query.replace("by=travel_time", "by=travel_time&vehicle=ambulance"))
        assert (unknown.status_code, bool(unknown["Retry-After"])) == (503, True)


def test_while_the_database_is_away_memory_answers_and_says_so(register, answering, monkeypatch):
    answering.catch_up()
    standing = answering.standing
    answering.standing = Standing(standing.as_of, standing.versions, connected=False)

    def away(*_, **__):
        raise OperationalError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "cursor", away)
        for query in (
            "/api/v1/nearest/shelters?lon=109.51&lat=34.5&hazard=flood&area=9901&usable=true",
            "/api/v1/within/shelters?lon=109.51&lat=34.5&radius_m=30000",
        ):
            response = Client().get(query)
            assert response.status_code == 200, response.content
            answer = response.json()
            assert (answer["degraded"], answer["source"]) == (True, "live")
            assert answer["age_s"] >= 0
            assert answer["features"]
        refused = Client().get("/api/v1/layers/shelters/features")
        assert (refused.status_code, bool(refused["Retry-After"])) == (503, True)
    assert Shelter.objects.count() == 150
