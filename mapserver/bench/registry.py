"""Which benches there are: the modules of ``mapserver/bench/benches``."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Protocol, cast

from mapserver.bench import benches
from mapserver.bench.lab import Lab
from mapserver.bench.report import Report


class Bench(Protocol):
    """What such a module has."""

    TITLE: str
    ROWS: int
    """How many rows, where the caller does not say."""

    def run(self, lab: Lab, rows: int) -> Report:
        """Measure and report; what the lab lends is taken back by the lab."""


def names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(benches.__path__))


def find(name: str) -> Bench:
    return cast(Bench, import_module(f"{benches.__name__}.{name}"))
