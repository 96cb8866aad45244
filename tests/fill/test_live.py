"""Needs are filled from memory as from the database, also while the database is away, and soon after a change."""

from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from layers.api.supply.fill import fill_document
from layers.geo import LonLat
from layers.live import service
from layers.live.index import Standing
from layers.models import Depot, Item
from layers.queries.danger import Circle, Danger
from layers.queries.fill.need import Choice, Need, NeededItem
from layers.queries.fill.plan import plan_fill
from layers.queries.origin import Origin
from layers.reference import find_items
from layers.travel.vehicle import Vehicle
from tests import world
from tests.live.conftest import live
from tests.queries.test_nearest import scatter

__all__ = ["live"]

TRUCK = Vehicle(speed_km_h=36, detour_factor=1.5, loading_minutes=20)


@pytest.fixture
def register(transactional_db):
    """Forty depots with batches of three kinds: some reserved, expired, kept back, out of service, or empty."""
    group = world.item("kit-live")
    kinds = [world.item(key, group) for key in ("kit-b", "kit-a")] + [world.item("water-live")]
    Item.objects.filter(key__in=("kit-a", "kit-b")).update(unit_mass_kg=3)
    random = np.random.default_rng(5)
    today = timezone.localdate()
    for i, place in enumerate(scatter(world.ORIGIN, count=40, reach_m=60_000, seed=6)):
        lines = [
            {
                "item": kinds[k],
                "batch": str(batch),
                "on_hand": Decimal(int(random.integers(5, 4000))) / 100,
                "reserved": Decimal(int(random.integers(0, 300))) / 100,
                "minimum": int(random.integers(0, 6)),
                "expires_on": [None, today, today - timedelta(days=1)][random.integers(0, 3)],
            }
            for k in range(3)
            for batch in range(random.integers(0, 3))
        ]
        lines = [line for line in lines if line["reserved"] <= line["on_hand"]]
        status = "suspended" if i % 7 == 0 else "in_service"
        world.depot(f"D{i:02}", place, stock=lines, status=status, loading_minutes=[None, 5, 40][i % 3])


@pytest.fixture
def answering(live):
    live.catch_up()
    service.use(live)
    yield live
    service.use(None)


def need(quantities=(("kit-live", "150.5"), ("water-live", "60")), **values):
    items = tuple(NeededItem(find_items(key), Decimal(quantity)) for key, quantity in quantities)
    return Need(Origin.at(LonLat(*world.ORIGIN)), items, TRUCK, **values)


def comparable(document):
    """What must be equal: all but moments, and where and how old it is."""
    told = {
        key: document[key] for key in ("complete", "complete_s", "depots", "short", "excluded", "basis", "tonne_km")
    }
    parts = [{key: part[key] for key in part if not key.endswith("_at")} for part in document["parts"]]
    return {key: document[key] for key in told}, parts


CASES = [
    {},
    {"keep_minimum": False, "usable_only": False},
    {"deadline_s": 4000.0},
    {"choose": Choice.FEWEST_DEPOTS},
    {"choose": Choice.LEAST_TONNE_KM, "quantities": (("kit-live", "700"),)},
    {"avoid": Danger(circles=(Circle(*world.ORIGIN, 15_000.0),))},
]


@pytest.mark.parametrize("values", CASES, ids=str)
def test_memory_and_database_give_the_same_plan(register, answering, values):
    from_memory = fill_document(plan_fill(need(**values)))
    service.use(None)
    from_database = fill_document(plan_fill(need(**values)))
    assert (from_memory["source"], from_database["source"]) == ("live", "database")
    assert comparable(from_memory) == comparable(from_database)
    assert from_memory["parts"]


def test_a_change_shows_in_the_next_plan(register, answering):
    before = sum(share.taken for share in plan_fill(need((("kit-live", "99999"),))).shares)
    Depot.objects.get(code="D01").set_stock([{"item": Item.objects.get(key="kit-a"), "batch": "new", "on_hand": 7}])
    answering.catch_up()
    after = sum(share.taken for share in plan_fill(need((("kit-live", "99999"),))).shares)
    assert after == before + 7000


def test_while_the_database_is_away_a_need_is_filled_all_the_same(register, answering, monkeypatch):
    expected = comparable(fill_document(plan_fill(need())))
    standing = answering.standing
    answering.standing = Standing(standing.as_of - timedelta(hours=1), standing.versions, connected=False)

    def away(*_, **__):
        raise OperationalError("the database is away")

    asked = need()
    with monkeypatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "cursor", away)
        document = fill_document(plan_fill(asked))
    assert comparable(document) == expected
    assert (document["degraded"], document["source"]) == (True, "live")
    assert document["age_s"] >= 3600
    assert document["begins_at"] > document["as_of"], "times count from now, however old the stock is"
