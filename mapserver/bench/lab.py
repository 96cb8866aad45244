"""The lab that a bench works in: what it lends is taken back when the bench ends, whatever ends it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from mapserver.bench.report import Case, Sample
from mapserver.bench.running import RunningServer, serve
from mapserver.bench.scratch import Scratch, scratch_database

DEFAULT_WORKERS = 2
Lent = TypeVar("Lent")


@dataclass
class Lab:
    """Scratch databases, servers, a folder, and a progress display."""

    console: Console
    rounds: int = 5
    seconds: float = 5.0
    """How long one measurement of a rate lasts."""
    workers: int = DEFAULT_WORKERS
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Lab:
        self._stack.__enter__()
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="onemap-bench-"))
        self.folder = Path(folder)
        self.progress = self._stack.enter_context(
            Progress(
                TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=self.console, transient=True
            )
        )
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.__exit__(*error)  # type: ignore[arg-type]

    def database(self, label: str) -> Scratch:
        """Return a scratch database with this version's tables."""
        with self.step("making a scratch database"):
            return self._stack.enter_context(scratch_database(label, os.getpid()))

    def server(self, scratch: Scratch, *command: str, ready: Callable[[str], bool], label: str = "") -> RunningServer:
        """Return a server on loopback that has become `ready` (asked with its address); `onemap serve` by default."""
        with self.step(f"starting {label or 'onemap serve'}"):
            return self._stack.enter_context(
                serve(command, scratch.url, self.folder, workers=self.workers, ready=ready)
            )

    def lend(self, thing: AbstractContextManager[Lent]) -> Lent:
        """Enter one more thing, and leave it at the end."""
        return self._stack.enter_context(thing)

    @contextmanager
    def step(self, what: str, total: float | None = None) -> Iterator[Callable[[float], None]]:
        """Show what is going on; the yielded function moves the bar to a place of `total`."""
        task = self.progress.add_task(what, total=total)
        try:
            yield lambda done: self.progress.update(task, completed=done)
        finally:
            self.progress.remove_task(task)

    def measure(
        self, contenders: Mapping[str, Callable[[], Sample]], *, unit: str, notes: Mapping[str, str] | None = None
    ) -> list[Case]:
        """Measure every contender once a round, round after round, so that a busy moment of the machine hits all."""
        cases = {name: Case(name, unit, note=(notes or {}).get(name, "")) for name in contenders}
        done = 0
        with self.step("measuring", self.rounds * len(contenders)) as show:
            for turn in range(self.rounds):
                names = list(contenders)
                for name in names if turn % 2 == 0 else reversed(names):
                    cases[name].samples.append(contenders[name]())
                    done += 1
                    show(done)
        return list(cases.values())
