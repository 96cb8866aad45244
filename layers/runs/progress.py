"""How far long work is. Whoever does the work says so; whoever watches learns percent, stage and the time left.

A pure query takes no more than a `Step`: a callable that is told the share done, 0 to 1, and that may raise to end it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from layers.labels import BothLanguages, L, both

Step = Callable[[float], None]

KNOWN_FROM_S, KNOWN_FROM = 1.0, 0.02
"""The time left is told once so long has passed and such a share is done: before, it would be a guess."""


class RunEndedError(Exception):
    """The work is to end before it is done."""


class CancelledError(RunEndedError):
    """Somebody cancelled it."""


class StoppedError(RunEndedError):
    """The process that does it has to leave; another one is to do it again."""


class LostError(RunEndedError):
    """Another process does it by now."""


@dataclass(frozen=True)
class Standing:
    """How far the work is at one moment."""

    fraction: float
    key: str
    text: BothLanguages
    time_left_s: float | None = None


def unheeded(fraction: float) -> None:
    """A step that nobody watches."""


class Progress:
    """The progress of one piece of work.

    Parameters
    ----------
    look
        Called at every step; raises a `RunEndedError` where the work is to end. It must be quick.
    show
        Called with the standing whenever it changes.
    """

    def __init__(self, look: Callable[[], None] | None = None, show: Callable[[Standing], Any] | None = None) -> None:
        self._look = look
        self._show = show
        self._began = time.monotonic()
        self.standing = Standing(0.0, "starting", both(L("Starting", "正在开始")))

    def stage(self, key: str, text: str, *, begin: float = 0.0, end: float = 1.0) -> Step:
        """Begin a stage, which is the work from the share `begin` to the share `end`.

        Returns
        -------
        Step
            To be called with the share of this stage that is done.

        Raises
        ------
        RunEndedError
            The work is to end; the step raises it too.
        """
        words = both(text)

        def step(fraction: float) -> None:
            inside = min(1.0, max(0.0, fraction))
            self._set(key, words, begin + (end - begin) * inside)

        step(0.0)
        return step

    def _set(self, key: str, text: BothLanguages, fraction: float) -> None:
        if self._look:
            self._look()
        passed_s = time.monotonic() - self._began
        known = passed_s >= KNOWN_FROM_S and fraction >= KNOWN_FROM
        left_s = passed_s * (1 - fraction) / fraction if known else None
        self.standing = Standing(fraction, key, text, left_s)
        if self._show:
            self._show(self.standing)
