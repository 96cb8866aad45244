"""`onemap bench coverage`: who is covered in a city, beside two ways of PostGIS, GeoPandas and pysal's `access`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.request import urlopen

from layers.people.shares import area_shares
from layers.queries.coverage.accessibility.catchment import accessibility
from layers.queries.coverage.assignment import assign
from layers.queries.coverage.distances import is_covered, reach_by_distance
from layers.queries.coverage.weighted import weigh_by_area
from mapserver.bench.lab import Lab
from mapserver.bench.peers import coverage as peers
from mapserver.bench.report import Case, Report, Sample, Target
from mapserver.bench.town import POPULATION, RADIUS_M, REGION, Town, invent_town, load_town, outlines

TITLE = "Who is covered in a city"
ROWS = 500_000
"""Cells; a hundred to a shelter."""
CELLS_A_SITE = 100
EXACT_SITES, EXACT_CELLS = 2_000, 50_000
SLIDER_SITES, SLIDER_CELLS = 6_000, 5_000

OURS = "OneMap, people by area"
OVER_HTTP = "OneMap, the same over HTTP"
POLYGON, WITHIN = "PostGIS, ST_Union(ST_Buffer) + ST_Intersects", "PostGIS, ST_DWithin"
GEOPANDAS = "GeoPandas, buffer + sjoin"
PLACES = "OneMap, people with a place"
EXACT = f"OneMap, people with a place, {EXACT_SITES:,} × {EXACT_CELLS:,}, exact"
SLIDER = f"OneMap over HTTP, {SLIDER_SITES:,} × {SLIDER_CELLS:,}: a new radius, numbers and picture"
ACCESS, ACCESS_PEER = f"OneMap, 2SFCA, {EXACT_SITES:,} × {EXACT_CELLS:,}", "pysal access, the same 2SFCA"

QUESTION = f"/api/v1/coverage/shelters?area={REGION}&population={POPULATION}&ground=false&radius_m=%s"
PICTURE = f"/api/v1/coverage/shelters/cells?area={REGION}&population={POPULATION}&radius_m=%s"


def run(lab: Lab, rows: int) -> Report:
    town = invent_town(max(1, rows // CELLS_A_SITE), rows)
    few = invent_town(min(EXACT_SITES, rows), min(EXACT_CELLS, rows))
    scratch, url = _served(lab, "city", town)
    _, slider_url = _served(lab, "slider", invent_town(min(SLIDER_SITES, rows), min(SLIDER_CELLS, rows)))
    with lab.step("sharing the cells among the areas"):
        shares = area_shares(town.cells, outlines())
    reach = reach_by_distance(few.cells, few.sites)
    radii = (RADIUS_M + n / 16 for n in count(1))

    def by_area() -> Sample:
        started = time.perf_counter()
        found = weigh_by_area(town.cells, is_covered(town.cells, town.sites), shares)
        people = sum(area.covered_people for area in found.areas)
        return Sample(time.perf_counter() - started, {"people": people})

    contenders: dict[str, Callable[[], Sample]] = {
        OURS: by_area,
        OVER_HTTP: lambda: _ask(url, QUESTION % next(radii)),
        POLYGON: lambda: peers.ask_postgis(scratch, peers.POLYGON, RADIUS_M),
        WITHIN: lambda: peers.ask_postgis(scratch, peers.WITHIN, RADIUS_M),
        GEOPANDAS: lambda: peers.ask_geopandas(town, RADIUS_M),
        PLACES: lambda: _assigned(town),
        EXACT: lambda: _assigned(few),
        SLIDER: lambda: _slid(slider_url, next(radii)),
        ACCESS: lambda: _two_step(few, reach),
    }
    if peers.has_access():
        contenders[ACCESS_PEER] = lambda: peers.ask_access(
            few.cells.persons, few.sites.capacity_persons, reach, RADIUS_M
        )
    cases = lab.measure(contenders, unit="s", notes=_notes())
    return Report("coverage", TITLE, rows, town.describe(), lab.rounds, cases, _targets(cases), _remarks())


def _served(lab: Lab, label: str, town: Town) -> tuple[Any, str]:
    scratch = lab.database(f"coverage_{label}")
    with lab.step(f"loading {len(town.cells):,} cells"):
        load_town(scratch, town)
    server = lab.server(scratch, ready=lambda url: bool(_answer(url + QUESTION % RADIUS_M)["covered_people"]))
    for n in range(2 * lab.workers):  # each process reads the people once
        _answer(server.url + QUESTION % (RADIUS_M - n - 1))
        _answer(server.url + PICTURE % (RADIUS_M - n - 1))
    return scratch, server.url


def _answer(address: str) -> dict[str, Any]:
    with urlopen(address, timeout=300) as answer:  # noqa: S310  (loopback)
        document: dict[str, Any] = json.load(answer)
    return document


def _ask(url: str, path: str) -> Sample:
    started = time.perf_counter()
    people = _answer(url + path)["covered_people"]
    return Sample(time.perf_counter() - started, {"people": people})


def _slid(url: str, radius_m: float) -> Sample:
    """What follows when a slider is moved: the numbers, then the picture."""
    started = time.perf_counter()
    _answer(url + QUESTION % radius_m)
    numbers = time.perf_counter()
    _answer(url + PICTURE % radius_m)
    return Sample(time.perf_counter() - started, {"numbers_s": numbers - started})


def _assigned(town: Town) -> Sample:
    started = time.perf_counter()
    reach = reach_by_distance(town.cells, town.sites)
    reached = time.perf_counter()
    found = assign(town.cells.persons, town.sites.capacity_persons, reach)
    took_s = time.perf_counter() - started
    details = {"reach_s": reached - started, "pairs": float(len(reach.costs)), "gap": found.gap}
    return Sample(took_s, details | {"served": found.served_persons})


def _two_step(town: Town, reach: Any) -> Sample:
    started = time.perf_counter()
    found = accessibility(town.cells.persons, town.sites.capacity_persons, reach)
    took_s = time.perf_counter() - started
    return Sample(took_s, {"places": float((found.per_person * town.cells.persons)[found.standing == 0].sum())})


def _notes() -> dict[str, str]:
    return {
        OURS: "in process; geodesic",
        OVER_HTTP: "each time another radius, so that nothing is answered from the cache; no ground",
        POLYGON: "the circles' polygons have eight vertices a quarter",
        WITHIN: "an index join, geodesic",
        GEOPANDAS: "planar, UTM zone 49N",
        PLACES: "in process, reach included",
        EXACT: "in process, reach included",
        ACCESS: "the reach is there already",
        ACCESS_PEER: "the reach is there already, as a table",
    }


def _targets(cases: list[Case]) -> list[Target]:
    by_name = {case.name: case for case in cases}
    value = {case.name: case.value for case in cases}
    people = {case.name: case.details["people"] for case in cases if "people" in case.details}
    targets = [
        Target("people by area", value[OURS], 1, "s", at_least=False),
        Target("faster than PostGIS by polygons", value[POLYGON] / value[OURS], 10),
        Target("faster than GeoPandas", value[GEOPANDAS] / value[OURS], 3),
        Target("people with a place", value[PLACES], 5, "s", at_least=False),
        Target("people with a place, exact", value[EXACT], 60, "s", at_least=False),
        Target("a new radius, numbers and picture", value[SLIDER], 0.3, "s", at_least=False),
        Target("people unlike PostGIS's ST_DWithin", abs(people[OURS] - people[WITHIN]), 0, "people", at_least=False),
        Target("people unlike the polygons'", _apart(people[OURS], people[POLYGON]), 0.01, "", at_least=False),
        Target("people unlike GeoPandas'", _apart(people[OURS], people[GEOPANDAS]), 0.002, "", at_least=False),
    ]
    if ACCESS_PEER in by_name:
        places = [by_name[name].details["places"] for name in (ACCESS, ACCESS_PEER)]
        targets += [
            Target("2SFCA, faster than access", value[ACCESS_PEER] / value[ACCESS], 1),
            Target("places unlike access's", _apart(*places), 1e-9, "", at_least=False),
        ]
    return targets


def _apart(one: float, other: float) -> float:
    return abs(one - other) / max(abs(other), 1.0)


def _remarks() -> list[str]:
    how = (
        f"Radius {RADIUS_M:g} m. Cells and frames are in memory and PostGIS's tables indexed for everyone. That shares "
        "differ a little is no fault: a polygon lies inside its circle, and a plane is not the Earth."
    )
    return [how]
