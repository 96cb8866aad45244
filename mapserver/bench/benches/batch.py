"""`onemap bench batch`: the nearest of 100,000 places in one question, beside scipy, PostGIS and GeoPandas."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

import numpy as np
from scipy.spatial import cKDTree

from layers.live.sphere import Floats, to_sphere
from mapserver.bench.benches.nearest import is_live, make_token
from mapserver.bench.data import EAST, MOST_TENTS, NORTH, SEED, SOUTH, WEST, describe, load_depots
from mapserver.bench.lab import Lab
from mapserver.bench.peers import geopandas
from mapserver.bench.report import Case, Report, Sample, Target
from mapserver.bench.scratch import Scratch

TITLE = "The nearest of very many places, in one question"
ROWS = 100_000
ORIGINS = 100_000
K = 5
LEAST_TENTS = MOST_TENTS // 2
"""About half of the depots hold so many."""
POSTGIS_ORIGINS = 1_000
"""PostGIS is asked about so few, and its time is multiplied."""

OURS, OURS_FILTERED = "OneMap, k = 1", f"OneMap, k = {K}, half pass the filter"
TREE, TREE_FILTERED = "scipy cKDTree, k = 1", f"scipy cKDTree, k = {K}, of those that pass"
POSTGIS, GEOPANDAS = "PostGIS LATERAL, k = 1", "GeoPandas sjoin_nearest, k = 1"


def run(lab: Lab, rows: int) -> Report:
    scratch = lab.database("batch")
    with lab.step(f"loading {rows:,} depots", rows) as show:
        load_depots(scratch, rows, show)
    server = lab.server(scratch, ready=is_live)
    url, token = f"{server.url}/api/v1/nearest/depots/batch", make_token(scratch)
    origins = _origins()
    every, passing = _depots(scratch, 0), _depots(scratch, LEAST_TENTS)
    plain = _body(origins, {"k": 1})
    filtered = _body(origins, {"k": K, "filters": {"item": "tent", "quantity": LEAST_TENTS}})
    contenders: dict[str, Callable[[], Sample]] = {
        OURS: lambda: _ask(url, token, plain),
        OURS_FILTERED: lambda: _ask(url, token, filtered),
        TREE: lambda: _ask_tree(every, origins, 1),
        TREE_FILTERED: lambda: _ask_tree(passing, origins, K),
        POSTGIS: lambda: _ask_postgis(scratch, origins),
    }
    if geopandas.is_installed():
        contenders[GEOPANDAS] = lambda: geopandas.ask_geopandas(every, origins)
    cases = lab.measure(contenders, unit="s", notes=_notes())
    remark = (
        f"{ORIGINS:,} random origins. Ours is the whole answer over HTTP: the body read and checked, the filter, exact "
        "geodesic metres and order, the JSON written and received. The trees' time is building and asking alone, "
        "chords on unit vectors that are already there. Both use all processors."
    )
    return Report("batch", TITLE, rows, describe(rows), lab.rounds, cases, _targets(cases), [remark])


def _origins() -> Floats:
    rng = np.random.default_rng(SEED + 1)
    return np.stack([rng.uniform(WEST, EAST, ORIGINS), rng.uniform(SOUTH, NORTH, ORIGINS)])


def _body(origins: Floats, question: dict[str, Any]) -> bytes:
    return json.dumps({"origins": {"lon": origins[0].tolist(), "lat": origins[1].tolist()}, **question}).encode()


def _depots(scratch: Scratch, least_tents: int) -> Floats:
    connection = scratch.connect()
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT ST_X(geom::geometry), ST_Y(geom::geometry) FROM layers_depot AS depot"
                " JOIN layers_stockline AS line ON line.depot_id = depot.id WHERE line.available >= %s",
                [least_tents],
            )
            return np.array(cursor.fetchall()).T
    finally:
        connection.close()


def _ask(url: str, token: str, body: bytes) -> Sample:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    started = time.perf_counter()
    with urlopen(Request(url, body, headers), timeout=300) as answer:  # noqa: S310  (loopback)
        text = answer.read()
    took_s = time.perf_counter() - started
    found = json.loads(text)
    if len(found["nearest"]) != ORIGINS or not all(found["nearest"]):
        raise ValueError("not every origin was answered")
    return Sample(took_s, {"answer_mb": len(text) / 1e6})


def _ask_tree(depots: Floats, origins: Floats, k: int) -> Sample:
    points, places = to_sphere(*depots), to_sphere(*origins)
    started = time.perf_counter()
    tree = cKDTree(points)
    built = time.perf_counter()
    tree.query(places, k=k, workers=-1)
    return Sample(time.perf_counter() - started, {"build_s": built - started})


def _ask_postgis(scratch: Scratch, origins: Floats) -> Sample:
    """Ask for the nearest on the spheroid's index order, as a user would write it."""
    lons, lats = (column[:POSTGIS_ORIGINS].tolist() for column in origins)
    connection = scratch.connect()
    try:
        with connection.cursor() as cursor:
            started = time.perf_counter()
            cursor.execute(
                "SELECT origin.n, found.id, found.distance_m FROM unnest(%s::float8[], %s::float8[])"
                " WITH ORDINALITY AS origin (lon, lat, n) CROSS JOIN LATERAL (SELECT depot.id,"
                " ST_Distance(geom, ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography) AS distance_m"
                " FROM layers_depot AS depot"
                " ORDER BY geom <-> ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography LIMIT 1) AS found",
                [lons, lats],
            )
            cursor.fetchall()
            return Sample((time.perf_counter() - started) * ORIGINS / POSTGIS_ORIGINS)
    finally:
        connection.close()


def _notes() -> dict[str, str]:
    return {
        POSTGIS: f"measured on {POSTGIS_ORIGINS:,} origins, times {ORIGINS // POSTGIS_ORIGINS}; spherical order",
        GEOPANDAS: "planar, in degrees: another question, and another order",
    }


def _targets(cases: list[Case]) -> list[Target]:
    value = {case.name: case.value for case in cases}
    return [
        Target("k = 1, of cKDTree's own time", value[OURS] / value[TREE], 3, at_least=False),
        Target(
            f"k = {K} filtered, of cKDTree's own time", value[OURS_FILTERED] / value[TREE_FILTERED], 6, at_least=False
        ),
    ]
