"""The schema components of places per person."""

from layers.api.coverage.components import DENOMINATOR, HOW_FAR, LEVEL, NOTES, STANDARD, WHAT
from layers.api.shapes import (
    COUNT,
    COUNTS,
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
from layers.queries.coverage.accessibility.answer import QUANTILES
from layers.queries.coverage.accessibility.question import DecayKind
from layers.queries.coverage.answer import Basis
from layers.queries.coverage.question import Method

_MAYBE = nullable(NUMBER)
_DECAY = one_of(*DecayKind.values)
_FIGURES: Schema = {
    "per_person": nullable(object_of({"mean": _MAYBE, **dict.fromkeys(QUANTILES, _MAYBE)})),
    "people_none_in_reach": _MAYBE,
    "people_undefined": _MAYBE,
    "people_at_least": _MAYBE,
}
_COVERAGE_ONLY = ("ground", "geometry")

SCHEMAS: Schema = {
    "AccessibilityRow": object_of(
        {
            "code": nullable(TEXT),
            "name": TEXT,
            "name_en": TEXT,
            "level": nullable(LEVEL),
            "people": _MAYBE,
            **_FIGURES,
            "count": COUNT,
        }
    ),
    "AccessibilityBody": object_of(
        {
            **HOW_FAR,
            **{name: value for name, value in WHAT.items() if name not in _COVERAGE_ONLY},
            "decay": _DECAY,
            "bands": TEXT,
        },
        ("capacity",),
        open_ended=True,
    ),
    "AccessibilityAnswer": object_of(
        {
            "layer": TEXT,
            "method": one_of(*Method.values),
            "basis": one_of(*Basis),
            "radius_m": _MAYBE,
            "minutes": _MAYBE,
            "speed_m_s": _MAYBE,
            "query": FREE,
            "as_of": nullable(MOMENT),
            "data_version": TEXT,
            "data_versions": {"type": "object", "additionalProperties": TEXT},
            "decay": _DECAY,
            "denominator": DENOMINATOR,
            "sites": object_of(
                {
                    "count": COUNT,
                    "without_capacity": COUNT,
                    "without_people": COUNT,
                    "places": NUMBER,
                    "places_shared": NUMBER,
                    "excluded": COUNTS,
                }
            ),
            "standard": STANDARD,
            **_FIGURES,
            "people_beyond_the_edge": NUMBER,
            "area": nullable(ref("AccessibilityRow")),
            "areas": list_of(ref("AccessibilityRow")),
            "notes": NOTES,
        }
    ),
    "AccessibilityCells": object_of(
        {
            "cell_deg": NUMBER,
            "lon": list_of(NUMBER),
            "lat": list_of(NUMBER),
            "persons": list_of(NUMBER),
            "per_person": list_of(_MAYBE),
            "none_in_reach": list_of(NUMBER),
            "undefined": list_of(NUMBER),
            "most_people": NUMBER,
            "people": NUMBER,
            "data_versions": {"type": "object", "additionalProperties": TEXT},
        }
    ),
}

_EXAMPLE_FIGURES: Schema = {
    "per_person": {"mean": 0.187, "p10": 0.0, "p25": 0.0, "median": 0.094, "p75": 0.251, "p90": 0.52},
    "people_none_in_reach": 39000,
    "people_undefined": 1200,
    "people_at_least": 5400,
}

EXAMPLES: Schema = {
    "AccessibilityBody": {
        "radius_m": 1000,
        "area": "610500",
        "capacity": "evacuation",
        "decay": "bands",
        "bands": "500:1,1000:0.6",
        "changes": {"close": ["610502-S-001"]},
    },
    "AccessibilityAnswer": {
        "layer": "shelters",
        "method": "radius",
        "basis": "geodesic",
        "radius_m": 1000,
        "minutes": None,
        "speed_m_s": None,
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
            "decay": "gaussian",
            "bands": None,
        },
        "as_of": "2026-11-22T08:00:00+08:00",
        "data_version": "12",
        "data_versions": {"shelters": "12", "areas": "3", "population:example": "1"},
        "decay": "gaussian",
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
        "sites": {
            "count": 14,
            "without_capacity": 3,
            "without_people": 1,
            "places": 52000,
            "places_shared": 48000,
            "excluded": {"not_usable": 2},
        },
        "standard": [],
        **_EXAMPLE_FIGURES,
        "people_beyond_the_edge": 3100,
        "area": {
            "code": "610502",
            "name": "临渭区",
            "name_en": "Linwei",
            "level": "county",
            "people": 100000,
            **_EXAMPLE_FIGURES,
            "count": 13,
        },
        "areas": [],
        "notes": [],
    },
    "AccessibilityCells": {
        "cell_deg": 0.0078125,
        "lon": [109.50390625, 109.51171875, 109.51953125],
        "lat": [34.50390625, 34.50390625, 34.50390625],
        "persons": [907, 340, 52],
        "per_person": [0.21, 0.0, None],
        "none_in_reach": [0, 340, 0],
        "undefined": [0, 0, 52],
        "most_people": 907,
        "people": 1299,
        "data_versions": {"shelters": "12", "areas": "3", "population:example": "1"},
    },
}
