"""Places per person as work that may take long."""

from collections.abc import Mapping
from typing import Any

from layers.api.accessibility.document import accessibility_document, accessibility_query_document
from layers.api.accessibility.reading import read_accessibility_body
from layers.api.coverage.run import as_body, expected_of, layer_of, versions_of
from layers.labels import L
from layers.queries.coverage.accessibility.measure import measure_accessibility
from layers.queries.coverage.accessibility.question import AccessibilityQuestion
from layers.queries.coverage.stages import Stage
from layers.rights import Role, require_reach
from layers.runs.kinds import Kind, Work, register
from layers.runs.progress import Progress


def prepare(question: Mapping[str, Any], role: Role | None) -> Work:
    """Understand the body of a question about places per person, with its layer."""
    body = dict(question)
    layer = layer_of(body.pop("layer", None))
    require_reach(role, layer.sensitivity, layer.title)
    return work_of(read_accessibility_body(body, layer, role)[0])


def work_of(question: AccessibilityQuestion) -> Work:
    """Return what there is to do for a question that was understood."""

    expected = expected_of(question.coverage)

    def answer(progress: Progress) -> dict[str, Any]:
        stages = progress.stages(expected)
        found = measure_accessibility(question, stages=stages)
        stages(Stage.WRITING)
        return accessibility_document(found)

    return Work(
        accessibility_query_document(question),
        answer,
        lambda: versions_of(question.coverage),
        estimate_s=sum(expected.values()),
        sensitivity=question.coverage.layer.sensitivity,
    )


def accessibility_body(question: AccessibilityQuestion) -> dict[str, Any]:
    """Return a question as the body that asks it, with its layer."""
    body = {name: value for name, value in as_body(question.coverage).items() if name not in ("ground", "geometry")}
    body["decay"] = question.decay.value
    if question.bands:
        body["bands"] = ",".join(f"{band.limit!r}:{band.weight!r}" for band in question.bands)
    return body


ACCESSIBILITY_RUN = register(Kind("accessibility", L("Places per person", "人均避难位"), prepare))
