"""How long checking targets is expected to take: each as long as the coverage, or the ground, that it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from layers.labels import L
from layers.models import TargetMeasure
from layers.queries.coverage.question import Capacity, CoverageQuestion, Method
from layers.queries.coverage.size import expected_s
from layers.queries.coverage.stages import Stage
from layers.queries.coverage.targets.table import Target

LEAST_S = 0.02
"""Of each target."""


@dataclass(frozen=True)
class TargetStage:
    """A target as a stage of the check, told by its title."""

    value: str
    label: str = field(compare=False)


def stage_of(target: Target) -> TargetStage:
    return TargetStage(target.key, L(target.title["en"], target.title["zh"]))


def share_question(target: Target, question: CoverageQuestion) -> CoverageQuestion:
    """Return what a target for a share of people asks of coverage."""
    return replace(
        question,
        method=Method.RADIUS if target.minutes is None else Method.TRAVEL_TIME,
        radius_m=target.radius_m,
        minutes=target.minutes,
        capacity=Capacity(target.capacity),
    )


def spacing_question(target: Target, question: CoverageQuestion) -> CoverageQuestion:
    """Return what a target for ground asks."""
    return replace(question, method=Method.RADIUS, radius_m=target.radius_m, ground=True)


def expected_stages_s(target: Target, question: CoverageQuestion) -> Mapping[Stage, float]:
    """Return how many seconds each stage of holding one target is expected to take."""
    if target.measure == TargetMeasure.SHARE_WITHIN:
        return expected_s(share_question(target, question))
    if target.measure == TargetMeasure.SPACING:
        return expected_s(spacing_question(target, question))
    return {Stage.SITES: LEAST_S}
