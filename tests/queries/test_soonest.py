"""The k soonest are exactly those of asking every way, whatever the roads say and however few are asked."""

from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import catalog
from layers.errors import TooBroadError
from layers.geo import LonLat
from layers.queries import soonest as soonest_module
from layers.queries.origin import Origin
from layers.queries.soonest import ByTravelTime, find_soonest
from layers.queries.source import Asking
from layers.travel.legs import Leg
from layers.travel.vehicle import Vehicle

OTHERWISE_MINUTES = 30.0
VEHICLE = Vehicle(40.0, 1.3, OTHERWISE_MINUTES, 80.0)
ASKING = Asking(catalog.DEPOTS, Origin.at(LonLat(109.51, 34.5)), {})


@dataclass(frozen=True)
class Candidate:
    """A depot so far away, with the leg that the engine will give."""

    pk: int
    code: str
    distance_m: float
    minutes: float | None
    slower_s: int | None
    """How much longer than the least its way takes; None: no road."""
    basis: str = "road"

    @property
    def geom(self):
        """The latitude is the number, so that the engine knows the stop again."""
        return SimpleNamespace(x=109.0, y=float(self.pk))

    @property
    def leg(self):
        if self.slower_s is None:
            return None
        least_s = -(-self.distance_m // VEHICLE.top_metres_per_s)
        return Leg(int(least_s) + self.slower_s, self.distance_m * 1.3, self.basis)

    @property
    def mobilise_s(self):
        return round(60 * (OTHERWISE_MINUTES if self.minutes is None else self.minutes))


class FakeSource:
    """Candidates in the order of distance, then code, as every source gives them."""

    def __init__(self, candidates):
        self.candidates = sorted(candidates, key=lambda one: (one.distance_m, one.code))

    def nearest(self, n, *, limited=True):
        return self.candidates[:n]

    def minutes(self, resource, field):
        return resource.minutes

    def least_minutes(self, field, otherwise):
        return min((otherwise if one.minutes is None else one.minutes for one in self.candidates), default=otherwise)


class FakeEngine:
    """Gives each stop the leg of its candidate, and counts what it is asked."""

    def __init__(self, candidates):
        self.legs = {float(one.pk): one.leg for one in candidates}
        self.calls, self.asked = 0, 0

    def __call__(self, place, stops, vehicle, *, towards, avoid=None):
        self.calls += 1
        self.asked += len(stops)
        return [self.legs[stop.lat] for stop in stops]


@pytest.fixture(autouse=True)
def standard(monkeypatch):
    monkeypatch.setattr(soonest_module, "standard_minutes", lambda key: OTHERWISE_MINUTES)


candidates = st.lists(
    st.tuples(
        st.integers(0, 40).map(lambda n: n * 2500.0),
        st.sampled_from([None, 0.0, 5.0, 60.0]),
        st.sampled_from([None, 0, 0, 120, 900, 7200]),
        st.sampled_from(["road", "estimate"]),
    ),
    max_size=60,
).map(
    lambda rows: [
        Candidate(i, f"D{(i * 37) % 100:03}", distance, minutes, slower, basis)
        for i, (distance, minutes, slower, basis) in enumerate(rows)
    ]
)


def brute(rows, k):
    reached = [one for one in rows if one.leg is not None]
    order = sorted(reached, key=lambda one: (one.mobilise_s + one.leg.travel_s, one.distance_m, one.code))
    return [one.code for one in order[:k]]


@contextmanager
def looking_at_first(count):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(soonest_module, "FIRST_LOOK", count)
        patch.setattr(soonest_module, "GROWTH", 2)
        yield


@settings(max_examples=400, deadline=None)
@given(candidates, st.integers(1, 5), st.integers(0, 4))
def test_the_k_soonest_agree_with_asking_every_way(rows, k, first_look):
    with looking_at_first(first_look):
        found = find_soonest(FakeSource(rows), ASKING, k, ByTravelTime(VEHICLE), travel=FakeEngine(rows))
    assert [one.code for one in found.resources] == brute(rows, k)
    for one in found.resources:
        journey = found.journeys[one.pk]
        assert (journey.mobilise_s, journey.leg) == (one.mobilise_s, one.leg)
    assert all(one.leg is None for one in found.unreachable)


@settings(max_examples=150, deadline=None)
@given(candidates, st.integers(1, 6), st.integers(0, 4))
def test_how_the_search_widens_changes_nothing(rows, k, first_look):
    with looking_at_first(first_look):
        narrow = find_soonest(FakeSource(rows), ASKING, k, ByTravelTime(VEHICLE), travel=FakeEngine(rows))
    wide = find_soonest(FakeSource(rows), ASKING, k, ByTravelTime(VEHICLE), travel=FakeEngine(rows))
    assert narrow.resources == wide.resources

    def without_road_so_near(found):
        reach_m = max((one.distance_m for one in found.resources), default=0.0)
        return {one.code for one in found.unreachable if one.distance_m <= reach_m}

    assert without_road_so_near(narrow) == without_road_so_near(wide)


def far_apart(count):
    return [Candidate(i, f"D{i:05}", i * 1000.0, 0.0, 0) for i in range(count)]


def test_few_ways_are_asked_in_few_calls_where_the_nearest_are_the_soonest():
    rows = far_apart(5000)
    engine = FakeEngine(rows)
    find_soonest(FakeSource(rows), ASKING, 5, ByTravelTime(VEHICLE), travel=engine)
    assert (engine.calls, engine.asked) == (1, 21)


def test_more_ways_than_one_question_may_ask_are_refused(monkeypatch):
    monkeypatch.setattr(soonest_module, "MOST_ASKED", 100)
    nowhere = [Candidate(one.pk, one.code, one.distance_m, 0.0, None) for one in far_apart(200)]
    with pytest.raises(TooBroadError, match="100"):
        find_soonest(FakeSource(nowhere), ASKING, 1, ByTravelTime(VEHICLE), travel=FakeEngine(nowhere))
