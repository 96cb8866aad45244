"""`onemap bench fill`: fifty items from many depots over HTTP, beside a greedy over the ORM and programs in HiGHS."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

import numpy as np

from layers.models import Depot, Item, StockLine
from layers.queries.fill.need import MAX_ITEMS
from mapserver.bench.benches.nearest import make_token
from mapserver.bench.data import EAST, NORTH, SEED, SOUTH, WEST, load_depots
from mapserver.bench.lab import Lab
from mapserver.bench.peers import plain_fill
from mapserver.bench.report import Case, Report, Sample, Target
from mapserver.bench.scratch import Scratch

TITLE = "Filling a need of fifty items"
ROWS = 2_000
SITES = 2_000
PLACE = {"lon": (WEST + EAST) / 2, "lat": (SOUTH + NORTH) / 2}
MOST = 400
"""Each depot holds 1 to so many of each item."""
SHARE = 0.01
"""How much of everything there is the need asks for."""
TRUCK = {"speed_km_h": 40, "detour_factor": 1.3, "loading_minutes": 30}
LIMIT_MS = 1000.0

CHOICES = ("earliest", "fewest_depots", "least_tonne_km")
OURS = {choice: f"OneMap, {choice}" for choice in CHOICES}
CLOCKS = f"OneMap, clocks of {SITES:,} sites, 5 items"
GREEDY, LEAST, FEWEST = "greedy over the ORM, earliest", "ORM + HiGHS, least_tonne_km", "ORM + HiGHS, fewest_depots"


def run(lab: Lab, rows: int) -> Report:
    scratch = lab.database("fill")
    with lab.step(f"loading {rows:,} depots with {MAX_ITEMS} items each"):
        load_depots(scratch, rows)
        need = _load_stock(scratch)
        token = make_token(scratch)
    url = lab.server(scratch, ready=lambda url: _ask(url, token, "fill", _body(need))["source"] == "live").url

    def ours(choice: str) -> Callable[[], Sample]:
        return lambda: _timed(lambda: _ask(url, token, "fill", {**_body(need), "choose": choice}))

    def peer(plan: Callable[[plain_fill.Question], object]) -> Callable[[], Sample]:
        def measured() -> Sample:
            with scratch.in_use():
                Depot.objects.first()  # connect before the clock runs
                return _timed(lambda: plan(question))

        return measured

    question = plain_fill.Question(PLACE["lon"], PLACE["lat"], need, **TRUCK)
    _agree(_ask(url, token, "fill", _body(need)), scratch, question)
    cases = lab.measure(
        {
            **{OURS[choice]: ours(choice) for choice in CHOICES},
            GREEDY: peer(plain_fill.earliest),
            LEAST: peer(plain_fill.least_tonne_km),
            FEWEST: peer(plain_fill.fewest_depots),
            CLOCKS: lambda: _timed(lambda: _ask(url, token, "clocks", _clocks_body(need))),
        },
        unit="ms",
        notes={
            GREEDY: "in process, no HTTP",
            LEAST: "in process, no HTTP",
            FEWEST: "in process, no HTTP; at most 10 s",
        },
    )
    data = (
        f"{rows:,} invented depots (seed {SEED}), each with 1 to {MOST} of {MAX_ITEMS} items, a tenth of the lines "
        f"expired or reserved in part; {SHARE:.0%} of everything is needed."
    )
    return Report("fill", TITLE, rows, data, lab.rounds, cases, _targets(cases), [])


def _load_stock(scratch: Scratch) -> dict[str, int]:
    """Give every depot a line of each of fifty items; return how much of each is needed."""
    random = np.random.default_rng(SEED)
    with scratch.in_use():
        StockLine.objects.all().delete()
        items = [Item(key=f"bench-{n}", name=f"物资 {n}", unit="件", unit_mass_kg=1 + n) for n in range(MAX_ITEMS)]
        Item.objects.bulk_create(items)
        depots = list(Depot.objects.order_by("code").values_list("pk", flat=True))
        on_hand = random.integers(1, MOST + 1, (len(depots), MAX_ITEMS))
        reserved = np.where(random.random(on_hand.shape) < 0.05, on_hand // 2, 0)
        expired = random.random(on_hand.shape) < 0.05
        StockLine.objects.bulk_create(
            (
                StockLine(
                    depot_id=depot,
                    item=item,
                    on_hand=int(on_hand[row, column]),
                    reserved=int(reserved[row, column]),
                    expires_on="2020-01-01" if expired[row, column] else None,
                )
                for row, depot in enumerate(depots)
                for column, item in enumerate(items)
            ),
            batch_size=10_000,
        )
        have = np.where(expired, 0, on_hand - reserved).sum(axis=0)
        return {item.key: max(1, int(total * SHARE)) for item, total in zip(items, have.tolist(), strict=True)}


def _body(need: dict[str, int]) -> dict[str, Any]:
    items = [{"item": key, "quantity": quantity} for key, quantity in need.items()]
    return {"place": PLACE, "items": items, "vehicle": TRUCK}


def _clocks_body(need: dict[str, int]) -> dict[str, Any]:
    random = np.random.default_rng(SEED)
    lons, lats = random.uniform(WEST, EAST, SITES).tolist(), random.uniform(SOUTH, NORTH, SITES).tolist()
    sites = [{"lon": lon, "lat": lat} for lon, lat in zip(lons, lats, strict=True)]
    return {"sites": sites, "items": _body(need)["items"][:5], "vehicle": TRUCK}


def _ask(url: str, token: str, question: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = Request(f"{url}/api/v1/{question}", json.dumps(body).encode(), headers)  # noqa: S310  (loopback)
    with urlopen(request, timeout=120) as answer:  # noqa: S310
        document: dict[str, Any] = json.load(answer)
    return document


def _timed(ask: Callable[[], object]) -> Sample:
    started = time.perf_counter()
    ask()
    return Sample(1000 * (time.perf_counter() - started))


def _agree(ours: dict[str, Any], scratch: Scratch, question: plain_fill.Question) -> None:
    """Contenders that answer differently are not worth comparing."""
    with scratch.in_use():
        theirs = plain_fill.earliest(question)
    if abs(ours["complete_s"] - theirs) > 1:
        raise AssertionError(f"the greedy says {theirs} s, the server {ours['complete_s']} s")


def _targets(cases: list[Case]) -> list[Target]:
    value = {case.name: case.value for case in cases}
    limits = [Target(f"{choice}, an answer", value[OURS[choice]], LIMIT_MS, "ms", at_least=False) for choice in CHOICES]
    return [*limits, Target("faster than the greedy over the ORM", value[GREEDY] / value[OURS["earliest"]], 1)]
