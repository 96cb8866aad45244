"""Load the live index in a process of its own and say what it took: `python -m mapserver.bench.loading`."""

from __future__ import annotations

import json
import os
import resource
import time
from pathlib import Path

import django


def main() -> dict[str, float]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
    django.setup()
    from layers.live import service
    from layers.live.index import LiveIndex

    before_mb = memory_mb("RssAnon")
    started, busy = time.perf_counter(), time.process_time()
    index = LiveIndex()
    index.snapshots = service.snapshots_of(index)
    index.connect()
    found = {
        "seconds": time.perf_counter() - started,
        "cpu_s": time.process_time() - busy,
        "own_mb": memory_mb("RssAnon"),
        "index_mb": memory_mb("RssAnon") - before_mb,
        "mapped_mb": memory_mb("RssFile"),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": float(sum(table.count for table in index.tables.values())),
    }
    index.close()
    return found


def memory_mb(kind: str) -> float:
    """Resident memory of this process: ``RssAnon`` is its own, ``RssFile`` is mapped from files and may be shared."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{kind}:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    print("RESULT", json.dumps(main()))
