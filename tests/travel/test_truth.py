"""Ways on real roads against networkx on the same ways; docs/accuracy.md has the section that is made here.

``WRITE_DOCS=1 script/test tests/travel/test_truth.py`` writes it anew.
"""

import random
import statistics
from pathlib import Path

import networkx as nx
import pytest

from layers.travel import engine
from layers.travel.costing import request
from layers.travel.legs import Towards
from layers.travel.record import ARCHIVE, CURRENT
from layers.travel.roads import EACH_WAY_STOPS
from tests.documents import keep_section
from tests.travel.independent import BY_PERMIT, junctions, read_graph
from tests.travel.network import CAR, ask, stop

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "accuracy.md"
PAIRS = 200
EXPLAIN = 0.01
"""A larger difference must be explained."""
HEADING = "## Ways by road"
SECTION = (
    HEADING
    + """

Made by `tests/travel/test_truth.py`: {pairs} pairs of junctions in Futian, Shenzhen (roads of OpenStreetMap, 2024-10);
the engine beside Dijkstra by networkx on the same ways, read by other code, lengths by GeographicLib.

| | median | 95 % | largest |
|---|---|---|---|
| length of the shortest way, difference | {lengths}
| usual time, above the fastest without turns and stops | {times}

Lengths differ since the engine measures on a sphere and keeps whole metres of each stretch. Larger differences have
one reason: ways that need a permit, which the engine takes near an end alone ({permits} of the pairs; networkx was
asked with and without them). Times are longer because the engine counts seconds for turns, crossings and lights,
takes roads in towns as slower than in the country, and prefers ways with fewer turns.

Many ways at once: from the place, each is that of a single route, within a second. To the place, the nearest
{each} are found one by one, as exactly; the rest in one search against the
traffic, in which the engine misjudges turns: 5 % are off by more than 80 s.
"""
)


@pytest.fixture(scope="module")
def graph(real_pbf):
    return read_graph(real_pbf)


@pytest.fixture(scope="module")
def graph_without_permits(real_pbf):
    return read_graph(real_pbf, BY_PERMIT)


@pytest.fixture(scope="module")
def pairs(graph):
    choose = random.Random(5)
    known = junctions(graph)
    return [choose.sample(known, 2) for _ in range(PAIRS)]


@pytest.fixture(scope="module")
def compared(graph, graph_without_permits, pairs, real_folder):
    """For each pair: how the engine's shortest way differs in length, and its usual time from the graph's fastest.

    The engine takes ways that need a permit where they lie near an end, not elsewhere; so its way may be as long as
    that of either graph.
    """
    actor = engine.open_actor(real_folder / CURRENT / ARCHIVE)
    places = nx.get_node_attributes(graph, "place")
    rows = []
    for a, b in pairs:
        ends = [dict(zip(("lon", "lat"), places[node], strict=True)) for node in (a, b)]
        asked = request(CAR, locations=ends, directions_type="none")
        usual = actor.route(asked)["trip"]["summary"]
        asked["costing_options"]["auto"]["shortest"] = True
        shortest = actor.route(asked)["trip"]["summary"]
        lengths_m = [_length_m(one, a, b) for one in (graph, graph_without_permits)]
        fastest_s = nx.dijkstra_path_length(graph, a, b, "seconds")
        differences = [shortest["length"] * 1000 / metres - 1 for metres in lengths_m]
        rows.append((min(differences, key=abs), usual["time"] / fastest_s - 1, abs(differences[0]) > EXPLAIN))
    return rows


def _length_m(graph, a, b):
    try:
        return nx.dijkstra_path_length(graph, a, b, "metres")
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return float("inf")


def test_the_shortest_ways_are_as_long_as_networkx_finds_them(compared):
    lengths = sorted(abs(length) for length, _, _ in compared)
    times = sorted(time for _, time, _ in compared)
    by_permit = sum(needs for _, _, needs in compared)
    assert len(lengths) == PAIRS
    assert statistics.median(lengths) < 0.05
    assert lengths[-1] < EXPLAIN, "every larger difference must be explained"
    assert times[0] > -0.01, "no way is faster than the fastest without any stop"
    values = {"pairs": PAIRS, "permits": by_permit, "each": EACH_WAY_STOPS}
    text = SECTION.format(**values, lengths=_three(lengths), times=_three(times))
    keep_section(DOCUMENT, HEADING, text)


def _three(values):
    shares = (0.5, 0.95, 1)
    return (
        " | ".join(f"{100 * values[min(len(values) - 1, int(share * len(values)))]:.1f} %" for share in shares) + " |"
    )


@pytest.mark.parametrize("towards", list(Towards))
def test_many_at_once_agree_with_one_at_a_time_on_real_roads(graph, pairs, real_roads, towards):
    places = nx.get_node_attributes(graph, "place")
    place = places[pairs[0][0]]
    stops = [stop(places[node], place) for _, node in pairs]
    legs = real_roads.legs(ask(place, towards=towards), stops)
    for index in range(0, PAIRS, 5):
        line = real_roads.line(ask(place, towards=towards), stops[index])
        assert legs[index].travel_s == pytest.approx(line.travel_s, abs=2)


def test_where_the_engine_finds_no_way_networkx_finds_none(graph, real_roads):
    places = nx.get_node_attributes(graph, "place")
    place_node = junctions(graph)[0]
    place = places[place_node]
    choose = random.Random(9)
    stops = [choose.choice(sorted(places)) for _ in range(300)]
    legs = real_roads.legs(ask(place), [stop(places[node], place) for node in stops])
    lost = [stops[index] for index, leg in legs.items() if leg is None]
    cut_off = [node for node in lost if not nx.has_path(graph, node, place_node)]
    assert len(lost) - len(cut_off) <= 0.02 * len(stops)
