"""`onemap worker` that gives places for a long while the first time, and misses a lost worker after two seconds."""

import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

from layers.queries.coverage import measure  # noqa: E402
from layers.runs import records  # noqa: E402
from mapserver.__main__ import main  # noqa: E402

MARK = "SLOW_WORKER_MARK"
"""In the environment: a file that says that somebody has been slow already."""
SLOW_S = 120.0


def slow(*asked: Any, **how: Any) -> Any:
    mark = Path(os.environ[MARK])
    if not mark.exists():
        mark.touch()
        time.sleep(SLOW_S)
    return assign(*asked, **how)


if __name__ == "__main__":
    records.STALE_AFTER = timedelta(seconds=2)
    assign, measure.assign = measure.assign, slow
    sys.exit(main(["worker"]))
