"""Sweep a population in a process of its own, to say what it took: `python -m mapserver.bench.sweeping CODE N`."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import django


def main(population: str, workers: int) -> dict[str, Any]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
    django.setup()
    from layers.api.coverage.document import coverage_document
    from layers.queries.coverage.sweep.crew import crew
    from layers.queries.coverage.sweep.sweep import sweep_coverage
    from mapserver.bench.nation import question

    began = time.perf_counter()
    with crew(workers=workers) as hands:
        busy_before = sum(hands.client.run(time.process_time).values())
        started, busy = time.perf_counter(), time.process_time()
        document = coverage_document(sweep_coverage(question(population), hands=hands))
        ended, done = time.perf_counter(), time.process_time()
        busy_after = sum(hands.client.run(time.process_time).values())
        workers_mb = hands.client.run(peak_mb).values()
    return {
        "document": document,
        "seconds": ended - started,
        "start_s": started - began,
        "driver_cpu_s": done - busy,
        "workers_cpu_s": busy_after - busy_before,
        "driver_mb": peak_mb(),
        "worker_mb": max(workers_mb),
    }


def peak_mb() -> float:
    """The most resident memory that this process has had so far, libraries and all."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


if __name__ == "__main__":  # workers read this file too
    print("RESULT", json.dumps(main(sys.argv[1], int(sys.argv[2]))))
