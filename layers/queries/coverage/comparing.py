"""Scenarios beside today: the same question asked of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from layers.queries.coverage.answer import CoverageAnswer
from layers.queries.coverage.changes import ScenarioName
from layers.queries.coverage.measure import measure_coverage
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.scenarios import WhatIf
from layers.steps import Step, unheeded


@dataclass(frozen=True)
class Compared:
    """Coverage as it would be with a scenario."""

    scenario: ScenarioName
    answer: CoverageAnswer


def compare_scenarios(
    question: CoverageQuestion,
    what_ifs: Sequence[WhatIf],
    *,
    today: CoverageAnswer | None = None,
    step: Step = unheeded,
) -> tuple[CoverageAnswer, tuple[Compared, ...]]:
    """Return coverage as it is and as it would be with each scenario; the registers stay as they are.

    Parameters
    ----------
    question
        What it changes itself is part of what is called today.
    today
        Its answer, where that is known already.
    step
        Told the share of the scenarios that is measured; what it raises ends the work.

    Raises
    ------
    InvalidInputError
        Naming sites that the register no longer has.
    """
    then = []
    for at, (scenario, changes) in enumerate(what_ifs):
        step(at / len(what_ifs))
        then.append(Compared(scenario, measure_coverage(replace(question, changes=changes, scenario=scenario))))
    return today or measure_coverage(question), tuple(then)
