"""A choice of sites as a document: nothing in it depends on the clock, so the same inputs give the same bytes."""

from typing import Any

from django.utils import timezone

from layers.api.coverage.document import note_document, people, query_document
from layers.queries.coverage.siting.question import AreaGain, Candidate, Pick, SitingAnswer, Standing

FAR = ("mean_m", "farthest_m", "mean_s", "farthest_s")


def siting_document(answer: SitingAnswer) -> dict[str, Any]:
    question, coverage = answer.question, answer.question.coverage
    total = answer.total_people
    return {
        "layer": coverage.layer.key,
        "method": question.method.value,
        "p": question.p,
        "basis": answer.basis.value,
        "radius_m": coverage.radius_m,
        "minutes": coverage.minutes,
        "query": {
            **query_document(coverage),
            **question.asked,
            "with_today": question.with_today,
            "places_persons": people(question.places),
        },
        "as_of": timezone.localtime(answer.data.as_of).isoformat() if answer.data.as_of else None,
        "data_versions": {key: str(version) for key, version in answer.data.versions.items()},
        "denominator": {
            "people": people(total),
            "population": answer.people.code,
            "name": {"en": answer.people.name_en or answer.people.name, "zh": answer.people.name},
            "source": answer.people.source,
            "year": answer.people.year,
            "is_estimate": answer.people.is_estimate,
            "cells": answer.n_cells,
            "version": answer.people.version,
        },
        "sites": answer.n_sites,
        "feasible": answer.feasible,
        "candidates": len(answer.candidates),
        "people": people(answer.gained),
        "solver": answer.choice.solver,
        "gap": answer.choice.gap,
        "before": _standing(answer.before, total),
        "after": _standing(answer.after, total),
        "picks": [_pick(rank, pick, total) for rank, pick in enumerate(answer.picks, start=1)],
        "curve": [_point(answer, point.n, point.gained, is_best=point.is_best) for point in answer.curve],
        "areas": [_area(area) for area in answer.areas],
        "unreachable": {
            "people": people(answer.unreachable.people),
            "cells": answer.unreachable.cells,
            "places": [
                {"lon": lon, "lat": lat, "people": people(count)} for lon, lat, count in answer.unreachable.places
            ],
        },
        "own_gains": [
            {**_candidate(one), "people_gained": people(gain)}
            for one, gain in zip(answer.candidates, answer.own_gains, strict=True)
        ],
        "changes": answer.changes.document(),
        "notes": [note_document(one) for one in answer.notes],
    }


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        "code": candidate.code,
        "name": candidate.name,
        "name_en": candidate.name_en,
        "lon": candidate.lon,
        "lat": candidate.lat,
        "capacity_persons": people(candidate.places),
        "is_upgrade": candidate.is_upgrade,
    }


def _pick(rank: int, pick: Pick, total: float) -> dict[str, Any]:
    return {
        "rank": rank,
        **_candidate(pick.candidate),
        "people_gained": people(pick.gained),
        "own_people_gained": people(pick.own_gain),
        **_standing(pick.after, total),
    }


def _standing(standing: Standing, total: float) -> dict[str, Any]:
    """`share` is of people with a place where capacity counts, else of people covered."""
    counted = standing.covered_people if standing.served is None else standing.served
    return {
        "covered_people": people(standing.covered_people),
        "served": people(standing.served),
        "share": min(1.0, counted / total) if total > 0 else None,
        **{name: None if (far := getattr(standing, name)) is None else round(far, 1) for name in FAR},
    }


def _point(answer: SitingAnswer, n: int, gained: float, *, is_best: bool) -> dict[str, Any]:
    before, total = answer.before, answer.total_people
    start = before.covered_people if before.served is None else before.served
    share = min(1.0, (start + gained) / total) if total > 0 else None
    return {"n": n, "people": people(gained), "share": share, "is_best": is_best}


def _area(row: AreaGain) -> dict[str, Any]:
    area = row.area
    return {
        "code": area.code if area else None,
        "name": area.name if area else "",
        "name_en": area.name_en if area else "",
        "level": area.level if area else None,
        "people": people(row.people),
        "before": people(row.before),
        "after": people(row.after),
        "people_gained": people(row.after - row.before),
        "share_before": min(1.0, row.before / row.people) if row.people > 0 else None,
        "share": min(1.0, row.after / row.people) if row.people > 0 else None,
        "unreachable": people(row.unreachable),
    }
