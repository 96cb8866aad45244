"""The schema components of what is near: nearest, for one origin or many, and within."""

from layers.api.answer_components import BASES, BASIS, FRESHNESS, ROADS
from layers.api.shapes import BOTH, COUNT, COUNTS, FLAG, FREE, NUMBER, TEXT, Schema, list_of, nullable, object_of, ref

_ORIGIN = {"layer": TEXT, "lon": NUMBER, "lat": NUMBER, "from": nullable(TEXT)}
_STOCK_SUM = object_of({"item": TEXT, "item_name": BOTH, "unit": BOTH, "available": NUMBER})
_JOURNEY = {
    "duration_s": COUNT,
    "mobilise_s": COUNT,
    "travel_s": COUNT,
    "road_distance_m": NUMBER,
    "basis": BASIS,
}
_TIME_QUERY = {
    "by": {"type": "string", "enum": ["travel_time"]},
    "vehicle": TEXT,
    "max_duration_s": nullable(NUMBER),
    "turnout": {"type": "string", "enum": ["day", "night"]},
}

SCHEMAS: Schema = {
    "RankedFeature": object_of(
        {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string", "format": "uuid"},
            "geometry": ref("Geometry"),
            "properties": object_of(
                {
                    "code": TEXT,
                    "name": TEXT,
                    "rank": COUNT,
                    "distance_m": NUMBER,
                    "bearing_deg": NUMBER,
                    "usable": FLAG,
                    "verified_age_s": nullable({"type": "integer"}),
                    "available": {"type": "object", "additionalProperties": NUMBER},
                    **_JOURNEY,
                    "reason": TEXT,
                    "reason_text": BOTH,
                },
                ("code", "name"),
                open_ended=True,
            ),
            "route": nullable(ref("Geometry")),
        },
        ("type", "id", "geometry", "properties"),
    ),
    "NearestAnswer": object_of(
        {
            "type": TEXT,
            "query": object_of(
                {**_ORIGIN, "k": COUNT, "max_distance_m": nullable(NUMBER), "filters": FREE, **_TIME_QUERY},
                (*_ORIGIN, "k", "max_distance_m", "filters"),
            ),
            **FRESHNESS,
            "excluded": COUNTS,
            "features": list_of(ref("RankedFeature")),
            "left_out": list_of(ref("RankedFeature")),
            "basis": BASES,
            "exact": FLAG,
            **ROADS,
        },
        ("type", "query", *FRESHNESS, "excluded", "features"),
    ),
    "NearestBatchBody": object_of(
        {
            "origins": {
                "oneOf": [
                    object_of({"lon": list_of(NUMBER), "lat": list_of(NUMBER)}),
                    object_of(
                        {"type": {"type": "string", "enum": ["MultiPoint"]}, "coordinates": list_of(list_of(NUMBER))}
                    ),
                    object_of(
                        {"type": {"type": "string", "enum": ["FeatureCollection"]}, "features": list_of(FREE)},
                        open_ended=True,
                    ),
                ]
            },
            "k": {"type": "integer", "minimum": 1, "maximum": 10},
            "max_distance_m": nullable(NUMBER),
            "filters": FREE,
        },
        ("origins",),
    ),
    "NearestBatchAnswer": object_of(
        {
            "query": FREE,
            **FRESHNESS,
            "resources": list_of(
                object_of({"id": TEXT, "code": TEXT, "name": TEXT, "name_en": TEXT, "lon": NUMBER, "lat": NUMBER})
            ),
            "nearest": list_of(list_of(COUNT)),
            "distance_m": list_of(list_of(NUMBER)),
        }
    ),
    "WithinAnswer": object_of(
        {
            "type": TEXT,
            "query": FREE,
            **FRESHNESS,
            "count": COUNT,
            "sums": {"type": "object", "additionalProperties": {"oneOf": [NUMBER, list_of(_STOCK_SUM)]}},
            "features": list_of(ref("RankedFeature")),
        }
    ),
}
