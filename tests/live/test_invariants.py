"""Whatever is stored and asked: memory and database give what can be worked out by hand, reasons included."""

import math
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers import catalog
from layers.geo import LonLat
from layers.live import service
from layers.models import Depot
from layers.queries.danger import Circle, Danger
from layers.queries.nearest import find_nearest
from layers.queries.origin import Origin
from layers.queries.question import Consistency
from layers.queries.soonest import ByTravelTime
from layers.reference import ItemGroup
from layers.travel.vehicle import Vehicle
from tests import world

STEP_DEG = 0.01
VEHICLE = Vehicle(40.0, 1.3, 30.0, 90.0)
PAST = timezone.localdate() - timedelta(days=1)
NOW = timezone.now()

lines = st.fixed_dictionaries(
    {
        "item": st.sampled_from(["tent-i", "quilt-i"]),
        "on_hand": st.sampled_from(["0.5", "3", "10"]),
        "reserved": st.sampled_from(["0", "0.5"]),
        "expires_on": st.sampled_from([None, PAST]),
    }
)
depots = st.lists(
    st.fixed_dictionaries(
        {
            "column": st.integers(0, 4),
            "row": st.integers(0, 3),
            "status": st.sampled_from(["in_service", "in_service", "suspended"]),
            "verified_days_ago": st.sampled_from([None, 1, 1, 100]),
            "loading_minutes": st.sampled_from([None, 0, 10, 200]),
            "stock": st.lists(lines, min_size=1, max_size=3),
        }
    ),
    min_size=5,
    max_size=9,
)
questions = st.fixed_dictionaries(
    {
        "k": st.integers(1, 4),
        "max_distance_m": st.sampled_from([None, None, 1500.0, 3300.0]),
        "usable": st.booleans(),
        "days": st.sampled_from([None, None, 30]),
        "need": st.sampled_from([None, None, {"tent-i": "3"}, {"tent-i": "0.5", "quilt-i": "10"}]),
        "danger_m": st.sampled_from([None, None, None, 1200.0]),
        "by_time": st.booleans(),
        "max_duration_s": st.sampled_from([None, None, 2000.0]),
    }
)


@pytest.fixture
def answering(live):
    import_module("layers.migrations.0002_reference_data").add_standards(apps, None)
    items = {key: world.item(key) for key in ("tent-i", "quilt-i")}
    service.use(live)
    yield live, items
    service.use(None)


def store(rows, items):
    Depot.objects.all().delete()
    for i, row in enumerate(rows):
        days = row["verified_days_ago"]
        world.depot(
            f"D{(i * 7) % 10}",
            place(row),
            status=row["status"],
            loading_minutes=row["loading_minutes"],
            verified_at=None if days is None else NOW - timedelta(days=days),
            stock=[{**line, "item": items[line["item"]], "batch": str(n)} for n, line in enumerate(row["stock"])],
        )


def place(row):
    return 109.51 + row["column"] * STEP_DEG, 34.50 + row["row"] * STEP_DEG


def filters_of(question, items):
    values = {}
    if question["usable"]:
        values["usable"] = True
    if question["days"]:
        values["verified_within_days"] = question["days"]
    if question["danger_m"]:
        values["avoid"] = Danger(circles=(Circle(*world.ORIGIN, question["danger_m"]),))
    if question["need"]:
        values["item"] = [ItemGroup(key, frozenset({items[key].pk})) for key in question["need"]]
        values["quantity"] = [Decimal(quantity) for quantity in question["need"].values()]
    return values


def asked(question, items, consistency, *, more=0):
    by_time = ByTravelTime(VEHICLE, question["max_duration_s"]) if question["by_time"] else None
    answer = find_nearest(
        catalog.DEPOTS,
        Origin.at(LonLat(*world.ORIGIN)),
        k=question["k"] + more,
        max_distance_m=question["max_distance_m"],
        filters=filters_of(question, items),
        consistency=consistency,
        by_time=by_time,
        explain=True,
    )
    left_out = [(one.resource.code, one.reason) for one in answer.left_out]
    return [one.resource.code for one in answer.found], dict(answer.excluded), left_out


# ── The same, worked out by hand ──


def by_hand(rows, question):
    judged = sorted((metres(row), f"D{(i * 7) % 10}", reason_of(row, question), row) for i, row in enumerate(rows))
    limit = question["max_distance_m"] or math.inf
    passing = [one for one in judged if one[2] is None]
    within = [one for one in passing if one[0] <= limit]
    if question["by_time"]:
        within.sort(key=lambda one: (duration_s(one), one[0], one[1]))
    chosen = within[: question["k"]]
    complete = len(chosen) == question["k"]
    reach_m = max(one[0] for one in chosen) if complete else limit
    latest_s = question["max_duration_s"] if question["by_time"] else None
    late = [one for one in chosen if latest_s is not None and duration_s(one) > latest_s]
    far = [] if complete else [one for one in passing if one[0] > limit][: question["k"] - len(within)]
    left = [(metre, code, reason) for metre, code, reason, _ in judged if reason and metre <= reach_m]
    left += [(*one[:2], "too_late") for one in late] + [(*one[:2], "too_far") for one in far]
    found = [one[1] for one in chosen if one not in late]
    return (
        found,
        dict(Counter(reason for *_, reason in left)),
        [(code, reason) for _, code, reason in sorted(left)[:20]],
    )


def metres(row):
    return world.geodesic_m(world.ORIGIN, place(row))


def reason_of(row, question):
    if question["usable"] and row["status"] != "in_service":
        return "not_usable"
    if question["days"] and (row["verified_days_ago"] is None or row["verified_days_ago"] > question["days"]):
        return "stale"
    if question["danger_m"] and metres(row) <= question["danger_m"]:
        return "inside_danger"
    need = {key: Decimal(quantity) for key, quantity in (question["need"] or {}).items()}

    def suffices(amount, *, with_expired=False):
        held = Counter()
        for line in row["stock"]:
            if with_expired or not line["expires_on"]:
                held[line["item"]] += amount(line)
        return all(held[key] >= quantity for key, quantity in need.items())

    def available(line):
        return Decimal(line["on_hand"]) - Decimal(line["reserved"])

    if suffices(available):
        return None
    if suffices(lambda line: Decimal(line["on_hand"])):
        return "reserved"
    return "expired" if suffices(available, with_expired=True) else "too_little"


def duration_s(one):
    metre, _, _, row = one
    minutes = 30 if row["loading_minutes"] is None else row["loading_minutes"]
    return 60 * minutes + math.ceil(round(metre, 6) * 1.3 / (40 / 3.6))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(depots, st.lists(questions, min_size=1, max_size=4))
def test_memory_and_database_agree_with_what_is_worked_out_by_hand(answering, rows, asking):
    live, items = answering
    store(rows, items)
    live.catch_up()
    for question in asking:
        expected = by_hand(rows, question)
        assert asked(question, items, Consistency.LIVE) == expected
        assert asked(question, items, Consistency.STRICT) == expected
        found, excluded, left_out = expected
        assert Counter(reason for _, reason in left_out) == excluded
        more, _, _ = asked(question, items, Consistency.LIVE, more=1)
        assert more[: len(found)] == found
