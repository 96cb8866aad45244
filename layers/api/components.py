"""The schema components of answers and bodies."""

from layers.api import accessibility_components, coverage_components, siting_components, targets_components
from layers.api.shapes import BOTH, BOX, COUNT, COUNTS, FLAG, FREE, MOMENT, NUMBER, TEXT, Schema
from layers.api.shapes import list_of as _list
from layers.api.shapes import nullable as _nullable
from layers.api.shapes import object_of as _object
from layers.api.shapes import ref as _ref
from layers.travel.vehicle import LIMITS, VehicleKey

FRESHNESS = {
    "as_of": MOMENT,
    "data_version": TEXT,
    "source": {"type": "string", "enum": ["database", "live"]},
    "degraded": FLAG,
    "age_s": NUMBER,
}

_ORIGIN = {"layer": TEXT, "lon": NUMBER, "lat": NUMBER, "from": _nullable(TEXT)}
_STOCK_SUM = _object({"item": TEXT, "item_name": BOTH, "unit": BOTH, "available": NUMBER})
_KEEPER = _object({"code": TEXT, "name": TEXT, "name_en": TEXT, "lon": NUMBER, "lat": NUMBER})
_BASIS: Schema = {"type": "string", "enum": ["estimate", "road"]}
_JOURNEY = {
    "duration_s": COUNT,
    "mobilise_s": COUNT,
    "travel_s": COUNT,
    "road_distance_m": NUMBER,
    "basis": _BASIS,
}
_TIME_QUERY = {
    "by": {"type": "string", "enum": ["travel_time"]},
    "vehicle": TEXT,
    "max_duration_s": _nullable(NUMBER),
    "turnout": {"type": "string", "enum": ["day", "night"]},
}
_AMOUNT: Schema = {"type": "number", "minimum": 0, "exclusiveMinimum": True, "multipleOf": 0.001}
_NEEDED = {**_list(_object({"item": TEXT, "quantity": _AMOUNT})), "minItems": 1, "maxItems": 50}
_LEVEL: Schema = {"type": "string", "enum": ["country", "province", "city", "county", "town", "village"]}
_AVOID: Schema = {
    "oneOf": [_ref("PolygonBody"), {**_list({"oneOf": [TEXT, _ref("PolygonBody")]}), "maxItems": 50}],
    "nullable": True,
}
_BASES: Schema = {"type": "string", "enum": ["estimate", "road", "mixed"]}
_ROADS: Schema = {
    "roads": _nullable(_object({"version": TEXT, "built_at": MOMENT, "source": TEXT})),
    "avoided": _list(TEXT),
}
_CHOICE = _object({"value": {"oneOf": [TEXT, {"type": "integer"}]}, "label": BOTH})

SCHEMAS: Schema = {
    "Page": TEXT,
    "BothLanguages": _object({"en": TEXT, "zh": TEXT}),
    "Problem": _object(
        {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "errors": _list(_object({"detail": TEXT, "parameter": TEXT, "pointer": TEXT}, ("detail",))),
        },
        ("type", "title", "status"),
    ),
    "Geometry": _object({"type": TEXT, "coordinates": _list({})}),
    "Feature": _object(
        {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string", "format": "uuid"},
            "geometry": _nullable(_ref("Geometry")),
            "properties": FREE,
        }
    ),
    "RankedFeature": _object(
        {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string", "format": "uuid"},
            "geometry": _ref("Geometry"),
            "properties": _object(
                {
                    "code": TEXT,
                    "name": TEXT,
                    "rank": COUNT,
                    "distance_m": NUMBER,
                    "bearing_deg": NUMBER,
                    "usable": FLAG,
                    "verified_age_s": _nullable({"type": "integer"}),
                    "available": {"type": "object", "additionalProperties": NUMBER},
                    **_JOURNEY,
                    "reason": TEXT,
                    "reason_text": BOTH,
                },
                ("code", "name"),
                open_ended=True,
            ),
            "route": _nullable(_ref("Geometry")),
        },
        ("type", "id", "geometry", "properties"),
    ),
    "NearestAnswer": _object(
        {
            "type": TEXT,
            "query": _object(
                {**_ORIGIN, "k": COUNT, "max_distance_m": _nullable(NUMBER), "filters": FREE, **_TIME_QUERY},
                (*_ORIGIN, "k", "max_distance_m", "filters"),
            ),
            **FRESHNESS,
            "excluded": COUNTS,
            "features": _list(_ref("RankedFeature")),
            "left_out": _list(_ref("RankedFeature")),
            "basis": _BASES,
            "exact": FLAG,
            **_ROADS,
        },
        ("type", "query", *FRESHNESS, "excluded", "features"),
    ),
    "NearestBatchBody": _object(
        {
            "origins": {
                "oneOf": [
                    _object({"lon": _list(NUMBER), "lat": _list(NUMBER)}),
                    _object({"type": {"type": "string", "enum": ["MultiPoint"]}, "coordinates": _list(_list(NUMBER))}),
                    _object(
                        {"type": {"type": "string", "enum": ["FeatureCollection"]}, "features": _list(FREE)},
                        open_ended=True,
                    ),
                ]
            },
            "k": {"type": "integer", "minimum": 1, "maximum": 10},
            "max_distance_m": _nullable(NUMBER),
            "filters": FREE,
        },
        ("origins",),
    ),
    "NearestBatchAnswer": _object(
        {
            "query": FREE,
            **FRESHNESS,
            "resources": _list(
                _object({"id": TEXT, "code": TEXT, "name": TEXT, "name_en": TEXT, "lon": NUMBER, "lat": NUMBER})
            ),
            "nearest": _list(_list(COUNT)),
            "distance_m": _list(_list(NUMBER)),
        }
    ),
    "WithinAnswer": _object(
        {
            "type": TEXT,
            "query": FREE,
            **FRESHNESS,
            "count": COUNT,
            "sums": {"type": "object", "additionalProperties": {"oneOf": [NUMBER, _list(_STOCK_SUM)]}},
            "features": _list(_ref("RankedFeature")),
        }
    ),
    **coverage_components.SCHEMAS,
    **accessibility_components.SCHEMAS,
    **targets_components.SCHEMAS,
    **siting_components.SCHEMAS,
    "FillBody": _object(
        {
            "place": _object({"lon": NUMBER, "lat": NUMBER}),
            "from": TEXT,
            "items": _NEEDED,
            "deadline_s": _nullable(NUMBER),
            "choose": {"type": "string", "enum": ["earliest", "fewest_depots", "least_tonne_km"]},
            "keep_minimum": FLAG,
            "usable_only": FLAG,
            "vehicle": _ref("VehicleBody"),
            "avoid": _AVOID,
        },
        ("items",),
    ),
    "VehicleBody": _object(
        {"key": {"type": "string", "enum": VehicleKey.values}, **dict.fromkeys(LIMITS, NUMBER)},
        (),
    ),
    "FillAnswer": _object(
        {
            "query": FREE,
            **FRESHNESS,
            "basis": _BASES,
            **_ROADS,
            "begins_at": MOMENT,
            "complete": FLAG,
            "complete_s": _nullable(COUNT),
            "complete_at": _nullable(MOMENT),
            "depots": COUNT,
            "tonne_km": _nullable(NUMBER),
            "gap": NUMBER,
            "parts": _list(
                _object(
                    {
                        "depot": _KEEPER,
                        "item": TEXT,
                        "item_name": BOTH,
                        "unit": BOTH,
                        "quantity": NUMBER,
                        "depart_at": MOMENT,
                        "arrive_at": MOMENT,
                        "load_s": COUNT,
                        "travel_s": COUNT,
                        "arrive_s": COUNT,
                        "distance_m": NUMBER,
                        "road_distance_m": NUMBER,
                        "basis": _BASIS,
                    }
                )
            ),
            "short": _list(
                _object(
                    {
                        "item": TEXT,
                        "unit": _nullable(BOTH),
                        "quantity_short": NUMBER,
                        "nearest_source": _nullable(
                            _object(
                                {
                                    "depot": _KEEPER,
                                    "available": NUMBER,
                                    "arrive_s": COUNT,
                                    "distance_m": NUMBER,
                                    "basis": _BASIS,
                                }
                            )
                        ),
                    }
                )
            ),
            "excluded": COUNTS,
        }
    ),
    "ClocksBody": _object(
        {
            "sites": {
                "oneOf": [
                    _object({"area": TEXT, "level": _LEVEL}),
                    {**_list(TEXT), "minItems": 1, "maxItems": 2000},
                    {
                        **_list(_object({"lon": NUMBER, "lat": NUMBER, "name": TEXT}, ("lon", "lat"))),
                        "minItems": 1,
                        "maxItems": 2000,
                    },
                ]
            },
            "items": _NEEDED,
            "clocks": {**_list(TEXT), "minItems": 1},
            "keep_minimum": FLAG,
            "usable_only": FLAG,
            "by_road": FLAG,
            "vehicle": _ref("VehicleBody"),
            "avoid": _AVOID,
        },
        ("sites", "items"),
    ),
    "ClockList": _object({"clocks": _list(_ref("Clock"))}),
    "Clock": _object(
        {
            "key": TEXT,
            "title": BOTH,
            "levels": _list(TEXT),
            "within_s": COUNT,
            "standard_no": TEXT,
            "clause": TEXT,
            "verification": TEXT,
        }
    ),
    "ClocksAnswer": _object(
        {
            "query": FREE,
            **FRESHNESS,
            "basis": _BASES,
            **_ROADS,
            "clocks": _list(_ref("Clock")),
            "count": COUNT,
            "passed": COUNTS,
            "sites": _list(
                _object(
                    {
                        "layer": _nullable(TEXT),
                        "code": _nullable(TEXT),
                        "name": TEXT,
                        "name_en": TEXT,
                        "lon": NUMBER,
                        "lat": NUMBER,
                        "point": {"type": "string", "enum": ["seat", "inside", "position", "given"]},
                        "area": _nullable(TEXT),
                        "passes": _nullable(FLAG),
                        "clocks": _list(
                            _object(
                                {
                                    "key": TEXT,
                                    "passes": FLAG,
                                    "arrive_s": _nullable(COUNT),
                                    "margin_s": _nullable({"type": "integer"}),
                                    "fails": _list(
                                        _object({"item": TEXT, "quantity_short": NUMBER, "arrive_s": _nullable(COUNT)})
                                    ),
                                }
                            )
                        ),
                    }
                )
            ),
            "areas": _list(_object({"code": TEXT, "name": TEXT, "name_en": TEXT, "sites": COUNT, "passed": COUNTS})),
            "without_point": _list(TEXT),
            "excluded": COUNTS,
        }
    ),
    "FeaturePage": _object(
        {
            "type": TEXT,
            "numberMatched": COUNT,
            "numberReturned": COUNT,
            "links": _list(_object({"rel": TEXT, "type": TEXT, "href": TEXT})),
            "features": _list(_ref("Feature")),
        }
    ),
    "LayerField": _object(
        {
            "name": TEXT,
            "label": BOTH,
            "type": TEXT,
            "unit": _nullable(BOTH),
            "choices": _list(_CHOICE),
            "sensitivity": {"type": "string", "enum": ["public", "internal", "restricted"]},
            "summary": FLAG,
        }
    ),
    "LayerFilter": _object(
        {
            "name": TEXT,
            "label": BOTH,
            "type": TEXT,
            "example": {"nullable": True},
            "choices": _list(_CHOICE),
            "reason": TEXT,
            "many": FLAG,
            "with": _list(TEXT),
        }
    ),
    "Layer": _object(
        {
            "key": TEXT,
            "title": BOTH,
            "geometry": {"type": "string", "enum": ["point", "polygon"]},
            "order": COUNT,
            "readable": FLAG,
            "writable": FLAG,
            "count": _nullable(COUNT),
            "demo": FLAG,
            "questions": _list(TEXT),
            "tiles": TEXT,
            "style": _object(
                {
                    "icon": TEXT,
                    "color": TEXT,
                    "shape": TEXT,
                    "color_by": _nullable(
                        _object({"field": TEXT, "colors": {"type": "object", "additionalProperties": TEXT}})
                    ),
                }
            ),
            "fields": _list(_ref("LayerField")),
            "hidden_fields": _list(BOTH),
            "filters": _list(_ref("LayerFilter")),
            "reasons": {"type": "object", "additionalProperties": BOTH},
            "sums": _list(TEXT),
        }
    ),
    "Catalog": _object({"layers": _list(_ref("Layer"))}),
    "ItemList": _object(
        {
            "items": _list(
                _object(
                    {
                        "key": TEXT,
                        "code": _nullable(TEXT),
                        "name": BOTH,
                        "unit": BOTH,
                        "parent": _nullable(TEXT),
                        "unit_mass_kg": _nullable(NUMBER),
                        "unit_mass_basis": TEXT,
                    }
                )
            )
        }
    ),
    "AreaList": _object(
        {
            "count": COUNT,
            "areas": _list(
                _object(
                    {
                        "code": TEXT,
                        "name": TEXT,
                        "name_en": TEXT,
                        "level": TEXT,
                        "parent": _nullable(TEXT),
                        "population_persons": _nullable(COUNT),
                        "population_year": _nullable(COUNT),
                        "population_source": TEXT,
                        "bbox": _nullable(BOX),
                        "centre": _nullable({"type": "array", "items": NUMBER}),
                    }
                )
            ),
        }
    ),
    "PopulationList": _object(
        {
            "populations": _list(
                _object(
                    {
                        "code": TEXT,
                        "name": BOTH,
                        "source": TEXT,
                        "year": COUNT,
                        "form": {"type": "string", "enum": ["points", "polygons", "raster"]},
                        "is_estimate": FLAG,
                        "method": TEXT,
                        "is_demo": FLAG,
                        "people": NUMBER,
                        "cells": COUNT,
                        "bbox": _nullable(BOX),
                        "version": COUNT,
                        "imported_at": MOMENT,
                    }
                )
            )
        }
    ),
    "MapConfiguration": _object(
        {
            "title": BOTH,
            "version": TEXT,
            "demo": FLAG,
            "notice": _nullable(BOTH),
            "bounds": _nullable(BOX),
            "home_area": _nullable(_object({"code": TEXT, "name": TEXT, "name_en": TEXT})),
            "base_maps": _list(
                _object({"key": TEXT, "title": BOTH, "tiles": _list(TEXT), "attribution": TEXT, "max_zoom": COUNT})
            ),
        }
    ),
    "Run": _object(
        {
            "id": {"type": "string", "format": "uuid"},
            "kind": TEXT,
            "state": {"type": "string", "enum": ["queued", "running", "done", "failed", "cancelled"]},
            "percent": {"type": "integer", "minimum": 0, "maximum": 100},
            "stage": _object({"key": TEXT, "text": TEXT}),
            "time_left_s": _nullable(NUMBER),
            "created_at": MOMENT,
            "href": TEXT,
            "problem": _ref("Problem"),
            "result_href": TEXT,
        },
        ("id", "kind", "state", "percent", "stage", "time_left_s", "created_at", "href"),
    ),
    "RunList": _object({"runs": _list(_ref("Run"))}),
    "RunBody": _object({"kind": TEXT, "question": FREE}),
    "RunResult": FREE,
    "SearchAnswer": _object(
        {
            "results": _list(
                _object(
                    {
                        "kind": {"type": "string", "enum": ["coordinate", "area", "resource"]},
                        "layer": TEXT,
                        "id": TEXT,
                        "code": TEXT,
                        "name": TEXT,
                        "name_en": TEXT,
                        "area": _nullable(TEXT),
                        "area_en": _nullable(TEXT),
                        "address": TEXT,
                        "level": TEXT,
                        "datum": TEXT,
                        "lon": NUMBER,
                        "lat": NUMBER,
                        "bbox": _nullable(BOX),
                    },
                    ("kind", "name"),
                )
            )
        }
    ),
    "Session": _object(
        {
            "user": _nullable(_object({"username": TEXT, "display_name": TEXT})),
            "role": _nullable(TEXT),
            "role_title": _nullable(BOTH),
            "csrf": TEXT,
        }
    ),
    "SignIn": _object({"username": TEXT, "password": {"type": "string", "format": "password"}}),
    "TileJson": _object(
        {
            "tilejson": TEXT,
            "name": TEXT,
            "scheme": TEXT,
            "minzoom": COUNT,
            "maxzoom": COUNT,
            "tiles": _list(TEXT),
            "version": TEXT,
            "bounds": BOX,
            "vector_layers": _list(FREE),
        }
    ),
    "PolygonBody": _object(
        {
            "type": {"type": "string", "enum": ["Polygon", "MultiPolygon", "Feature"]},
            "coordinates": _list({}),
            "geometry": _ref("Geometry"),
            "properties": _nullable(FREE),
        },
        ("type",),
        open_ended=True,
    ),
    "FeatureBody": _object(
        {"type": {"type": "string", "enum": ["Feature"]}, "geometry": _nullable(_ref("Geometry")), "properties": FREE},
        ("type", "properties"),
        open_ended=True,
    ),
}

STATUS_WORDS = {
    400: "A parameter or the body is not valid; `errors` names each fault",
    401: "Sign in first",
    403: "The role does not reach so far",
    404: "No such thing",
    409: "Contradicts what is stored",
    429: "Too many tries; Retry-After says when",
}
