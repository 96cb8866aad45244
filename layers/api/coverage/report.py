"""GET and POST /api/v1/coverage/{layer}/report: an answer about coverage as a page, a paper, tables or geometry."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from layers.api.body import BodyParser
from layers.api.brief import again_of
from layers.api.coverage.reading import PARAMETERS, coverage_question, read_coverage_body
from layers.api.coverage.report_plans import MEMBERS, NO_PLANS, Plans, read_plans
from layers.api.coverage.report_run import OWN_PARAMETERS, REPORT_RUN, report_body, work_of
from layers.api.reading import read
from layers.api.runs import answer_or_run
from layers.api.views import LayerView
from layers.brief.coverage.files import MEDIA_TYPES, FileFormat
from layers.filters import Parameter
from layers.queries.coverage.question import CoverageQuestion


class CoverageReportView(LayerView):
    """Coverage as a report to take into a meeting: a page that opens anywhere, a PDF, tables, or geometry.

    Takes what coverage takes, and the share of people that each area should reach.
    """

    parser_classes = (BodyParser,)
    parameters: ClassVar[tuple[Parameter, ...]] = (*PARAMETERS, *OWN_PARAMETERS)
    responds = "Page"
    may_run = True
    media_type = "text/html"
    other_media_types = tuple(media for kind, media in MEDIA_TYPES.items() if kind is not FileFormat.HTML)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """``format`` is a parameter as any other, and a fault is told in JSON."""
        renderer = JSONRenderer()
        return renderer, renderer.media_type

    def get(self, request: Request) -> HttpResponse:
        asked = self.asked(request)
        return self._answer(request, coverage_question(self.layer, asked, self.role), asked.values, NO_PLANS)

    def post(self, request: Request) -> HttpResponse:
        """The same, of a polygon or a what-if; with new sites (`siting`), and what-ifs beside today (`compare`)."""
        wishes = read(request.query_params, OWN_PARAMETERS).values
        body = request.data
        rest = {name: one for name, one in body.items() if name not in MEMBERS} if isinstance(body, dict) else body
        question, _ = read_coverage_body(rest, self.layer, self.role)
        return self._answer(request, question, wishes, read_plans(dict(body), question, self.role))

    def _answer(
        self, request: Request, question: CoverageQuestion, values: Mapping[str, Any], plans: Plans
    ) -> HttpResponse:
        own = {one.name: values[one.name] for one in OWN_PARAMETERS if one.name in values}
        wishes = {**own, "again": again_of(request)}
        work = work_of(question, wishes, plans, self.role)
        return answer_or_run(request, REPORT_RUN, report_body(question, wishes, plans), work)
