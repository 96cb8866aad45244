"""`onemap bench freshness`: how soon a committed change shows in every process, and what faults lose."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from django.conf import settings
from django.db import connection

from mapserver.bench.benches.nearest import is_live
from mapserver.bench.data import EAST, SEED, SOUTH, WEST, describe, load_depots
from mapserver.bench.lab import Lab
from mapserver.bench.report import Case, Report, Sample, Target
from mapserver.bench.scratch import Scratch
from mapserver.embedded import Places
from mapserver.embedded.cluster import Cluster
from mapserver.embedded.lease import start_lock
from mapserver.errors import OperationError

TITLE = "How soon a committed change shows in every process"
ROWS = 10_000
CHANGES = 200
MANY = 10_000
PATIENCE_S = 120.0
LIMIT_MS = 200.0
SERVE = (sys.executable, "-m", "mapserver", "serve", "--port", "{port}", "--workers", "1")

QUIET, KILLED = "a change", "a change after the listeners were killed"
RESTARTED, AT_ONCE = "a change after PostgreSQL restarted", f"{MANY:,} changes in one transaction"
MOVE = (
    "UPDATE layers_depot SET geom = ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography"
    " WHERE code = (SELECT code FROM layers_depot ORDER BY code OFFSET %s LIMIT 1)"
)


def run(lab: Lab, rows: int) -> Report:
    scratch = lab.database("freshness")
    with lab.step(f"loading {rows:,} depots", rows) as show:
        load_depots(scratch, rows, show)
    servers = [lab.server(scratch, *SERVE, ready=is_live, label=f"process {i + 1}").url for i in range(lab.workers)]
    places = _places()
    cases = [_quiet(lab, scratch, servers, places), _after_killing(scratch, servers, places)]
    if _is_ours_alone(scratch):
        cases.append(_after_restart(scratch, servers, places))
    cases.append(_at_once(scratch, servers, rows))
    lost = sum(case.details["lost"] for case in cases)
    targets = [
        Target("99th percentile of a change", cases[0].details["p99_ms"], LIMIT_MS, "ms", at_least=False),
        Target("changes lost in all", lost, 0, "", at_least=False),
    ]
    remark = (
        f"{lab.workers} processes of one worker each, both asked over HTTP without a pause; the time runs from the "
        "commit's return until the last process shows the change. Asking so hard costs processor time itself."
    )
    return Report("freshness", TITLE, rows, describe(rows), 1, cases, targets, [remark])


def _places() -> Iterator[tuple[float, float]]:
    """Yield places far from every depot, never the same."""
    rng = np.random.default_rng(SEED + 2)
    while True:
        yield float(rng.uniform(WEST, EAST)), float(rng.uniform(SOUTH - 20, SOUTH - 5))


def _quiet(lab: Lab, scratch: Scratch, servers: Sequence[str], places: Iterator[tuple[float, float]]) -> Case:
    took: list[float] = []
    with lab.step("changing", CHANGES) as show, _connected(scratch) as cursor:
        for n in range(CHANGES):
            took.append(_move_and_wait(cursor, servers, next(places), n))
            show(n + 1)
    return _case(QUIET, took)


def _after_killing(scratch: Scratch, servers: Sequence[str], places: Iterator[tuple[float, float]]) -> Case:
    with _connected(scratch) as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'onemap-live'")
        return _case(KILLED, [_move_and_wait(cursor, servers, next(places), 0)])


def _is_ours_alone(scratch: Scratch) -> bool:
    """Whether PostgreSQL may be restarted: the private one, and nobody else at work on it."""
    connection.close()
    with _connected(scratch) as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname <> %s",
            [scratch.name],
        )
        (others,) = cursor.fetchone()
    return not settings.DATABASE_URL and others == 0


def _after_restart(scratch: Scratch, servers: Sequence[str], places: Iterator[tuple[float, float]]) -> Case:
    where = Places(settings.DATA_DIR)
    with start_lock(where):
        Cluster(where).stop()
        Cluster(where).ensure_running()
    with _connected(scratch) as cursor:
        return _case(RESTARTED, [_move_and_wait(cursor, servers, next(places), 1)])


def _at_once(scratch: Scratch, servers: Sequence[str], rows: int) -> Case:
    with _connected(scratch) as cursor:
        cursor.execute(
            "UPDATE layers_depot SET status = 'suspended' WHERE id IN (SELECT id FROM layers_depot LIMIT %s)", [MANY]
        )
        changed = cursor.rowcount
    path = "/api/v1/within/depots?lon=110&lat=20&radius_m=20000000&limit=1&status=suspended"
    return _case(AT_ONCE, [_wait(servers, path, lambda document: document["count"] == changed)])


def _move_and_wait(cursor: Any, servers: Sequence[str], place: tuple[float, float], depot: int) -> float:
    cursor.execute(MOVE, [*place, depot])
    path = f"/api/v1/nearest/depots?lon={place[0]!r}&lat={place[1]!r}&k=1"
    return _wait(servers, path, lambda document: document["features"][0]["properties"]["distance_m"] < 0.001)


def _wait(servers: Sequence[str], path: str, shows: Callable[[Any], bool]) -> float:
    """Return after how many seconds the last process shows the change; infinity where one never does."""
    started = time.perf_counter()
    for server in servers:
        asking = HTTPConnection(str(urlsplit(server).hostname), urlsplit(server).port or 80, timeout=30)
        try:
            while not shows(_answer(asking, path)):
                if time.perf_counter() - started > PATIENCE_S:
                    return float("inf")
        finally:
            asking.close()
    return time.perf_counter() - started


def _answer(asking: HTTPConnection, path: str) -> Any:
    asking.request("GET", path)
    answer = asking.getresponse()
    text = answer.read()
    if answer.status != 200:
        raise OperationError(f"A server of the bench answered {answer.status}: {text[:300]!r}")
    return json.loads(text)


def _case(name: str, took_s: Sequence[float]) -> Case:
    seen = [1000 * one for one in took_s if one != float("inf")] or [0.0]
    p50, p99 = (float(np.quantile(seen, share)) for share in (0.5, 0.99))
    details = {
        "p99_ms": p99,
        "max_ms": max(seen),
        "changes": float(len(took_s)),
        "lost": float(len(took_s) - len(seen)),
    }
    return Case(name, "ms", [Sample(p50, details)])


@contextmanager
def _connected(scratch: Scratch) -> Iterator[Any]:
    own = scratch.connect()
    own.autocommit = True
    try:
        with own.cursor() as cursor:
            yield cursor
    finally:
        own.close()
