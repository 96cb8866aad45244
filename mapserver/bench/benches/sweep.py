"""`onemap bench sweep`: who is covered in a nation, tile by tile: by one process and by two, and beside one piece."""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from typing import Any

from mapserver.bench.lab import Lab
from mapserver.bench.nation import RADIUS_M, Nation, load_people, load_sites_and_counties, question
from mapserver.bench.report import Case, Report, Sample, Target
from mapserver.bench.running import running
from mapserver.bench.scratch import Scratch
from mapserver.errors import OperationError

TITLE = "Who is covered in a nation, tile by tile"
ROWS = 10_000_000
"""Cells; a hundred to a shelter."""
CELLS_A_SITE = 100
MOST_IN_ONE_PIECE = 1_000_000
MOST_MB = 600.0
NATION, PART = "nation", "part"

ONE_PIECE, ONE, PART_OF_IT = "one piece, a part of the cells", "onemap sweep, 1 worker", "onemap sweep, the same part"


def run(lab: Lab, rows: int) -> Report:
    nation = Nation(rows, max(1, rows // CELLS_A_SITE))
    part = Nation(max(1, min(rows // 10, MOST_IN_ONE_PIECE)), nation.n_sites)
    scratch = lab.database("sweep")
    with lab.step(f"loading {nation.n_sites:,} shelters"):
        load_sites_and_counties(scratch, nation)
    for code, whose in ((NATION, nation), (PART, part)):
        with lab.step(f"writing {whose.n_cells:,} cells", whose.n_cells) as show:
            load_people(scratch, code, whose, show)
    several = max(2, lab.workers)
    many = f"onemap sweep, {several} workers"
    answers: dict[str, Any] = {}

    def sweep(name: str, population: str, workers: int) -> Sample:
        answers[name], sample = _sweep(lab, scratch, population, workers)
        return sample

    def one_piece() -> Sample:
        answers[ONE_PIECE], sample = _in_one_piece(scratch)
        return sample

    contenders = {
        ONE: lambda: sweep(ONE, NATION, 1),
        many: lambda: sweep(many, NATION, several),
        PART_OF_IT: lambda: sweep(PART_OF_IT, PART, several),
        ONE_PIECE: one_piece,
    }
    notes = {
        ONE: "blocks read from the database within; start_s, until the workers are there, is not",
        ONE_PIECE: f"{part.n_cells:,} cells; in process, unpacked anew",
        PART_OF_IT: f"{part.n_cells:,} cells, {several} workers",
    }
    cases = lab.measure(contenders, unit="s", notes=notes)
    targets = _targets({case.name: case for case in cases}, answers, many, several)
    return Report("sweep", TITLE, rows, nation.describe(), lab.rounds, cases, targets, [_remark()])


def _sweep(lab: Lab, scratch: Scratch, population: str, workers: int) -> tuple[dict[str, Any], Sample]:
    environment = {
        **os.environ,
        "ONEMAP_DATABASE_URL": scratch.url,
        "ONEMAP_DATA_DIR": str(lab.folder),
        "ONEMAP_SECRET_KEY": secrets.token_urlsafe(50),
    }
    command = [sys.executable, "-m", "mapserver.bench.sweeping", population, str(workers)]
    log = lab.folder / f"sweep-{time.monotonic_ns()}"
    with running(command, environment, log) as process:
        process.wait()
    lines = log.read_text(encoding="utf-8").splitlines()
    found = next((line for line in lines if line.startswith("RESULT ")), None)
    if found is None:
        raise OperationError(f"The sweep failed: {' '.join(lines[-5:])}")
    values = json.loads(found.removeprefix("RESULT "))
    document: dict[str, Any] = values.pop("document")
    people = {"people": document["denominator"]["people"], "covered": document["covered_people"]}
    return document, Sample(values.pop("seconds"), values | people)


def _in_one_piece(scratch: Scratch) -> tuple[dict[str, Any], Sample]:
    from layers.api.coverage.document import coverage_document
    from layers.people.kept import KEPT
    from layers.queries.coverage import place
    from layers.queries.coverage.measure import measure_coverage

    for kept in (KEPT, place._KEPT):
        kept.clear()
    with scratch.in_use():
        started = time.perf_counter()
        document = coverage_document(measure_coverage(question(PART)))
        took_s = time.perf_counter() - started
    return document, Sample(took_s, {"covered": document["covered_people"]})


def _targets(cases: dict[str, Case], answers: dict[str, Any], many: str, several: int) -> list[Target]:
    memory = [case.details for name, case in cases.items() if name in (ONE, many)]
    driver, worker = (max(one[name] for one in memory) for name in ("driver_mb", "worker_mb"))
    part = cases[PART_OF_IT].details
    return [
        Target(f"faster with {several} workers", cases[ONE].value / cases[many].value, 0.8 * several),
        Target("people unlike with 1 worker", _unlike(answers[ONE], answers[many]), 0, "people", False),
        Target("people unlike in one piece", _unlike(answers[PART_OF_IT], answers[ONE_PIECE]), 0, "people", False),
        Target("most memory of the driver", driver, MOST_MB, "MB", False),
        Target("most memory of a worker", worker, MOST_MB, "MB", False),
        Target("driver's memory for ten times the people", driver / part["driver_mb"], 1.5, at_least=False),
    ]


def _unlike(one: dict[str, Any], other: dict[str, Any]) -> float:
    """How many people two documents differ by, over all and in every area; areas that only one has count whole."""
    names = ("people", "covered_people")
    rows = [{row["code"]: row for row in (*document["areas"], _all_of(document))} for document in (one, other)]
    codes = rows[0].keys() | rows[1].keys()
    return float(sum(abs(_of(rows[0], code, name) - _of(rows[1], code, name)) for code in codes for name in names))


def _all_of(document: dict[str, Any]) -> dict[str, Any]:
    people, covered = document["denominator"]["people"], document["covered_people"]
    return {"code": "*", "people": people, "covered_people": covered}


def _of(rows: dict[str | None, Any], code: str | None, name: str) -> float:
    return (rows[code][name] or 0.0) if code in rows else 0.0


def _remark() -> str:
    return (
        f"Radius {RADIUS_M:g} m, a row a county. driver_mb and worker_mb are the most resident memory (VmHWM) of the "
        "process that reads the blocks, Dask's scheduler in it, and of the greatest of its workers, libraries "
        "included. The part has the same shelters and a tenth of the cells, at most a million."
    )
