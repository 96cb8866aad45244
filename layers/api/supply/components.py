"""The schema components of needs: filling one from several depots, and delivery clocks."""

from layers.api.answer_components import BASES, BASIS, FRESHNESS, ROADS
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
    ref,
)
from layers.travel.vehicle import LIMITS, VehicleKey

_KEEPER = object_of({"code": TEXT, "name": TEXT, "name_en": TEXT, "lon": NUMBER, "lat": NUMBER})
_AMOUNT: Schema = {"type": "number", "minimum": 0, "exclusiveMinimum": True, "multipleOf": 0.001}
_NEEDED = {**list_of(object_of({"item": TEXT, "quantity": _AMOUNT})), "minItems": 1, "maxItems": 50}
_LEVEL: Schema = {"type": "string", "enum": ["country", "province", "city", "county", "town", "village"]}
_AVOID: Schema = {
    "oneOf": [ref("PolygonBody"), {**list_of({"oneOf": [TEXT, ref("PolygonBody")]}), "maxItems": 50}],
    "nullable": True,
}

SCHEMAS: Schema = {
    "FillBody": object_of(
        {
            "place": object_of({"lon": NUMBER, "lat": NUMBER}),
            "from": TEXT,
            "items": _NEEDED,
            "deadline_s": nullable(NUMBER),
            "choose": {"type": "string", "enum": ["earliest", "fewest_depots", "least_tonne_km"]},
            "keep_minimum": FLAG,
            "usable_only": FLAG,
            "vehicle": ref("VehicleBody"),
            "avoid": _AVOID,
        },
        ("items",),
    ),
    "VehicleBody": object_of(
        {"key": {"type": "string", "enum": VehicleKey.values}, **dict.fromkeys(LIMITS, NUMBER)},
        (),
    ),
    "FillAnswer": object_of(
        {
            "query": FREE,
            **FRESHNESS,
            "basis": BASES,
            **ROADS,
            "begins_at": MOMENT,
            "complete": FLAG,
            "complete_s": nullable(COUNT),
            "complete_at": nullable(MOMENT),
            "depots": COUNT,
            "tonne_km": nullable(NUMBER),
            "gap": NUMBER,
            "parts": list_of(
                object_of(
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
                        "basis": BASIS,
                    }
                )
            ),
            "short": list_of(
                object_of(
                    {
                        "item": TEXT,
                        "unit": nullable(BOTH),
                        "quantity_short": NUMBER,
                        "nearest_source": nullable(
                            object_of(
                                {
                                    "depot": _KEEPER,
                                    "available": NUMBER,
                                    "arrive_s": COUNT,
                                    "distance_m": NUMBER,
                                    "basis": BASIS,
                                }
                            )
                        ),
                    }
                )
            ),
            "excluded": COUNTS,
        }
    ),
    "ClocksBody": object_of(
        {
            "sites": {
                "oneOf": [
                    object_of({"area": TEXT, "level": _LEVEL}),
                    {**list_of(TEXT), "minItems": 1, "maxItems": 2000},
                    {
                        **list_of(object_of({"lon": NUMBER, "lat": NUMBER, "name": TEXT}, ("lon", "lat"))),
                        "minItems": 1,
                        "maxItems": 2000,
                    },
                ]
            },
            "items": _NEEDED,
            "clocks": {**list_of(TEXT), "minItems": 1},
            "keep_minimum": FLAG,
            "usable_only": FLAG,
            "by_road": FLAG,
            "vehicle": ref("VehicleBody"),
            "avoid": _AVOID,
        },
        ("sites", "items"),
    ),
    "ClockList": object_of({"clocks": list_of(ref("Clock"))}),
    "Clock": object_of(
        {
            "key": TEXT,
            "title": BOTH,
            "levels": list_of(TEXT),
            "within_s": COUNT,
            "standard_no": TEXT,
            "clause": TEXT,
            "verification": TEXT,
        }
    ),
    "ClocksAnswer": object_of(
        {
            "query": FREE,
            **FRESHNESS,
            "basis": BASES,
            **ROADS,
            "clocks": list_of(ref("Clock")),
            "count": COUNT,
            "passed": COUNTS,
            "sites": list_of(
                object_of(
                    {
                        "layer": nullable(TEXT),
                        "code": nullable(TEXT),
                        "name": TEXT,
                        "name_en": TEXT,
                        "lon": NUMBER,
                        "lat": NUMBER,
                        "point": {"type": "string", "enum": ["seat", "inside", "position", "given"]},
                        "area": nullable(TEXT),
                        "passes": nullable(FLAG),
                        "clocks": list_of(
                            object_of(
                                {
                                    "key": TEXT,
                                    "passes": FLAG,
                                    "arrive_s": nullable(COUNT),
                                    "margin_s": nullable({"type": "integer"}),
                                    "fails": list_of(
                                        object_of({"item": TEXT, "quantity_short": NUMBER, "arrive_s": nullable(COUNT)})
                                    ),
                                }
                            )
                        ),
                    }
                )
            ),
            "areas": list_of(
                object_of({"code": TEXT, "name": TEXT, "name_en": TEXT, "sites": COUNT, "passed": COUNTS})
            ),
            "without_point": list_of(TEXT),
            "excluded": COUNTS,
        }
    ),
}
