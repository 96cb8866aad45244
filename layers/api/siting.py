"""POST /api/v1/siting/{layer}"""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from layers.api.coverage_document import query_document
from layers.api.need_reading import NeedParser
from layers.api.reading import read
from layers.api.runs import answer_or_run
from layers.api.siting_document import siting_document
from layers.api.siting_reading import read_siting_body
from layers.api.views import LayerView
from layers.catalog import COVERAGE, find_layer
from layers.errors import UnknownLayerError
from layers.labels import L
from layers.people.store import find_population
from layers.pointers import refused
from layers.queries.coverage.siting.propose import propose_sites
from layers.queries.coverage.siting.question import FromLayer, SitingQuestion
from layers.queries.coverage.siting.size import expected_s
from layers.queries.coverage.siting.versions import siting_versions
from layers.rights import Role, require_reach
from layers.runs.kinds import Kind, Question, Work, register
from layers.runs.progress import Progress


class SitingView(LayerView):
    """Where to build next: the fewest new sites that cover everyone, or the best so many, with the gain of each.

    Takes what coverage takes, and the method, how many, and the candidates. What cannot be done is an answer too:
    `feasible` is false, and `unreachable` says how many people no candidate reaches, and where.
    """

    parser_classes = (NeedParser,)
    filtered = False
    responds = "SitingAnswer"
    may_run = True

    def post(self, request: Request) -> HttpResponse:
        read(request.query_params, ())
        body, key = request.data, self.layer.key
        if not isinstance(body, dict):
            raise refused(L("The body must be a JSON object.", "请求体必须是 JSON 对象。"), "/")
        if body.get("layer", key) != key:
            raise refused(L("The address names another layer.", "与地址中的图层不同。"), "/layer")
        return answer_or_run(request, SITING, {**body, "layer": key})


def prepare(question: Question, role: Role | None) -> Work:
    """Understand a siting body with its layer."""
    body: dict[str, Any] = {name: value for name, value in question.items() if name != "layer"}
    layer = find_layer(str(question.get("layer", "")))
    require_reach(role, layer.sensitivity, layer.title)
    if COVERAGE not in layer.questions:
        raise UnknownLayerError(L("{layer} cover nobody.", "{layer}没有覆盖分析。").format(layer=layer.title))
    asked = read_siting_body(body, layer, role)

    def answer(progress: Progress) -> dict[str, Any]:
        step = progress.stage("siting", L("Choosing sites", "正在选址"))
        return siting_document(propose_sites(asked, step=step))

    def versions() -> dict[str, Any]:
        return dict(siting_versions(asked, find_population(asked.coverage.population)).versions)

    reach = max([layer.sensitivity, *_candidates_sensitivity(asked)])
    understood = {**question, "coverage": query_document(asked.coverage)}
    return Work(understood, answer, versions, expected_s(asked), reach)


def _candidates_sensitivity(question: SitingQuestion) -> list[Any]:
    return [question.source.layer.sensitivity] if isinstance(question.source, FromLayer) else []


SITING = register(Kind("siting", L("Siting", "选址"), prepare))
