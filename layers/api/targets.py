"""GET /api/v1/targets, GET /api/v1/targets/check"""

from collections import Counter
from time import perf_counter
from typing import Any, ClassVar

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.views import OpenView
from layers.catalog import SHELTERS
from layers.filters import Parameter, as_flag, as_text
from layers.labels import L, both
from layers.models import Area
from layers.people.cells import People
from layers.queries.coverage.targets.check import CheckedTarget, TargetsAnswer, check_targets
from layers.queries.coverage.targets.table import Target, targets_in_force
from layers.queries.coverage.targets.verdicts import WHY, Outcome, Verdict
from layers.rights import Sensitivity, require_reach

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

    def get(self, request: Request) -> Response:
        require_reach(self.role, Sensitivity.INTERNAL, L("the check of targets", "目标核查结果"))
        values = self.asked(request).values
        began = perf_counter()
        response = Response(targets_document(check_targets(**questions_values(values))))
        response["Server-Timing"] = f"targets;dur={(perf_counter() - began) * 1000:.1f}"
        return response


def questions_values(values: Any) -> dict[str, Any]:
    """Return the arguments of `check_targets` that parameters give."""
    return {
        "area": values.get("area"),
        "keys": values.get("target"),
        "population": values.get("population"),
        "by_road": values.get("by_road", False),
    }


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
