"""Examples of answers and bodies for the schema; positions and names in them are invented."""

from layers.api.accessibility import components as accessibility_components
from layers.api.coverage import components as coverage_components
from layers.api.shapes import Schema
from layers.api.siting import components as siting_components

_POINT = {"type": "Point", "coordinates": [109.4982, 34.5071]}
_DEPOT = {
    "type": "Feature",
    "id": "6f6b2d0e-0f57-5a0e-9d0c-3a2f0f6f2f11",
    "geometry": _POINT,
    "properties": {
        "code": "610502-D-001",
        "name": "示例储备库",
        "name_en": "Example depot",
        "rank": 1,
        "distance_m": 1326.418,
        "bearing_deg": 306.2,
        "usable": True,
        "verified_age_s": 172800,
        "available": {"tent": 620},
        "status": "in_service",
        "level": "city",
    },
}
_FRESH = {"as_of": "2026-11-22T08:00:00+08:00", "data_version": "12", "source": "live", "degraded": False, "age_s": 0.2}

_GIVER = {"code": "610502-D-001", "name": "示例储备库", "name_en": "Example depot", "lon": 109.4982, "lat": 34.5071}
_PIECES = {"en": "pcs", "zh": "顶"}

EXAMPLES: Schema = {
    **coverage_components.EXAMPLES,
    **accessibility_components.EXAMPLES,
    **siting_components.EXAMPLES,
    "NearestBatchBody": {
        "origins": {"lon": [109.51, 109.62], "lat": [34.5, 34.41]},
        "k": 1,
        "filters": {"usable": True},
    },
    "NearestBatchAnswer": {
        "query": {"layer": "shelters", "origins": 2, "k": 1, "max_distance_m": None, "filters": {"usable": True}},
        **_FRESH,
        "resources": [
            {
                "id": "0b8e4d53-6c5c-4b1c-9d3a-2f1f0a5b7c11",
                "code": "610502-S-001",
                "name": "示例避难场所",
                "name_en": "Example shelter",
                "lon": 109.4982,
                "lat": 34.5071,
            }
        ],
        "nearest": [[0], [0]],
        "distance_m": [[1326.418], [15502.104]],
    },
    "RunBody": {"kind": "coverage", "question": {"layer": "shelters", "radius_m": 1000, "level": "county"}},
    "Run": {
        "id": "0b8e4d53-6c5c-4b1c-9d3a-2f1f0a5b7c11",
        "kind": "coverage",
        "state": "running",
        "percent": 42,
        "stage": {"key": "people", "text": "Counting people"},
        "time_left_s": 12.5,
        "created_at": "2026-11-22T08:00:00+08:00",
        "href": "/api/v1/runs/0b8e4d53-6c5c-4b1c-9d3a-2f1f0a5b7c11",
    },
    "ClocksBody": {
        "sites": {"area": "610500", "level": "town"},
        "items": [{"item": "tent", "quantity": 100}, {"item": "quilt", "quantity": 500}],
    },
    "FillBody": {
        "place": {"lon": 109.51, "lat": 34.5},
        "items": [{"item": "tent", "quantity": 1200}],
        "deadline_s": 7200,
        "choose": "earliest",
    },
    "FillAnswer": {
        "query": {
            "lon": 109.51,
            "lat": 34.5,
            "from": None,
            "items": [{"item": "tent", "quantity": 1200, "unit": _PIECES}],
            "deadline_s": 7200,
            "choose": "earliest",
            "keep_minimum": True,
            "usable_only": True,
            "vehicle": {
                "key": "truck",
                "speed_km_h": 40,
                "detour_factor": 1.3,
                "top_speed_km_h": 90,
                "loading_minutes": 30,
            },
            "avoid": None,
        },
        **_FRESH,
        "basis": "estimate",
        "roads": None,
        "avoided": [],
        "begins_at": "2026-11-22T08:00:00+08:00",
        "complete": False,
        "complete_s": 1956,
        "complete_at": "2026-11-22T08:32:36+08:00",
        "depots": 1,
        "tonne_km": None,
        "gap": 0.0,
        "parts": [
            {
                "depot": _GIVER,
                "item": "tent-12",
                "item_name": {"en": "Tent 12 m²", "zh": "帐篷（12 平方米）"},
                "unit": _PIECES,
                "quantity": 620,
                "depart_at": "2026-11-22T08:30:00+08:00",
                "arrive_at": "2026-11-22T08:32:36+08:00",
                "load_s": 1800,
                "travel_s": 156,
                "arrive_s": 1956,
                "distance_m": 1326.418,
                "basis": "estimate",
            }
        ],
        "short": [
            {
                "item": "tent",
                "unit": _PIECES,
                "quantity_short": 580,
                "nearest_source": {
                    "depot": {**_GIVER, "code": "610527-D-001"},
                    "available": 900,
                    "arrive_s": 9120,
                    "distance_m": 62588.2,
                    "basis": "estimate",
                },
            }
        ],
        "excluded": {"no_stock": 4, "too_late": 1},
    },
    "NearestAnswer": {
        "type": "FeatureCollection",
        "query": {
            "layer": "depots",
            "lon": 109.51,
            "lat": 34.5,
            "from": None,
            "k": 1,
            "max_distance_m": None,
            "filters": {"item": "tent", "quantity": "500"},
        },
        **_FRESH,
        "excluded": {"too_little": 3},
        "features": [_DEPOT],
    },
    "WithinAnswer": {
        "type": "FeatureCollection",
        "query": {"layer": "depots", "lon": 109.51, "lat": 34.5, "from": None, "radius_m": 2000, "filters": {}},
        **_FRESH,
        "count": 1,
        "sums": {
            "stock": [
                {
                    "item": "tent-12",
                    "item_name": {"en": "Tent 12 m²", "zh": "帐篷"},
                    "unit": {"en": "pcs", "zh": "顶"},
                    "available": 620,
                }
            ]
        },
        "features": [_DEPOT],
    },
    "PolygonBody": {
        "type": "Polygon",
        "coordinates": [[[109.4, 34.4], [109.6, 34.4], [109.6, 34.6], [109.4, 34.6], [109.4, 34.4]]],
    },
    "FeatureBody": {"type": "Feature", "geometry": _POINT, "properties": {"code": "S-1", "name": "示例"}},
    "SignIn": {"username": "viewer", "password": "…"},
}
