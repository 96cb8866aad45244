"""Scenarios as documents, and what differs between today and each of them."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from layers.api.coverage.document import coverage_document
from layers.models import Scenario
from layers.queries.coverage.answer import CoverageAnswer
from layers.queries.coverage.comparing import Compared
from layers.queries.coverage.scenarios import changes_of, layer_of, missing_codes

DIFFERENCES = (
    "people",
    "covered_people",
    "share",
    "served",
    "served_share",
    "in_reach_no_place",
    "out_of_reach",
    "covered_area_km2",
    "area_share",
)


def scenario_document(row: Scenario) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "href": f"/api/v1/scenarios/{row.pk}",
        "name": row.name,
        "note": row.note,
        "layer": row.layer,
        "changes": row.changes,
        "parameters": row.parameters,
        "made_by": row.owner.get_username() if row.owner else None,
        "created_at": timezone.localtime(row.created_at).isoformat(),
        "updated_at": timezone.localtime(row.updated_at).isoformat(),
        "missing": list(missing_codes(layer_of(row), changes_of(row))),
    }


def comparison_document(today: CoverageAnswer, compared: Sequence[Compared]) -> dict[str, Any]:
    """Return the whole answers, and the differences: what a scenario has less what today has."""
    now = coverage_document(today)
    return {"today": now, "scenarios": [_compared(now, one) for one in compared]}


def _compared(now: dict[str, Any], one: Compared) -> dict[str, Any]:
    then = coverage_document(one.answer)
    rows = {row["code"]: row for row in now["areas"]}
    return {
        "scenario": one.scenario._asdict(),
        "answer": then,
        "difference": _difference(now, then),
        "areas": [
            {
                **{name: row[name] for name in ("code", "name", "name_en", "level")},
                **_difference(rows[row["code"]], row),
            }
            for row in then["areas"]
        ],
    }


def _difference(now: dict[str, Any], then: dict[str, Any]) -> dict[str, Any]:
    pairs = ((name, now.get(name), then.get(name)) for name in DIFFERENCES if name in now)
    return {name: None if a is None or b is None else round(b - a, 9) for name, a, b in pairs}
