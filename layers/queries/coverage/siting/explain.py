"""Why these: what each pick adds, in order, and how the gain grows with the number of sites."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Worth = Callable[[Sequence[int]], float]
"""What a choice of candidates is worth: the more the better."""


@dataclass(frozen=True)
class Pick:
    """A chosen candidate, and what all are worth up to and with it."""

    column: int
    worth: float


@dataclass(frozen=True)
class Point:
    """What so many sites are worth; `gap` is the proven share by which as many may be worth more, None: not known."""

    n: int
    worth: float
    gap: float | None


def in_order(columns: Sequence[int], worth: Worth) -> Iterator[Pick]:
    """Yield chosen candidates such that each adds as much as any of those left can, given those before it.

    Notes
    -----
    What a pick adds depends on the order; their sum does not. Of two that add as much the one with the smaller number
    comes first.
    """
    taken: list[int] = []
    left = sorted(columns)
    while left:
        worths = [worth([*taken, column]) for column in left]
        best = max(range(len(left)), key=lambda place: (worths[place], -left[place]))
        taken.append(left.pop(best))
        yield Pick(taken[-1], worths[best])
