"""Scenarios beside today: the same question asked of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from layers.errors import Fault, InvalidInputError
from layers.labels import L
from layers.models import Scenario
from layers.queries.coverage.answer import CoverageAnswer
from layers.queries.coverage.changes import Changes
from layers.queries.coverage.measure import measure_coverage
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.scenarios import missing_codes


@dataclass(frozen=True)
class Compared:
    """A scenario, and coverage as it would be."""

    scenario: Scenario
    answer: CoverageAnswer


def compare_scenarios(
    question: CoverageQuestion, scenarios: Sequence[Scenario], changes: Sequence[Changes]
) -> tuple[CoverageAnswer, tuple[Compared, ...]]:
    """Return coverage as it is and as it would be with each scenario; the registers stay as they are.

    Parameters
    ----------
    question
        What it changes itself is part of what is called today.
    changes
        Of each scenario.

    Raises
    ------
    InvalidInputError
        Naming each scenario's sites that the register no longer has.
    """
    faults = [
        Fault(_gone(scenario, code), pointer=f"/scenarios/{place}")
        for place, (scenario, change) in enumerate(zip(scenarios, changes, strict=True))
        for code in missing_codes(question.layer, change)
    ]
    if faults:
        raise InvalidInputError(*faults)
    today = measure_coverage(question)
    answers = (measure_coverage(replace(question, changes=change)) for change in changes)
    return today, tuple(Compared(scenario, answer) for scenario, answer in zip(scenarios, answers, strict=True))


def _gone(scenario: Scenario, code: str) -> str:
    return L(
        "The scenario “{name}” speaks of “{code}”, which is no longer in the register; take it out of the scenario.",
        "方案“{name}”涉及的“{code}”已不在登记中，请从方案中去掉。",
    ).format(name=scenario.name, code=code)
