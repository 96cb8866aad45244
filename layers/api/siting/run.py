"""Where to build next as work that may take long."""

from typing import Any

from layers.api.coverage.document import query_document
from layers.api.siting.document import siting_document
from layers.api.siting.reading import read_siting_body
from layers.catalog import COVERAGE, find_layer
from layers.errors import UnknownLayerError
from layers.labels import L
from layers.people.store import find_population
from layers.queries.coverage.moment import moment_of, passing_by_clock
from layers.queries.coverage.siting.propose import propose_sites
from layers.queries.coverage.siting.question import FromLayer, SitingQuestion
from layers.queries.coverage.siting.size import expected_s
from layers.queries.coverage.siting.versions import siting_versions
from layers.rights import Role, Sensitivity, require_reach
from layers.runs.kinds import Kind, Question, Work, register
from layers.runs.progress import Progress


def prepare(question: Question, role: Role | None) -> Work:
    """Understand a siting body with its layer."""
    body: dict[str, Any] = {name: value for name, value in question.items() if name != "layer"}
    layer = find_layer(str(question.get("layer", "")))
    require_reach(role, layer.sensitivity, layer.title)
    if COVERAGE not in layer.questions:
        raise UnknownLayerError(L("{layer} cover nobody.", "{layer}没有覆盖分析。").format(layer=layer.title))
    asked = read_siting_body(body, layer, role)
    expected = expected_s(asked)

    def answer(progress: Progress) -> dict[str, Any]:
        return siting_document(propose_sites(asked, stages=progress.stages(expected)))

    understood = {**question, "coverage": query_document(asked.coverage)}
    seconds, reach = sum(expected.values()), siting_sensitivity(asked)
    return Work(understood, answer, lambda: siting_versions_of(asked), seconds, reach)


def siting_versions_of(question: SitingQuestion) -> dict[str, Any]:
    """Return what the answer depends on beside the question, as it is now."""
    data, source = siting_versions(question, find_population(question.coverage.population)), question.source
    candidates = passing_by_clock(source.layer, source.filters) if isinstance(source, FromLayer) else {}
    return {**data.versions, "moment": moment_of(question.coverage), "candidates": candidates}


def siting_sensitivity(question: SitingQuestion) -> Sensitivity:
    """Return what one must be allowed to read to see the answer."""
    own, source = question.coverage.layer.sensitivity, question.source
    return max(own, source.layer.sensitivity) if isinstance(source, FromLayer) else own


SITING = register(Kind("siting", L("Siting", "选址"), prepare))
