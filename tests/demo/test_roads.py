"""The demo's invented roads: one network that reaches every town and resource, the same each time."""

import pytest

from fixtures.weinan.roads import NOTE, demo_roads, length_km, neighbours, write_demo_roads
from fixtures.weinan.towns import towns
from layers.travel import engine
from layers.travel.record import CURRENT, RoadsRecord
from mapserver import demo
from tests import world

PLACES = [(109.55, 34.60), (109.90, 35.00), (110.30, 35.30)]


def test_the_network_is_one_piece_and_reaches_every_town_and_place(tmp_path):
    written = write_demo_roads(tmp_path / "a.osm.pbf", PLACES)
    assert written.networks == 1
    vertices = {place for road in demo_roads(PLACES) for place in road.line}
    assert {(town.lon, town.lat) for town in towns()} <= vertices
    assert set(PLACES) <= vertices
    assert 2000 < length_km(demo_roads(PLACES)) < 6000


def test_it_is_the_same_each_time(tmp_path):
    for name in ("a", "b"):
        write_demo_roads(tmp_path / f"{name}.osm.pbf", PLACES)
    assert (tmp_path / "a.osm.pbf").read_bytes() == (tmp_path / "b.osm.pbf").read_bytes()


def test_no_third_town_stands_between_neighbours():
    pairs = neighbours()
    assert len(pairs) > len(towns())
    for a, b in pairs[::10]:
        for other in towns():
            if other not in (a, b):
                to_a, to_b = (world.geodesic_m((other.lon, other.lat), (one.lon, one.lat)) for one in (a, b))
                across = world.geodesic_m((a.lon, a.lat), (b.lon, b.lat))
                assert to_a**2 + to_b**2 > 0.97 * across**2


@pytest.mark.django_db
def test_the_demo_builds_them_once_and_leaves_other_roads_alone(tmp_path, settings):
    if not engine.is_available():
        pytest.skip("pyvalhalla is not installed")
    settings.ROADS_DIR = tmp_path
    world.depot("D", PLACES[0], is_demo=True)
    assert demo.ensure_demo_roads(tmp_path)
    record = RoadsRecord.read(tmp_path / CURRENT)
    assert record.note == NOTE
    assert demo.ensure_demo_roads(tmp_path) == ""
    assert RoadsRecord.read(tmp_path / CURRENT) == record


@pytest.mark.django_db
def test_without_the_engine_the_demo_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "valhalla", None)
    assert "engine" in demo.ensure_demo_roads(tmp_path) or "引擎" in demo.ensure_demo_roads(tmp_path)
