"""A coverage report as work that may take long: what is wished beside the question, and the file it becomes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import models
from django.utils import translation

from layers.api.body_texts import as_texts
from layers.api.brief import LANGUAGE, LANGUAGES, TITLE, Language
from layers.api.coverage.reading import read_coverage_body
from layers.api.coverage.report_material import material_of
from layers.api.coverage.report_plans import MEMBERS, Plans, read_plans
from layers.api.coverage.run import as_body, asked_of, expected_of, layer_of, versions_of
from layers.api.reading import read_texts
from layers.api.siting.run import siting_sensitivity
from layers.api.targets.views import require_targets_readable, targets_document
from layers.brief.coverage.files import FileFormat, ReportFile, write_report
from layers.errors import InvalidInputError, invalid
from layers.filters import Parameter, as_flag, one_of
from layers.geo import parse_number
from layers.labels import L
from layers.pointers import Reader, refused
from layers.queries.coverage.measure import measure_coverage
from layers.queries.coverage.question import CoverageQuestion
from layers.queries.coverage.stages import Stage
from layers.queries.coverage.targets.check import check_targets, expected_check_s
from layers.queries.coverage.targets.versions import targets_versions
from layers.rights import Role, Sensitivity, require_reach
from layers.runs.kinds import NAMES_APART, Kind, Question, Rendered, Work, register
from layers.runs.progress import Progress
from layers.steps import stages_of

TARGET_IF_NOT_SAID = 0.6
WISHES = "report"
"""The member of a body that holds what is wished beside the question."""
MOST_AGAIN, MOST_NAME = 4_000, 80
"""Letters of an address, and of a file's name."""
WRITING_S = {
    FileFormat.HTML: 0.5,
    FileFormat.PDF: 0.5,
    FileFormat.CSV: 0.05,
    FileFormat.XLSX: 0.7,
    FileFormat.GPKG: 0.3,
    FileFormat.GEOJSON: 0.05,
}
"""What it takes to write each form, once all is measured."""


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


AGAIN = Parameter(
    "again", L("the address that asks again", "重新查询的地址"), "text", lambda text, name: text[:MOST_AGAIN]
)
"""Of a body alone: an address is its own."""


def prepare(question: Question, role: Role | None) -> Work:
    """Understand the body of a coverage question, with its layer, and its `report`: what is wished of it."""
    body = dict(question)
    layer = layer_of(body.pop("layer", None))
    require_reach(role, layer.sensitivity, layer.title)
    wishes = read_wishes(body.pop(WISHES, None))
    rest = {name: value for name, value in body.items() if name not in MEMBERS}
    asked = read_coverage_body(rest, layer, role)[0]
    return work_of(asked, wishes, read_plans(body, asked, role), role)


def read_wishes(document: Any) -> Mapping[str, Any]:
    """Return the values of what is wished beside a question.

    Raises
    ------
    InvalidInputError
        With every fault and its JSON pointer.
    """
    if document is not None and not isinstance(document, dict):
        raise refused(L("This must be a JSON object.", "此处必须是 JSON 对象。"), f"/{WISHES}")
    reader = Reader()
    with reader.each_at(f"/{WISHES}"):
        return read_texts(as_texts(document or {}), (*OWN_PARAMETERS, AGAIN)).values
    raise InvalidInputError(*reader.faults)


def report_body(question: CoverageQuestion, wishes: Mapping[str, Any], plans: Plans) -> dict[str, Any]:
    """Return a question, its plans and its wishes as the body that asks for the report."""
    return {**as_body(question), **plans.asked, WISHES: {name: value for name, value in wishes.items() if value}}


def work_of(asked: CoverageQuestion, wishes: Mapping[str, Any], plans: Plans, role: Role | None) -> Work:
    """Return what there is to do for a report.

    Raises
    ------
    NotSignedInError, NotAllowedError
        The role may not see the check of targets that is wished for.
    """
    form = FileFormat(wishes.get("format", FileFormat.HTML))
    question = replace(asked, geometry=asked.ground and form.draws_ground)
    targets = (asked.area, None, asked.population)
    with_targets = bool(wishes.get("targets"))
    if with_targets:
        require_targets_readable(role)
    expected_of_targets = expected_check_s(*targets) if with_targets else {}
    measuring = {stage: seconds for stage, seconds in expected_of(question).items() if stage is not Stage.WRITING}
    further_s = plans.expected_s(sum(measuring.values()))
    checking_s, writing_s = sum(expected_of_targets.values()), WRITING_S[form]
    expected = measuring | further_s | {Stage.TARGETS: checking_s, Stage.WRITING: writing_s}

    def answer(progress: Progress) -> Rendered:
        stages = progress.stages(expected)
        measured = measure_coverage(question, stages=stages)
        further = plans.documents(measured, stages=stages)
        if with_targets:
            within = stages_of(stages(Stage.TARGETS), expected_of_targets)
            area, keys, population = targets
            checked = check_targets(area=area, keys=keys, population=population, stages=within)
            further["targets"] = targets_document(checked)
        stages(Stage.WRITING)
        with translation.override(language_of(wishes)):
            share = wishes.get("target", TARGET_IF_NOT_SAID)
            again, title = wishes.get("again", ""), wishes.get("title", "")
            material = material_of(measured, target=share, again=again, title=title, **further)
            return _rendered(write_report(material, form))

    def versions() -> dict[str, Any]:
        checked = targets_versions(*targets) if with_targets else None
        return {**versions_of(question), "plans": plans.versions(), "targets": checked}

    sensitivity = max(question.layer.sensitivity, Sensitivity.INTERNAL if with_targets else Sensitivity.PUBLIC)
    if plans.siting:
        sensitivity = max(sensitivity, siting_sensitivity(plans.siting))
    whole = {**asked_of(question), "plans": plans.document(), WISHES: dict(wishes)}
    return Work(whole, answer, versions, sum(expected.values()), sensitivity)


def language_of(wishes: Mapping[str, Any]) -> str:
    """Return the language that is wished for, else the current one."""
    asked = wishes.get("lang")
    return LANGUAGES[Language(asked)] if asked else translation.get_language() or "en"


def _rendered(file: ReportFile) -> Rendered:
    """A name in any script is cut to what a record holds."""
    stem, dot, ending = file.name.rpartition(".")
    return Rendered(file.body, file.media_type, f"{file.plain_name}{NAMES_APART}{stem[:MOST_NAME]}{dot}{ending}")


REPORT_RUN = register(Kind("report", L("Report", "报告"), prepare))
