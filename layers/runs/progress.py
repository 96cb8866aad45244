"""How far long work is. Whoever does the work says so; whoever watches learns percent, stage and the time left.

A pure query knows nothing of this: it takes a `Step` or `Stages` (`layers.steps`).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from layers.labels import BothLanguages, L, both
from layers.steps import Stages, Step, part, spans

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


class Progress:
    """The progress of one piece of work; it never goes back.

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
        self._began = self._told = time.monotonic()
        self._standing = Standing(0.0, "starting", both(L("Starting", "正在开始")))

    @property
    def standing(self) -> Standing:
        """How far it is, as was told last, and the time that is left of what was left then; None once that is over."""
        told = self._standing
        if told.time_left_s is None:
            return told
        left_s = told.time_left_s - (time.monotonic() - self._told)
        return replace(told, time_left_s=left_s if left_s > 0 else None)

    def stages(self, expected_s: Mapping[Any, float]) -> Stages:
        """Return what begins the stages of the work, each as long a part of it as it is expected to take.

        Parameters
        ----------
        expected_s
            Seconds by stage, in their order. A stage that is not among them is told, and takes no part.
        """
        shares = spans(expected_s)

        def begin(stage: Any) -> Step:
            at = self._standing.fraction
            first, last = shares.get(stage, (at, at))
            return self.stage(stage.value, stage.label, begin=first, end=last)

        return begin

    def finish(self) -> None:
        """Say that all is done."""
        self._set(self._standing.key, self._standing.text, 1.0)

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

        step = part(lambda fraction: self._set(key, words, fraction), begin, end)
        step(0.0)
        return step

    def _set(self, key: str, text: BothLanguages, fraction: float) -> None:
        if self._look:
            self._look()
        self._told = time.monotonic()
        passed_s, fraction = self._told - self._began, max(fraction, self._standing.fraction)
        known = passed_s >= KNOWN_FROM_S and fraction >= KNOWN_FROM
        left_s = passed_s * (1 - fraction) / fraction if known else None
        self._standing = Standing(fraction, key, text, left_s)
        if self._show:
            self._show(self._standing)
