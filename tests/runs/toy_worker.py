"""`onemap worker` that knows the toy kind, and misses a lost worker after two seconds."""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
django.setup()

from layers.runs import kinds, records  # noqa: E402
from mapserver.__main__ import main  # noqa: E402
from tests.runs.toy import TOY  # noqa: E402

if __name__ == "__main__":
    records.STALE_AFTER = timedelta(seconds=2)
    kinds.register(TOY)
    sys.exit(main(["worker"]))
