"""GET and POST /api/v1/coverage/{layer}/report: an answer about coverage as a page, a paper, tables or geometry."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import quote

from django.db import models
from django.http import HttpResponse
from django.utils import translation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from layers.api.body import BodyParser
from layers.api.brief import LANGUAGE, TITLE, again_of, wishes_of
from layers.api.coverage_reading import PARAMETERS, coverage_question, read_coverage_body
from layers.api.reading import read
from layers.api.report_material import material_of
from layers.api.report_plans import MEMBERS, NO_PLANS, Plans, read_plans
from layers.api.targets import targets_document
from layers.api.views import LayerView
from layers.brief.coverage.files import MEDIA_TYPES, FileFormat, ReportFile, write_report
from layers.errors import invalid
from layers.filters import Parameter, as_flag, one_of
from layers.geo import parse_number
from layers.labels import L
from layers.queries.coverage.measure import measure_coverage
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.targets.check import check_targets
from layers.rights import Role, Sensitivity, require_reach

TARGET_IF_NOT_SAID = 0.6


class Format(models.TextChoices):
    """What a report can be."""

    HTML = FileFormat.HTML.value, L("a page", "网页")
    PDF = FileFormat.PDF.value, L("a paper", "PDF")
    CSV = FileFormat.CSV.value, L("a table of areas", "行政区表格")
    XLSX = FileFormat.XLSX.value, L("a workbook", "工作簿")
    GPKG = FileFormat.GPKG.value, L("geometry: areas, sites, cells", "几何：行政区、场所、人口单元")
    GEOJSON = FileFormat.GEOJSON.value, L("geometry: areas", "几何：行政区")


def _share(text: str, name: str) -> float:
    share = parse_number(text, name=name)
    if not 0 < share <= 1:
        raise invalid(
            name, L("{name} must be greater than 0 and at most 1.", "{name} 必须大于 0 且不超过 1。").format(name=name)
        )
    return share


FORMAT = Parameter("format", L("html if not given", "默认 html"), "choice", one_of(Format), Format, "pdf")
TARGET = Parameter(
    "target",
    L(f"share of each area's people to reach; {TARGET_IF_NOT_SAID} if not given", "各区人口占比目标，默认 0.6"),
    "number",
    _share,
    example=0.6,
)
TARGETS = Parameter(
    "targets",
    L("also check the table of targets; needs a role", "同时核查目标表；需要角色"),
    "boolean",
    as_flag,
    example="true",
)
OWN_PARAMETERS = (FORMAT, LANGUAGE, TITLE, TARGET, TARGETS)


class CoverageReportView(LayerView):
    """Coverage as a report to take into a meeting: a page that opens anywhere, a PDF, tables, or geometry.

    Takes what coverage takes, and the share of people that each area should reach.
    """

    parser_classes = (BodyParser,)
    parameters: ClassVar[tuple[Parameter, ...]] = (*PARAMETERS, *OWN_PARAMETERS)
    responds = "Page"
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
        self, request: Request, question: CoverageQuestion, wishes: Mapping[str, Any], plans: Plans
    ) -> HttpResponse:
        again, language = again_of(request), wishes_of(request)[1]
        return _served(report_file(question, wishes, plans, role=self.role, again=again, language=language))


def report_file(
    question: CoverageQuestion,
    wishes: Mapping[str, Any],
    plans: Plans = NO_PLANS,
    *,
    role: Role | None,
    again: str,
    language: str,
) -> ReportFile:
    """Return the report on a question, in the form and the language that are wished for."""
    kind = FileFormat(wishes.get("format", FileFormat.HTML))
    answer = measure_coverage(replace(question, geometry=question.ground and kind.draws_ground))
    further = plans.documents(answer)
    if wishes.get("targets"):
        require_reach(role, Sensitivity.INTERNAL, L("the check of targets", "目标核查结果"))
        further["targets"] = targets_document(
            check_targets(area=question.area, keys=None, population=question.population, by_road=False)
        )
    with translation.override(language):
        target = wishes.get("target", TARGET_IF_NOT_SAID)
        material = material_of(answer, target=target, again=again, title=wishes.get("title", ""), **further)
        return write_report(material, kind)


def _served(file: ReportFile) -> HttpResponse:
    """Pages are shown, all else is kept; names in any script go beside a plain one, for old browsers."""
    how = "inline" if file.policy else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename=\"{file.plain_name}\"; filename*=UTF-8''{quote(file.name)}",
        "Cache-Control": "no-store",
    }
    if file.policy:
        headers["Content-Security-Policy"] = file.policy
    return HttpResponse(file.body, content_type=file.media_type, headers=headers)
