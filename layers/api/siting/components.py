"""The schema components of siting and of scenarios."""

from layers.api.scenarios.reading import MAX_COMPARED
from layers.api.shapes import (
    BOTH,
    COUNT,
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
from layers.models import AreaLevel
from layers.queries.coverage.answer import Basis
from layers.queries.coverage.question import Capacity
from layers.queries.coverage.siting.choice import Solver
from layers.queries.coverage.siting.question import MAX_P, SitingMethod

_MAYBE = nullable(NUMBER)
_NOTES = list_of(object_of({"key": TEXT, "text": BOTH}))
_STANDING: Schema = {
    "covered_people": NUMBER,
    "served": _MAYBE,
    "share": _MAYBE,
    "mean_m": _MAYBE,
    "farthest_m": _MAYBE,
    "mean_s": _MAYBE,
    "farthest_s": _MAYBE,
}
_CANDIDATE: Schema = {
    "code": nullable(TEXT),
    "name": TEXT,
    "name_en": TEXT,
    "lon": NUMBER,
    "lat": NUMBER,
    "capacity_persons": _MAYBE,
    "is_upgrade": FLAG,
}
_AREA: Schema = {"code": nullable(TEXT), "name": TEXT, "name_en": TEXT, "level": nullable(one_of(*AreaLevel.values))}
_SITE = object_of({"name": TEXT, "lon": NUMBER, "lat": NUMBER, "capacity_persons": _MAYBE}, ("lon", "lat"))
_DIFFERENCE: Schema = {
    "people": _MAYBE,
    "covered_people": _MAYBE,
    "share": _MAYBE,
    "served": _MAYBE,
    "served_share": _MAYBE,
    "in_reach_no_place": _MAYBE,
    "out_of_reach": _MAYBE,
    "covered_area_km2": _MAYBE,
    "area_share": _MAYBE,
}
WHAT_IFS: Schema = {
    **list_of({"oneOf": [TEXT, object_of({"name": TEXT, "changes": ref("ChangesBody")}, ("name",))]}),
    "minItems": 1,
    "maxItems": MAX_COMPARED,
}
"""Ids of scenarios, and changes by name."""
_KEPT: Schema = {"name": TEXT, "note": TEXT, "layer": TEXT, "changes": ref("ChangesBody"), "parameters": FREE}

_OWN: Schema = {
    "method": one_of(*SitingMethod.values),
    "p": {"type": "integer", "minimum": 1, "maximum": MAX_P, "nullable": True},
    "candidates": {
        "nullable": True,
        "oneOf": [
            list_of(_SITE),
            object_of({"points": list_of(_SITE)}),
            object_of({"grid": object_of({"spacing_m": NUMBER})}),
            object_of({"layer": TEXT, "filters": FREE}, ("layer",)),
            object_of({"type": one_of("FeatureCollection"), "features": list_of(FREE)}, open_ended=True),
        ],
    },
    "upgrades": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}, "nullable": True},
    "places_persons": {"type": "number", "minimum": 0},
    "with_today": FLAG,
    "solver": one_of(*Solver.values),
}
"""What a siting body has beside that of coverage."""

SCHEMAS: Schema = {
    "SitingOfBody": object_of(_OWN, ("method",)),
    "SitingBody": object_of(
        {
            **_OWN,
            "radius_m": NUMBER,
            "minutes": NUMBER,
            "radius": one_of("standard"),
            "population": TEXT,
            "area": TEXT,
            "level": one_of(*AreaLevel.values),
            "capacity": one_of(*Capacity.values),
            "polygon": nullable(ref("PolygonBody")),
            "changes": nullable(ref("ChangesBody")),
            "scenario": TEXT,
        },
        ("method",),
        open_ended=True,
    ),
    "SitingAnswer": object_of(
        {
            "layer": TEXT,
            "method": one_of(*SitingMethod.values),
            "p": nullable(COUNT),
            "basis": one_of(*Basis),
            "radius_m": _MAYBE,
            "minutes": _MAYBE,
            "query": FREE,
            "as_of": nullable(MOMENT),
            "data_versions": {"type": "object", "additionalProperties": TEXT},
            "denominator": FREE,
            "sites": COUNT,
            "feasible": FLAG,
            "candidates": COUNT,
            "people": NUMBER,
            "solver": TEXT,
            "gap": NUMBER,
            "before": object_of(_STANDING),
            "after": object_of(_STANDING),
            "picks": list_of(
                object_of(
                    {"rank": COUNT, **_CANDIDATE, "people_gained": NUMBER, "own_people_gained": NUMBER, **_STANDING}
                )
            ),
            "curve": list_of(object_of({"n": COUNT, "people": NUMBER, "share": _MAYBE, "is_best": FLAG})),
            "areas": list_of(
                object_of(
                    {
                        **_AREA,
                        "people": NUMBER,
                        "before": NUMBER,
                        "after": NUMBER,
                        "people_gained": NUMBER,
                        "share_before": _MAYBE,
                        "share": _MAYBE,
                        "unreachable": NUMBER,
                    }
                )
            ),
            "unreachable": object_of(
                {
                    "people": NUMBER,
                    "cells": COUNT,
                    "places": list_of(object_of({"lon": NUMBER, "lat": NUMBER, "people": NUMBER})),
                }
            ),
            "own_gains": list_of(object_of({**_CANDIDATE, "people_gained": NUMBER})),
            "changes": ref("ChangesBody"),
            "notes": _NOTES,
        }
    ),
    "ScenarioBody": object_of(_KEPT, ("name", "layer")),
    "Scenario": object_of(
        {
            "id": {"type": "string", "format": "uuid"},
            "href": TEXT,
            **_KEPT,
            "made_by": nullable(TEXT),
            "created_at": MOMENT,
            "updated_at": MOMENT,
            "missing": list_of(TEXT),
        }
    ),
    "ScenarioList": object_of({"scenarios": list_of(ref("Scenario"))}),
    "ScenarioComparisonBody": object_of(
        {
            "layer": TEXT,
            "scenarios": WHAT_IFS,
            "radius_m": NUMBER,
            "minutes": NUMBER,
            "radius": one_of("standard"),
            "population": TEXT,
            "area": TEXT,
            "level": one_of(*AreaLevel.values),
            "capacity": one_of(*Capacity.values),
        },
        ("layer", "scenarios"),
        open_ended=True,
    ),
    "ScenarioComparison": object_of(
        {
            "today": ref("CoverageAnswer"),
            "scenarios": list_of(
                object_of(
                    {
                        "scenario": object_of({"id": TEXT, "name": TEXT}),
                        "answer": ref("CoverageAnswer"),
                        "difference": object_of(_DIFFERENCE),
                        "areas": list_of(object_of({**_AREA, **_DIFFERENCE})),
                    }
                )
            ),
        }
    ),
}

_ID = "6c1f0e6a-58a5-4c0b-9f2e-0d6f6a1b2c3d"
_CHANGES = {
    "close": ["SX-SH-0003"],
    "add": [{"name": "North square", "lon": 109.51, "lat": 34.5, "capacity_persons": 800}],
    "capacity": {"SX-SH-0007": 1500},
}
_SCENARIO = {
    "name": "North square first",
    "note": "Opens in spring.",
    "layer": "shelters",
    "changes": _CHANGES,
    "parameters": {"radius_m": 1000, "area": "610502"},
}

EXAMPLES: Schema = {
    "SitingBody": {
        "method": "mclp",
        "p": 3,
        "radius_m": 1000,
        "area": "610502",
        "candidates": {"grid": {"spacing_m": 1000}},
    },
    "ScenarioBody": _SCENARIO,
    "ScenarioComparisonBody": {"layer": "shelters", "scenarios": [_ID], "radius_m": 1000, "area": "610502"},
}
