"""GET /api/v1/targets, GET /api/v1/targets/check; the check is work that may take long."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.body_texts import as_texts
from layers.api.reading import read_texts
from layers.api.runs import answer_or_run
from layers.api.views import OpenView
from layers.catalog import SHELTERS
from layers.errors import InvalidInputError
from layers.filters import Parameter, as_flag, as_text
from layers.labels import L, both
from layers.models import Area
from layers.people.cells import People
from layers.pointers import Reader
from layers.queries.coverage.targets.check import CheckedTarget, TargetsAnswer, check_targets, expected_check_s
from layers.queries.coverage.targets.table import Target, targets_in_force
from layers.queries.coverage.targets.verdicts import WHY, Outcome, Verdict
from layers.queries.coverage.targets.versions import targets_versions
from layers.rights import Role, Sensitivity, require_reach
from layers.runs.kinds import Kind, Question, Work, register
from layers.runs.progress import Progress

AREA = next(one for filter in SHELTERS.filters for one in filter.parameters if one.name == "area")
TARGET = Parameter(
    "target", L("only this target; repeatable", "仅此目标，可重复"), "text", as_text, example="depot-any-2h", many=True
)
POPULATION = Parameter(
    "population",
    L("code of the population; the newest that is no demo if not given", "人口数据编码，默认最新的非演示数据"),
    "text",
    as_text,
    example="hualien",
)
BY_ROAD = Parameter(
    "by_road",
    L("depots' times by road where roads are known", "储备库用时按路网计算（如有）"),
    "boolean",
    as_flag,
    example="false",
)


class TargetsView(OpenView):
    """The coverage targets that are in force, rows of a table that is edited in the administration."""

    responds = "TargetList"

    def get(self, request: Request) -> Response:
        self.asked(request)
        return Response({"targets": [target_document(one) for one in targets_in_force()]})


class TargetsCheckView(OpenView):
    """Each target in each area of its level: pass, fail or undefined, and how many people, m² or resources are short.

    A value equal to its limit passes. Needs a role, for it tells of teams and hazard points.
    """

    parameters: ClassVar[tuple[Parameter, ...]] = (AREA, TARGET, POPULATION, BY_ROAD)
    responds = "TargetsAnswer"
    may_run = True

    def get(self, request: Request) -> HttpResponse:
        require_targets_readable(self.role)
        values = self.asked(request).values
        return answer_or_run(request, TARGETS_RUN, as_body(values), work_of(values))


def require_targets_readable(role: Role | None) -> None:
    """Raise unless the role may see a check of targets."""
    require_reach(role, Sensitivity.INTERNAL, L("the check of targets", "目标核查结果"))


def prepare(question: Question, role: Role | None) -> Work:
    """Understand the body of a check: its parameters, `target` as a list."""
    require_targets_readable(role)
    reader = Reader()
    with reader.each_at(""):
        return work_of(read_texts(as_texts(question), TargetsCheckView.parameters).values)
    raise InvalidInputError(*reader.faults)


def work_of(values: Mapping[str, Any]) -> Work:
    """Return what there is to do for a check whose parameters were understood."""
    area, keys, population = (values.get(name) for name in ("area", "target", "population"))
    expected = expected_check_s(area, keys, population)

    def answer(progress: Progress) -> dict[str, Any]:
        asked = {"area": area, "keys": keys, "population": population, "by_road": values.get("by_road", False)}
        return targets_document(check_targets(**asked, stages=progress.stages(expected)))

    def versions() -> dict[str, Any]:
        return targets_versions(area, keys, population)

    return Work(as_body(values), answer, versions, sum(expected.values()), Sensitivity.INTERNAL)


def as_body(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a check as the body that asks it."""
    return {name: value for name, value in values.items() if value is not None}


def target_document(target: Target) -> dict[str, Any]:
    return {name: getattr(target, name) for name in Target.__dataclass_fields__}


def targets_document(answer: TargetsAnswer) -> dict[str, Any]:
    """Return the answer as a document; nothing in it depends on the clock."""
    return {
        "area": answer.area.code if answer.area else None,
        "by_road": answer.by_road,
        "as_of": timezone.localtime(answer.as_of).isoformat() if answer.as_of else None,
        "data_versions": {key: str(version) for key, version in answer.versions.items()},
        "population": _population(answer.people),
        "targets": [_checked(one) for one in answer.targets],
    }


def _population(people: People | None) -> dict[str, Any] | None:
    if people is None:
        return None
    return {
        "population": people.code,
        "name": {"en": people.name_en or people.name, "zh": people.name},
        "source": people.source,
        "year": people.year,
        "is_estimate": people.is_estimate,
        "version": people.version,
    }


def _checked(one: CheckedTarget) -> dict[str, Any]:
    counts = Counter(verdict.outcome for _, verdict in one.verdicts)
    return {
        **target_document(one.target),
        **{outcome.value: counts[outcome] for outcome in Outcome},
        "excluded": dict(one.excluded),
        "areas": [_row(area, verdict) for area, verdict in one.verdicts],
    }


def _row(area: Area, verdict: Verdict) -> dict[str, Any]:
    return {
        "code": area.code,
        "name": area.name,
        "name_en": area.name_en,
        "outcome": verdict.outcome.value,
        "why": {"key": verdict.why, "text": both(WHY[verdict.why])} if verdict.why else None,
        "value": verdict.value,
        "limit": verdict.limit,
        "margin": verdict.margin,
        "people": verdict.people,
        "people_short": verdict.people_short,
        "m2_short": verdict.m2_short,
        "count_short": verdict.count_short,
        "km2_short": verdict.km2_short,
        "details": dict(verdict.details),
    }


TARGETS_RUN = register(Kind("targets", L("The check of targets", "目标核查"), prepare))
