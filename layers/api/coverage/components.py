"""The schema components of coverage."""

from layers.api.shapes import (
    BOTH,
    COUNT,
    COUNTS,
    FLAG,
    FREE,
    MOMENT,
    NUMBER,
    TEXT,
    Schema,
    list_of,
    nullable,
    object_of,
    one_of,
    ref,
)
from layers.api.siting.components import WHAT_IFS
from layers.models import AreaLevel
from layers.queries.coverage.answer import Basis
from layers.queries.coverage.question import Capacity, Method

_MAYBE = nullable(NUMBER)
_TALLY: Schema = {
    "people": _MAYBE,
    "covered_people": _MAYBE,
    "share": _MAYBE,
    "served": _MAYBE,
    "served_share": _MAYBE,
    "in_reach_no_place": _MAYBE,
    "out_of_reach": _MAYBE,
}
_GROUND: Schema = {"area_km2": _MAYBE, "covered_area_km2": _MAYBE, "area_share": _MAYBE, "count": COUNT}
LEVEL = one_of(*AreaLevel.values)
WHAT: Schema = {
    "population": TEXT,
    "area": TEXT,
    "level": LEVEL,
    "capacity": one_of(*Capacity.values),
    "ground": FLAG,
    "geometry": FLAG,
    "polygon": nullable(ref("PolygonBody")),
    "changes": nullable(ref("ChangesBody")),
    "scenario": TEXT,
}
HOW_FAR: Schema = {"radius_m": NUMBER, "minutes": NUMBER, "speed_m_s": NUMBER, "radius": one_of("standard")}
DENOMINATOR = object_of(
    {
        "people": NUMBER,
        "population": TEXT,
        "name": BOTH,
        "source": TEXT,
        "year": COUNT,
        "is_estimate": FLAG,
        "cells": COUNT,
        "version": COUNT,
    }
)
STANDARD = list_of(
    object_of(
        {
            "field": TEXT,
            "value": TEXT,
            "radius_m": NUMBER,
            "standard_no": TEXT,
            "clause": TEXT,
            "verification": TEXT,
            "sites": COUNT,
        }
    )
)
NOTES = list_of(object_of({"key": TEXT, "text": BOTH}))

SCHEMAS: Schema = {
    "CoverageRow": object_of(
        {
            "code": nullable(TEXT),
            "name": TEXT,
            "name_en": TEXT,
            "level": nullable(LEVEL),
            **_TALLY,
            "census_people": nullable(COUNT),
            "census_year": nullable(COUNT),
            "census_difference": _MAYBE,
            **_GROUND,
        }
    ),
    "CoverageBody": object_of(
        {**HOW_FAR, **WHAT},
        (),
        open_ended=True,
    ),
    "CoverageReportBody": object_of(
        {**HOW_FAR, **WHAT, "siting": nullable(ref("SitingOfBody")), "compare": nullable(WHAT_IFS)}, (), open_ended=True
    ),
    "ChangesBody": object_of(
        {
            "close": list_of(TEXT),
            "add": list_of(
                object_of({"name": TEXT, "lon": NUMBER, "lat": NUMBER, "capacity_persons": _MAYBE}, ("lon", "lat"))
            ),
            "capacity": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
        },
        (),
    ),
    "CoverageAnswer": object_of(
        {
            "layer": TEXT,
            "method": one_of(*Method.values),
            "basis": one_of(*Basis),
            "radius_m": _MAYBE,
            "minutes": _MAYBE,
            "speed_m_s": _MAYBE,
            "query": FREE,
            "straight_line": nullable(object_of({"radius_m": NUMBER, "covered_people": NUMBER, "share": _MAYBE})),
            "as_of": nullable(MOMENT),
            "data_version": TEXT,
            "data_versions": {"type": "object", "additionalProperties": TEXT},
            "denominator": nullable(DENOMINATOR),
            "sites": object_of({"count": COUNT, "without_capacity": nullable(COUNT), "excluded": COUNTS}),
            "standard": STANDARD,
            "covered_people": _MAYBE,
            "uncovered_people": _MAYBE,
            "share": _MAYBE,
            "capacity": nullable(
                object_of(
                    {
                        "kind": one_of(*Capacity.values),
                        "method": one_of("exact", "heuristic"),
                        "gap": NUMBER,
                        "places": NUMBER,
                        "places_used": NUMBER,
                    }
                )
            ),
            "served": _MAYBE,
            "served_share": _MAYBE,
            "in_reach_no_place": _MAYBE,
            "out_of_reach": _MAYBE,
            "area": nullable(ref("CoverageRow")),
            "areas": list_of(ref("CoverageRow")),
            "outside_areas_people": _MAYBE,
            "count": COUNT,
            "covered_area_km2": _MAYBE,
            "area_km2": _MAYBE,
            "area_share": _MAYBE,
            "outside_area_km2": _MAYBE,
            "geometry": nullable(ref("Geometry")),
            "outside_geometry": nullable(ref("Geometry")),
            "notes": NOTES,
        }
    ),
    "CoverageCells": object_of(
        {
            "cell_deg": NUMBER,
            "lon": list_of(NUMBER),
            "lat": list_of(NUMBER),
            "served": list_of(NUMBER),
            "in_reach_no_place": list_of(NUMBER),
            "out_of_reach": list_of(NUMBER),
            "most_people": NUMBER,
            "people": NUMBER,
            "data_versions": {"type": "object", "additionalProperties": TEXT},
        }
    ),
}

EXAMPLES: Schema = {
    "CoverageBody": {
        "radius_m": 1000,
        "area": "610500",
        "capacity": "evacuation",
        "usable": True,
        "changes": {"add": [{"name": "示例小学", "lon": 109.51, "lat": 34.5, "capacity_persons": 800}]},
    },
    "CoverageReportBody": {
        "radius_m": 1000,
        "area": "610500",
        "siting": {"method": "mclp", "p": 3, "candidates": {"grid": {"spacing_m": 1000}}},
        "compare": [{"name": "示例", "changes": {"close": ["SX-SH-0003"]}}],
    },
    "CoverageAnswer": {
        "layer": "shelters",
        "method": "radius",
        "basis": "geodesic",
        "radius_m": 1000,
        "minutes": None,
        "speed_m_s": None,
        "straight_line": None,
        "query": {
            "layer": "shelters",
            "method": "radius",
            "radius_m": 1000,
            "minutes": None,
            "speed_m_s": None,
            "population": None,
            "area": "610502",
            "level": None,
            "capacity": "evacuation",
            "polygon": None,
            "changes": None,
            "scenario": None,
            "filters": {"usable": True},
        },
        "as_of": "2026-11-22T08:00:00+08:00",
        "data_version": "12",
        "data_versions": {"shelters": "12", "areas": "3", "population:example": "1"},
        "denominator": {
            "people": 100000,
            "population": "example",
            "name": {"en": "Example", "zh": "示例"},
            "source": "示例",
            "year": 2020,
            "is_estimate": True,
            "cells": 812,
            "version": 1,
        },
        "sites": {"count": 14, "without_capacity": 3, "excluded": {"not_usable": 2}},
        "standard": [],
        "covered_people": 61000,
        "uncovered_people": 39000,
        "share": 0.61,
        "capacity": {"kind": "evacuation", "method": "exact", "gap": 0.0, "places": 52000, "places_used": 48000},
        "served": 48000,
        "served_share": 0.48,
        "in_reach_no_place": 13000,
        "out_of_reach": 39000,
        "area": {
            "code": "610502",
            "name": "临渭区",
            "name_en": "Linwei",
            "level": "county",
            "people": 100000,
            "covered_people": 61000,
            "share": 0.61,
            "served": 48000,
            "served_share": 0.48,
            "in_reach_no_place": 13000,
            "out_of_reach": 39000,
            "census_people": 101000,
            "census_year": 2020,
            "census_difference": -1000,
            "area_km2": 1221.0,
            "covered_area_km2": 38.2,
            "area_share": 0.0313,
            "count": 13,
        },
        "areas": [],
        "outside_areas_people": None,
        "count": 14,
        "covered_area_km2": 38.2,
        "area_km2": 1221.0,
        "area_share": 0.0313,
        "outside_area_km2": 1182.8,
        "geometry": None,
        "outside_geometry": None,
        "notes": [],
    },
    "CoverageCells": {
        "cell_deg": 0.0078125,
        "lon": [109.50390625, 109.51171875],
        "lat": [34.50390625, 34.50390625],
        "served": [812, 0],
        "in_reach_no_place": [95, 0],
        "out_of_reach": [0, 340],
        "most_people": 907,
        "people": 1247,
        "data_versions": {"shelters": "12", "areas": "3", "population:example": "1"},
    },
}
