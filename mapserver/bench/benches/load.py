"""`onemap bench load`: how long a server process takes to have everything in memory, and how much memory it takes."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

from mapserver.bench.data import describe, load_depots
from mapserver.bench.lab import Lab
from mapserver.bench.report import Case, Report, Sample, Target
from mapserver.bench.scratch import Scratch
from mapserver.errors import OperationError

TITLE = "Loading the live index"
ROWS = 1_000_000
MOST_S, MOST_MB = 15.0, 1200.0

DATABASE, SNAPSHOT = "from the database, and a snapshot written", "from the snapshot"


def run(lab: Lab, rows: int) -> Report:
    scratch = lab.database("load")
    with lab.step(f"loading {rows:,} depots", rows) as show:
        load_depots(scratch, rows, show)
    folder = lab.folder / "data"
    folder.mkdir()
    contenders = {
        DATABASE: lambda: _load(scratch, folder, rows, anew=True),
        SNAPSHOT: lambda: _load(scratch, folder, rows, anew=False),
    }
    cases = lab.measure(contenders, unit="s")
    remark = (
        "own_mb is the memory of one process that no other shares, Django and all; mapped_mb are pages of files, of "
        "which the snapshot's are in memory once for all processes of a data directory; peak_mb counts both."
    )
    return Report("load", TITLE, rows, describe(rows), lab.rounds, cases, _targets(cases), [remark])


def _load(scratch: Scratch, folder: Path, rows: int, *, anew: bool) -> Sample:
    if anew:
        shutil.rmtree(folder / "live", ignore_errors=True)
    environment = {
        **os.environ,
        "ONEMAP_DATABASE_URL": scratch.url,
        "ONEMAP_DATA_DIR": str(folder),
        "ONEMAP_SECRET_KEY": secrets.token_urlsafe(50),
    }
    command = [sys.executable, "-m", "mapserver.bench.loading"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900, check=False)
    lines = [line for line in answer.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        raise OperationError(f"Loading failed: {answer.stderr.strip()[-500:]}")
    found = json.loads(lines[0].removeprefix("RESULT "))
    if found.pop("rows") != rows:
        raise OperationError("Not all rows were loaded.")
    return Sample(found.pop("seconds"), found)


def _targets(cases: list[Case]) -> list[Target]:
    database, snapshot = cases
    return [
        Target("seconds from the snapshot", snapshot.value, MOST_S, "s", at_least=False),
        Target("seconds from the database", database.value, MOST_S, "s", at_least=False),
        Target(
            "peak memory of a process", max(case.details["peak_mb"] for case in cases), MOST_MB, "MB", at_least=False
        ),
    ]
