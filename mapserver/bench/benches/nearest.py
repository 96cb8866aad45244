"""`onemap bench nearest`: the ten nearest over HTTP, beside pgbench, a plain GeoDjango and DRF-GIS view, and Redis."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

from django.contrib.auth.models import Group, User
from knox.models import AuthToken

from layers.rights import Role
from mapserver.bench.data import EAST, MOST_TENTS, NORTH, SOUTH, WEST, describe, load_depots
from mapserver.bench.lab import Lab
from mapserver.bench.load import CONNECTIONS, ask_http, generator
from mapserver.bench.peers import redis
from mapserver.bench.peers.pgbench import ask_pgbench
from mapserver.bench.report import Case, Report, Sample, Target
from mapserver.bench.scratch import Scratch

TITLE = "The ten nearest, over HTTP"
ROWS = 1_000_000
FEW = 10_000
K = 10
PATH = "/api/v1/nearest/depots?lon=%.6f&lat=%.6f&k=10"
PLAIN_PATH = "/nearest?lon=%.6f&lat=%.6f&k=10"
FILTER = f"&item=tent&quantity={MOST_TENTS * 99 // 100 + 1}"
"""Which one depot in a hundred passes."""
GRANIAN = (
    sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}",
    "--workers", "{workers}", "--blocking-threads", "4", "--no-ws", "--log-level", "error",
    "mapserver.bench.peers.plain:application",
)  # fmt: skip
ASKED_BEFORE = 40
"""So many answers in a row must have come from memory before the measuring begins, so that every worker is ready."""

OURS, OURS_FEW = "OneMap", f"OneMap, {FEW:,} rows"
TOKEN, FILTERED = "OneMap, signed in", "OneMap, signed in, 1 % pass the filter"
PLAIN, PGBENCH, REDIS = "plain GeoDjango + DRF-GIS", "pgbench, the same question in SQL", "Redis GEOSEARCH"


def run(lab: Lab, rows: int) -> Report:
    many, few = _database(lab, "many", rows), _database(lab, "few", min(FEW, rows))
    token = make_token(many)
    ours = lab.server(many, ready=is_live).url
    ours_few = lab.server(few, ready=is_live).url
    plain = lab.server(many, *GRANIAN, ready=lambda url: bool(_answer(url + PLAIN_PATH)), label="the plain view").url

    def ask(url: str, path: str, token: str = "") -> Callable[[], Sample]:
        return lambda: ask_http(url, path, seconds=lab.seconds, folder=lab.folder, seed=next(seeds), token=token)

    seeds = iter(range(1, 1_000_000))
    contenders = {
        OURS: ask(ours, PATH),
        OURS_FEW: ask(ours_few, PATH),
        TOKEN: ask(ours, PATH, token),
        FILTERED: ask(ours, PATH + FILTER, token),
        PLAIN: ask(plain, PLAIN_PATH),
        PGBENCH: lambda: ask_pgbench(many, K, seconds=lab.seconds, folder=lab.folder, seed=next(seeds)),
    }
    if redis.is_installed():
        with lab.step("filling Redis"):
            port = lab.lend(redis.redis_with_depots(many, lab.folder))
        contenders[REDIS] = lambda: redis.ask_redis(port, rows, K, seconds=lab.seconds)
    cases = lab.measure(contenders, unit="answers/s", notes=_notes())
    return Report("nearest", TITLE, rows, describe(rows), lab.rounds, cases, _targets(cases), _remarks(lab))


def _database(lab: Lab, label: str, rows: int) -> Scratch:
    scratch = lab.database(label)
    with lab.step(f"loading {rows:,} depots", rows) as show:
        load_depots(scratch, rows, show)
    return scratch


def make_token(scratch: Scratch) -> str:
    with scratch.in_use():
        user = User.objects.create_user("bench")
        user.groups.add(Group.objects.get(name=Role.COMMANDER.value))
        return str(AuthToken.objects.create(user)[1])


def _answer(address: str, token: str = "") -> dict[str, Any]:
    place = ((WEST + EAST) / 2, (SOUTH + NORTH) / 2)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urlopen(Request(address % place, headers=headers), timeout=30) as answer:  # noqa: S310  (loopback)
        document: dict[str, Any] = json.load(answer)
    return document


def is_live(url: str) -> bool:
    return all(_answer(url + PATH)["source"] == "live" for _ in range(ASKED_BEFORE))


def _notes() -> dict[str, str]:
    return {
        TOKEN: "a commander: stock, names and phones are in the answer",
        PLAIN: "same server program, workers and threads",
        PGBENCH: "no web server, no bearing",
        REDIS: "code, place and distance alone; one thread",
    }


def _targets(cases: list[Case]) -> list[Target]:
    by_name = {case.name: case for case in cases}
    ours = by_name[OURS]
    return [
        Target("of the plain view's rate", ours.value / by_name[PLAIN].value, 10),
        Target("of pgbench's rate", ours.value / by_name[PGBENCH].value, 1),
        Target("99th percentile", ours.details["p99_ms"], 15, "ms", at_least=False),
        Target(f"slower than at {FEW:,} rows", by_name[OURS_FEW].value / ours.value, 2, at_least=False),
        Target("filtered, of the unfiltered rate", by_name[FILTERED].value / by_name[TOKEN].value, 0.5),
    ]


def _remarks(lab: Lab) -> list[str]:
    how = (
        f"{CONNECTIONS} kept-alive connections, each asking again once answered; load from {generator()} on the same "
        f"machine; {lab.workers} processes a server; random places, k = {K}."
    )
    return [how]
