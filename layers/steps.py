"""How far work is, told by whoever does it to whoever watches, who may end it.

Work that takes long takes a `Step`, or, where it has stages that a person would tell apart, a `Stages`.
"""

from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any, TypeVar

Step = Callable[[float], None]
"""Told the share of the work that is done, 0 to 1; what it raises ends the work."""
Stages = Callable[[Any], Step]
"""Told which stage begins, a member of `TextChoices`; returns the step of that stage, and may raise as a step does."""

Stage = TypeVar("Stage")


def unheeded(share: float) -> None:
    """A step that nobody watches."""


def unwatched(stage: Any) -> Step:
    """Stages that nobody watches."""
    return unheeded


def part(step: Step, begin: float, end: float) -> Step:
    """Return the step of a part of the work: from its share `begin` to its share `end`."""
    return lambda share: step(begin + (end - begin) * min(1.0, max(0.0, share)))


def spans(expected_s: Mapping[Stage, float]) -> dict[Stage, tuple[float, float]]:
    """Return from which to which share of the whole each stage is, by how long it is expected to take."""
    ends = list(accumulate(expected_s.values()))
    whole = ends[-1] if ends and ends[-1] > 0 else 1.0
    begins = [0.0, *ends[:-1]]
    return {stage: (begin / whole, end / whole) for stage, begin, end in zip(expected_s, begins, ends, strict=False)}


def stages_of(step: Step, expected_s: Mapping[Any, float]) -> Stages:
    """Return the stages of work that is itself a part of something, and tells no more than its share."""
    shares = spans(expected_s)

    def begin(stage: Any) -> Step:
        if stage not in shares:
            return unheeded
        within = part(step, *shares[stage])
        within(0.0)
        return within

    return begin
