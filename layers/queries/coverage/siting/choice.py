"""What a program chose among candidates, and how far from the best it may be."""

from dataclasses import dataclass

from django.db import models

from layers.labels import L

TIME_LIMIT_S = 20.0
"""Of one question. What is then not proven is said by the gap."""


class Solver(models.TextChoices):
    """Who writes the program; HiGHS solves it either way."""

    HIGHS = "highs", L("programs of our own, of any size", "自有模型，规模不限")
    SPOPT = "spopt", L("spopt's programs, for small tables", "spopt 模型，仅限小规模")


@dataclass(frozen=True)
class Choice:
    """Candidates by number, in rising order."""

    columns: tuple[int, ...]
    value: float
    """What the program counts: sites, people covered or served, person-metres, metres."""
    bound: float
    """No choice can do better."""
    solver: str

    @property
    def gap(self) -> float:
        """The proven share by which the best may be better, 0 where this is the best."""
        worst = max(abs(self.value), abs(self.bound))
        difference = abs(self.bound - self.value)
        return difference / worst if worst > 0 and difference > 1e-6 * max(1.0, worst) else 0.0


NOTHING = Choice((), 0.0, 0.0, "none")
