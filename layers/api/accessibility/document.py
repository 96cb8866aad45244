"""Places per person as documents: nothing in them depends on the clock, so the same inputs give the same bytes."""

import math
from typing import Any

from layers.api.coverage.document import (
    asked_document,
    denominator_document,
    note_document,
    people,
    query_document,
)
from layers.queries.coverage.accessibility.answer import (
    QUANTILES,
    AccessibilityAnswer,
    AccessibilityRow,
    PerPerson,
)
from layers.queries.coverage.accessibility.bins import PerPersonBins
from layers.queries.coverage.accessibility.question import AccessibilityQuestion


def accessibility_document(answer: AccessibilityAnswer) -> dict[str, Any]:
    question = answer.question
    rows = [*map(_row, answer.rows), *([_row(AccessibilityRow(None, answer.outside))] if answer.outside else [])]
    return {
        **asked_document(question.coverage, answer.basis, answer.data),
        "query": accessibility_query_document(question),
        "decay": question.decay.value,
        "denominator": denominator_document(answer.people, answer.total.people, len(answer.by_cell.cells)),
        "sites": _sites(answer),
        "standard": [vars(row) for row in answer.standard],
        **_figures(answer.total),
        "people_beyond_the_edge": people(answer.neighbours),
        "area": _row(answer.area) if answer.area else None,
        "areas": rows,
        "notes": [note_document(one) for one in answer.notes],
    }


def accessibility_query_document(question: AccessibilityQuestion) -> dict[str, Any]:
    """What was asked, as it was understood."""
    return {
        **query_document(question.coverage),
        "decay": question.decay.value,
        "bands": [{"limit": band.limit, "weight": band.weight} for band in question.bands] or None,
    }


def bins_document(bins: PerPersonBins, answer: AccessibilityAnswer) -> dict[str, Any]:
    return {
        "cell_deg": bins.cell_deg,
        "lon": bins.lons.tolist(),
        "lat": bins.lats.tolist(),
        "persons": bins.persons.round(2).tolist(),
        "per_person": [None if math.isnan(value) else value for value in bins.per_person.tolist()],
        "none_in_reach": bins.none_in_reach.round(2).tolist(),
        "undefined": bins.undefined.round(2).tolist(),
        "most_people": round(float(bins.persons.max(initial=0.0)), 2),
        "people": people(float(bins.persons.sum())),
        "data_versions": {key: str(version) for key, version in answer.data.versions.items()},
    }


def _figures(figures: PerPerson | None) -> dict[str, Any]:
    if figures is None:
        empty = dict.fromkeys(("people_none_in_reach", "people_undefined", "people_at_least"))
        return {"per_person": None, **empty}
    quantiles = figures.quantiles or dict.fromkeys(QUANTILES)
    return {
        "per_person": {"mean": figures.mean, **quantiles},
        "people_none_in_reach": people(figures.none_in_reach),
        "people_undefined": people(figures.undefined),
        "people_at_least": people(figures.at_least),
    }


def _row(row: AccessibilityRow) -> dict[str, Any]:
    area = row.area
    return {
        "code": area.code if area else None,
        "name": area.name if area else "",
        "name_en": area.name_en if area else "",
        "level": area.level if area else None,
        "people": people(row.figures.people) if row.figures else None,
        **_figures(row.figures),
        "count": row.sites,
    }


def _sites(answer: AccessibilityAnswer) -> dict[str, Any]:
    supply = answer.supply
    return {
        "count": len(answer.sites),
        "without_capacity": answer.without_capacity,
        "without_people": supply.without_people,
        "places": supply.places,
        "places_shared": supply.shared,
        "excluded": dict(answer.excluded),
    }
