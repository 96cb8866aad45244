"""Coverage as documents: nothing in them depends on the clock, so the same inputs give the same bytes."""

from typing import Any

import shapely
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from layers.people.cells import People
from layers.queries.coverage.answer import AreaRow, Basis, CoverageAnswer, Tally
from layers.queries.coverage.bins import Bins
from layers.queries.coverage.ground import GroundRow
from layers.queries.coverage.notes import Note
from layers.queries.coverage.question import Capacity, CoverageQuestion, Method
from layers.queries.coverage.versions import DataVersions

TALLY = ("people", "covered_people", "share", "served", "served_share", "in_reach_no_place", "out_of_reach")
RATIOS = ("share", "served_share")
GROUND = ("area_km2", "covered_area_km2", "area_share")


def coverage_document(answer: CoverageAnswer) -> dict[str, Any]:
    question, total = answer.question, _tally(answer.total)
    return {
        **asked_document(question, answer.basis, answer.data),
        "denominator": _denominator(answer),
        "sites": _sites(answer),
        "standard": [vars(row) for row in answer.standard],
        "uncovered_people": total["out_of_reach"],
        **{name: value for name, value in total.items() if name != "people"},
        "straight_line": _straight_line(answer),
        "capacity": _capacity(answer),
        "area": _row(answer.area) if answer.area else None,
        "areas": [*map(_row, answer.rows), *([_row(AreaRow(None, answer.outside))] if answer.outside else [])],
        "outside_areas_people": people(answer.outside.people) if answer.outside else None,
        **_ground(answer),
        "notes": [note_document(one) for one in answer.notes],
    }


def asked_document(question: CoverageQuestion, basis: Basis, data: DataVersions) -> dict[str, Any]:
    """How the answer was made: what was asked, and of which data."""
    return {
        "layer": question.layer.key,
        "method": question.method.value,
        "basis": basis.value,
        "radius_m": question.radius_m,
        "minutes": question.minutes,
        "speed_m_s": question.speed_m_s if question.method is Method.TRAVEL_TIME else None,
        "query": query_document(question),
        "as_of": timezone.localtime(data.as_of).isoformat() if data.as_of else None,
        "data_version": str(data.versions[question.layer.key]),
        "data_versions": {key: str(version) for key, version in data.versions.items()},
    }


def denominator_document(whose: People, persons: float, cells: int) -> dict[str, Any]:
    """Whose figures they are: how many of which population live in the place."""
    return {
        "people": people(persons),
        "population": whose.code,
        "name": {"en": whose.name_en or whose.name, "zh": whose.name},
        "source": whose.source,
        "year": whose.year,
        "is_estimate": whose.is_estimate,
        "cells": cells,
        "version": whose.version,
    }


def cells_document(bins: Bins, answer: CoverageAnswer) -> dict[str, Any]:
    return {
        "cell_deg": bins.cell_deg,
        "lon": bins.lons.tolist(),
        "lat": bins.lats.tolist(),
        "served": bins.served.round(2).tolist(),
        "in_reach_no_place": bins.in_reach_no_place.round(2).tolist(),
        "out_of_reach": bins.out_of_reach.round(2).tolist(),
        "most_people": round(bins.most_people, 2),
        "people": people(bins.people),
        "data_versions": {key: str(version) for key, version in answer.data.versions.items()},
    }


def query_document(question: CoverageQuestion) -> dict[str, Any]:
    """What was asked, as it was understood."""
    return {
        "layer": question.layer.key,
        "method": question.method.value,
        "radius_m": question.radius_m,
        "minutes": question.minutes,
        "speed_m_s": question.speed_m_s if question.method is Method.TRAVEL_TIME else None,
        "population": question.population,
        "area": question.area,
        "level": question.level,
        "capacity": question.capacity.value,
        "polygon": None if question.polygon is None else dict(shapely.geometry.mapping(question.polygon)),
        "changes": question.changes.document() if question.changes else None,
        "scenario": question.scenario._asdict() if question.scenario else None,
        "filters": question.filter_texts,
    }


def people(count: float | None) -> float | int | None:
    """Return people to a thousandth: cells that are cut have parts of people, whole ones do not."""
    if count is None:
        return None
    rounded = round(count, 3)
    return int(rounded) if rounded.is_integer() else rounded


def note_document(one: Note) -> dict[str, Any]:
    return {"key": one.key, "text": one.text}


def geometry_document(geometry: BaseGeometry) -> dict[str, Any]:
    """Return polygons only, rounded to about a decimetre, which is finer than a drawn circle."""
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    rounded = shapely.transform(shapely.MultiPolygon(polygons), lambda xy: xy.round(6))
    return dict(shapely.geometry.mapping(rounded))


def _tally(tally: Tally | None) -> dict[str, Any]:
    values = {name: getattr(tally, name, None) for name in TALLY}
    return {name: value if name in RATIOS else people(value) for name, value in values.items()}


def _denominator(answer: CoverageAnswer) -> dict[str, Any] | None:
    if answer.people is None or answer.total is None:
        return None
    return denominator_document(answer.people, answer.total.people, answer.n_cells)


def _straight_line(answer: CoverageAnswer) -> dict[str, Any] | None:
    """The circle of the same time, beside what is walked."""
    question, found = answer.question, answer.straight_line
    if found is None:
        return None
    covered = people(found.covered_people)
    return {"radius_m": round(question.limit * question.speed_m_s, 3), "covered_people": covered, "share": found.share}


def _sites(answer: CoverageAnswer) -> dict[str, Any]:
    asked = answer.question.capacity is not Capacity.NONE
    return {
        "count": len(answer.sites),
        "without_capacity": answer.without_capacity if asked else None,
        "excluded": dict(answer.excluded),
    }


def _capacity(answer: CoverageAnswer) -> dict[str, Any] | None:
    if answer.places is None:
        return None
    return {
        "kind": answer.question.capacity.value,
        "method": answer.places.method,
        "gap": answer.places.gap,
        "places": answer.places.places,
        "places_used": people(answer.places.places_used),
    }


def _row(row: AreaRow) -> dict[str, Any]:
    area = row.area
    return {
        "code": area.code if area else None,
        "name": area.name if area else "",
        "name_en": area.name_en if area else "",
        "level": area.level if area else None,
        **_tally(row.tally),
        "census_people": area.population_persons if area else None,
        "census_year": area.population_year if area else None,
        "census_difference": people(row.census_difference),
        **_ground_row(row.ground),
        "count": row.sites,
    }


def _ground_row(row: GroundRow | None) -> dict[str, Any]:
    values = {name: getattr(row, name, None) for name in GROUND}
    return {name: value if name == "area_share" else _km2(value) for name, value in values.items()}


def _ground(answer: CoverageAnswer) -> dict[str, Any]:
    """What the answer said before people were counted; `count` is that of the sites."""
    ground = answer.ground
    whole = ground.area.area_km2 if ground and ground.area else None
    drawn = ground if answer.question.geometry else None
    return {
        "count": len(answer.sites),
        "covered_area_km2": _km2(ground.covered_area_km2) if ground else None,
        "area_km2": _km2(whole),
        "area_share": ground.area.area_share if ground and ground.area else None,
        "outside_area_km2": _km2(max(0.0, whole - ground.covered_area_km2)) if ground and whole is not None else None,
        "geometry": geometry_document(drawn.covered) if drawn else None,
        "outside_geometry": geometry_document(drawn.outside) if drawn and drawn.outside is not None else None,
    }


def _km2(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
