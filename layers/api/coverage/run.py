"""Coverage as work that may take long: its question as a body, what its answer is of, and how long it may take."""

from collections.abc import Mapping
from typing import Any

from layers.api.coverage.document import coverage_document, query_document
from layers.api.coverage.reading import read_coverage_body
from layers.catalog import COVERAGE, Layer, layers_asked
from layers.errors import Fault, InvalidInputError
from layers.labels import L
from layers.people.store import find_population
from layers.queries.coverage.measure import measure_coverage
from layers.queries.coverage.moment import moment_of
from layers.queries.coverage.question import CoverageQuestion, Method
from layers.queries.coverage.size import expected_s
from layers.queries.coverage.stages import Stage
from layers.queries.coverage.versions import data_versions
from layers.rights import Role, require_reach
from layers.runs.kinds import Kind, Work, register
from layers.runs.progress import Progress


def prepare(question: Mapping[str, Any], role: Role | None) -> Work:
    """Understand the body of a coverage question, with its layer."""
    body = dict(question)
    layer = layer_of(body.pop("layer", None))
    require_reach(role, layer.sensitivity, layer.title)
    return work_of(read_coverage_body(body, layer, role)[0])


def work_of(question: CoverageQuestion) -> Work:
    """Return what there is to do for a question that was understood."""

    expected = expected_of(question)

    def answer(progress: Progress) -> dict[str, Any]:
        stages = progress.stages(expected)
        found = measure_coverage(question, stages=stages)
        stages(Stage.WRITING)
        return coverage_document(found)

    return Work(
        asked_of(question),
        answer,
        lambda: versions_of(question),
        estimate_s=sum(expected.values()),
        sensitivity=question.layer.sensitivity,
    )


def asked_of(question: CoverageQuestion) -> dict[str, Any]:
    """Return all of a question that its answer depends on."""
    return {**query_document(question), "ground": question.ground, "geometry": question.geometry}


def versions_of(question: CoverageQuestion) -> dict[str, Any]:
    """Return what the answer depends on beside the question, as it is now."""
    data = data_versions(question, find_population(question.population))
    return {**data.versions, "as_of": str(data.as_of), "moment": moment_of(question)}


def expected_of(question: CoverageQuestion) -> dict[Stage, float]:
    """Return how long each stage is expected to take."""
    try:
        return expected_s(question)
    except InvalidInputError:
        return {}  # the answer will say so, at once


def as_body(question: CoverageQuestion) -> dict[str, Any]:
    """Return a question as the body that asks it, with its layer."""
    asked = query_document(question)
    how: dict[str, Any] = {"radius_m": question.radius_m}
    if question.method is Method.TRAVEL_TIME:
        how = {"minutes": question.minutes, "speed_m_s": question.speed_m_s}
    elif question.method is Method.STANDARD_RADIUS:
        how = {"radius": "standard"}
    kept = ("layer", "population", "area", "level", "capacity", "polygon")
    body = {name: asked[name] for name in kept} | how | dict(question.filter_texts)
    body |= {"scenario": question.scenario.id} if question.scenario else {"changes": asked["changes"]}
    body |= {"ground": question.ground, "geometry": question.geometry}
    return {name: value for name, value in body.items() if value is not None}


def layer_of(key: object) -> Layer:
    """Return the layer of that key that coverage can be asked of.

    Raises
    ------
    InvalidInputError
        There is none; the message names those there are.
    """
    known = layers_asked(COVERAGE)
    for layer in known:
        if layer.key == key:
            return layer
    names = ", ".join(layer.key for layer in known)
    detail = L("Say which layer; there are: {names}.", "请指明图层；现有：{names}。").format(names=names)
    raise InvalidInputError(Fault(detail, pointer="/layer"))


COVERAGE_RUN = register(Kind(COVERAGE, L("Coverage", "覆盖分析"), prepare))
