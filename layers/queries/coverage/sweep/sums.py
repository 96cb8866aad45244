"""Sums without rounding, so that no order of the parts can change one."""

from layers.queries.coverage.answer import Tally
from layers.queries.coverage.weighted import Weighed

UNIT = 1 << 1074
"""Every double is a whole number of 2⁻¹⁰⁷⁴."""


class ExactSum:
    """A sum of doubles as a whole number of the smallest of them; rounded once, when it is asked for."""

    def __init__(self) -> None:
        self._units = 0

    def add(self, value: float) -> None:
        numerator, denominator = value.as_integer_ratio()
        self._units += numerator * (UNIT // denominator)

    def __float__(self) -> float:
        return self._units / UNIT


class WeighedSum:
    """The same of people, and of those of them who are covered."""

    def __init__(self) -> None:
        self._people, self._covered = ExactSum(), ExactSum()

    def add(self, part: Weighed) -> None:
        self._people.add(part.people)
        self._covered.add(part.covered_people)

    @property
    def tally(self) -> Tally:
        return Tally(float(self._people), float(self._covered))
