"""`onemap bench travel`: the five soonest by road over HTTP, on the road tiles in use, or else the demo's."""

from __future__ import annotations

import http.client
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.gis.geos import Point

from fixtures.weinan.roads import FILE_NAME, NOTE, write_demo_roads
from layers.geo import GEOD, LonLat
from layers.models import Depot
from layers.travel.building.publish import build_roads
from layers.travel.legs import Stop, Towards
from layers.travel.network import network
from layers.travel.record import RoadsRecord
from layers.travel.roads import Ask, Roads
from layers.travel.vehicle import Vehicle
from mapserver.bench.lab import Lab
from mapserver.bench.report import Report, Sample, Target
from mapserver.bench.scratch import Scratch
from mapserver.errors import OperationError

TITLE = "The five soonest by road, over HTTP"
ROWS = 500
SEED = 20_261_126
PATH = "/api/v1/nearest/depots?lon=%.6f&lat=%.6f&k=5"
BY_ROAD, WITH_LINES = "OneMap, by road", "OneMap, by road, with the ways as lines"
BY_DISTANCE, ALL = "OneMap, by distance", "every way asked for, in process"
LIMIT_MS = 250.0
TRUCK = Vehicle(40.0, 1.3, 30.0, 90.0)

Place = tuple[float, float]


def run(lab: Lab, rows: int) -> Report:
    roads = _roads(lab)
    scratch = lab.database("travel")
    depots = [next(places) for places in [_places(roads.record, SEED)] for _ in range(rows)]
    _load(scratch, depots)
    url = lab.server(scratch, ready=_is_by_road(roads.record)).url
    asked = _places(roads.record, SEED + 1)
    by_road = PATH + "&by=travel_time"
    contenders = {
        BY_ROAD: lambda: _ask(url, by_road, asked, lab.seconds),
        WITH_LINES: lambda: _ask(url, by_road + "&route=true", asked, lab.seconds),
        BY_DISTANCE: lambda: _ask(url, PATH, asked, lab.seconds),
        ALL: lambda: _sample(_timed(lambda: _every_way(roads, next(asked), depots), lab.seconds)),
    }
    notes = {ALL: f"{rows} ways to a place, no HTTP"}
    cases = lab.measure(contenders, unit="ms", notes=notes)
    targets = [Target("median by road", cases[0].value, LIMIT_MS, "ms", at_least=False)]
    return Report("travel", TITLE, rows, _data(roads.record, rows), lab.rounds, cases, targets, [_how()])


def _roads(lab: Lab) -> Roads:
    """The road tiles in use, or the demo's, which servers of the bench are then told of."""
    if network.roads() is None:
        settings.ROADS_DIR = lab.folder / "roads"
        with lab.step("building the demo's roads"):
            write_demo_roads(lab.folder / FILE_NAME, ())
            build_roads(lab.folder / FILE_NAME, settings.ROADS_DIR, note=NOTE)
    os.environ["ONEMAP_ROADS"] = str(Path(settings.ROADS_DIR))
    roads = network.roads()
    if roads is None:
        raise OperationError("The road tiles cannot be opened.")
    return roads


def _places(record: RoadsRecord, seed: int) -> Iterator[Place]:
    west, south, east, north = record.bbox
    choose = random.Random(seed)  # noqa: S311  (places to ask from)
    while True:
        yield choose.uniform(west, east), choose.uniform(south, north)


def _load(scratch: Scratch, places: list[Place]) -> None:
    with scratch.in_use():
        Depot.objects.bulk_create(
            Depot(code=f"BENCH-{n}", name=f"Depot {n}", level="county", geom=Point(*place, srid=4326))
            for n, place in enumerate(places)
        )


def _is_by_road(record: RoadsRecord) -> Callable[[str], bool]:
    """Ready once an answer comes from memory and rests on the roads."""
    place = next(_places(record, SEED + 2))

    def ready(url: str) -> bool:
        document = json.loads(_get(_connect(url), (PATH + "&by=travel_time") % place))
        return bool(document["source"] == "live" and document["roads"])

    return ready


def _connect(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    return http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)


def _get(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise OperationError(f"{path} answered {answer.status}: {body[:200]!r}")
    return body


def _ask(url: str, path: str, places: Iterator[Place], seconds: float) -> Sample:
    connection = _connect(url)
    try:
        return _sample(_timed(lambda: _get(connection, path % next(places)), seconds))
    finally:
        connection.close()


def _timed(question: Callable[[], object], seconds: float) -> list[float]:
    """Ask one after the other for so long; milliseconds of each."""
    took: list[float] = []
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends or len(took) < 2:
        begun = time.perf_counter()
        question()
        took.append(1000 * (time.perf_counter() - begun))
    return took


def _sample(took_ms: list[float]) -> Sample:
    return Sample(median(took_ms), {"p95_ms": quantiles(took_ms, n=20)[-1], "answers": float(len(took_ms))})


def _every_way(roads: Roads, place: Place, depots: list[Place]) -> object:
    stops = [Stop(*depot, float(GEOD.inv(*place, *depot)[2])) for depot in depots]
    return roads.legs(Ask(LonLat(*place), TRUCK, Towards.PLACE, None, ()), stops)


def _data(record: RoadsRecord, rows: int) -> str:
    west, south, east, north = record.bbox
    return (
        f"{rows:,} invented depots, evenly strewn over {west:.3f}–{east:.3f}° E, {south:.3f}–{north:.3f}° N "
        f"(seed {SEED}); roads of {record.source}, {record.ways:,} ways, Valhalla {record.engine}."
    )


def _how() -> str:
    return "One kept-alive connection, one question after the other, random places; k = 5."
