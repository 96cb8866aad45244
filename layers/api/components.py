"""The schema components of answers and bodies, all of them."""

from layers.api import catalogue_components
from layers.api.accessibility import components as accessibility_components
from layers.api.coverage import components as coverage_components
from layers.api.nearest import components as nearest_components
from layers.api.shapes import FREE, MOMENT, NUMBER, TEXT, Schema, list_of, nullable, object_of, ref
from layers.api.siting import components as siting_components
from layers.api.supply import components as supply_components
from layers.api.targets import components as targets_components

SCHEMAS: Schema = {
    "Page": TEXT,
    "BothLanguages": object_of({"en": TEXT, "zh": TEXT}),
    "Problem": object_of(
        {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "errors": list_of(object_of({"detail": TEXT, "parameter": TEXT, "pointer": TEXT}, ("detail",))),
        },
        ("type", "title", "status"),
    ),
    "Geometry": object_of({"type": TEXT, "coordinates": list_of({})}),
    **nearest_components.SCHEMAS,
    **supply_components.SCHEMAS,
    **coverage_components.SCHEMAS,
    **accessibility_components.SCHEMAS,
    **targets_components.SCHEMAS,
    **siting_components.SCHEMAS,
    **catalogue_components.SCHEMAS,
    "Run": object_of(
        {
            "id": {"type": "string", "format": "uuid"},
            "kind": TEXT,
            "state": {"type": "string", "enum": ["queued", "running", "done", "failed", "cancelled"]},
            "percent": {"type": "integer", "minimum": 0, "maximum": 100},
            "stage": object_of({"key": TEXT, "text": TEXT}),
            "time_left_s": nullable(NUMBER),
            "created_at": MOMENT,
            "href": TEXT,
            "problem": ref("Problem"),
            "result_href": TEXT,
        },
        ("id", "kind", "state", "percent", "stage", "time_left_s", "created_at", "href"),
    ),
    "RunList": object_of({"runs": list_of(ref("Run"))}),
    "RunBody": object_of({"kind": TEXT, "question": FREE}),
    "RunResult": FREE,
    "PolygonBody": object_of(
        {
            "type": {"type": "string", "enum": ["Polygon", "MultiPolygon", "Feature"]},
            "coordinates": list_of({}),
            "geometry": ref("Geometry"),
            "properties": nullable(FREE),
        },
        ("type",),
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
