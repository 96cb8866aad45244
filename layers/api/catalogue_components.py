"""The schema components of what is there: layers and their features, items, areas, populations, the map, callers."""

from layers.api.shapes import (
    BOTH,
    BOX,
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
    ref,
)

_CHOICE = object_of({"value": {"oneOf": [TEXT, {"type": "integer"}]}, "label": BOTH})

SCHEMAS: Schema = {
    "Feature": object_of(
        {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string", "format": "uuid"},
            "geometry": nullable(ref("Geometry")),
            "properties": FREE,
        }
    ),
    "FeaturePage": object_of(
        {
            "type": TEXT,
            "numberMatched": COUNT,
            "numberReturned": COUNT,
            "links": list_of(object_of({"rel": TEXT, "type": TEXT, "href": TEXT})),
            "features": list_of(ref("Feature")),
        }
    ),
    "LayerField": object_of(
        {
            "name": TEXT,
            "label": BOTH,
            "type": TEXT,
            "unit": nullable(BOTH),
            "choices": list_of(_CHOICE),
            "sensitivity": {"type": "string", "enum": ["public", "internal", "restricted"]},
            "summary": FLAG,
        }
    ),
    "LayerFilter": object_of(
        {
            "name": TEXT,
            "label": BOTH,
            "type": TEXT,
            "example": {"nullable": True},
            "choices": list_of(_CHOICE),
            "reason": TEXT,
            "many": FLAG,
            "with": list_of(TEXT),
        }
    ),
    "Layer": object_of(
        {
            "key": TEXT,
            "title": BOTH,
            "geometry": {"type": "string", "enum": ["point", "polygon"]},
            "order": COUNT,
            "readable": FLAG,
            "writable": FLAG,
            "count": nullable(COUNT),
            "demo": FLAG,
            "questions": list_of(TEXT),
            "tiles": TEXT,
            "style": object_of(
                {
                    "icon": TEXT,
                    "color": TEXT,
                    "shape": TEXT,
                    "color_by": nullable(
                        object_of({"field": TEXT, "colors": {"type": "object", "additionalProperties": TEXT}})
                    ),
                }
            ),
            "fields": list_of(ref("LayerField")),
            "hidden_fields": list_of(BOTH),
            "filters": list_of(ref("LayerFilter")),
            "reasons": {"type": "object", "additionalProperties": BOTH},
            "sums": list_of(TEXT),
        }
    ),
    "Catalog": object_of({"layers": list_of(ref("Layer"))}),
    "ItemList": object_of(
        {
            "items": list_of(
                object_of(
                    {
                        "key": TEXT,
                        "code": nullable(TEXT),
                        "name": BOTH,
                        "unit": BOTH,
                        "parent": nullable(TEXT),
                        "unit_mass_kg": nullable(NUMBER),
                        "unit_mass_basis": TEXT,
                    }
                )
            )
        }
    ),
    "AreaList": object_of(
        {
            "count": COUNT,
            "areas": list_of(
                object_of(
                    {
                        "code": TEXT,
                        "name": TEXT,
                        "name_en": TEXT,
                        "level": TEXT,
                        "parent": nullable(TEXT),
                        "population_persons": nullable(COUNT),
                        "population_year": nullable(COUNT),
                        "population_source": TEXT,
                        "bbox": nullable(BOX),
                        "centre": nullable({"type": "array", "items": NUMBER}),
                    }
                )
            ),
        }
    ),
    "PopulationList": object_of(
        {
            "populations": list_of(
                object_of(
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
                        "bbox": nullable(BOX),
                        "version": COUNT,
                        "imported_at": MOMENT,
                    }
                )
            )
        }
    ),
    "MapConfiguration": object_of(
        {
            "title": BOTH,
            "version": TEXT,
            "demo": FLAG,
            "notice": nullable(BOTH),
            "bounds": nullable(BOX),
            "home_area": nullable(object_of({"code": TEXT, "name": TEXT, "name_en": TEXT})),
            "base_maps": list_of(
                object_of({"key": TEXT, "title": BOTH, "tiles": list_of(TEXT), "attribution": TEXT, "max_zoom": COUNT})
            ),
        }
    ),
    "SearchAnswer": object_of(
        {
            "results": list_of(
                object_of(
                    {
                        "kind": {"type": "string", "enum": ["coordinate", "area", "resource"]},
                        "layer": TEXT,
                        "id": TEXT,
                        "code": TEXT,
                        "name": TEXT,
                        "name_en": TEXT,
                        "area": nullable(TEXT),
                        "area_en": nullable(TEXT),
                        "address": TEXT,
                        "level": TEXT,
                        "datum": TEXT,
                        "lon": NUMBER,
                        "lat": NUMBER,
                        "bbox": nullable(BOX),
                    },
                    ("kind", "name"),
                )
            )
        }
    ),
    "Session": object_of(
        {
            "user": nullable(object_of({"username": TEXT, "display_name": TEXT})),
            "role": nullable(TEXT),
            "role_title": nullable(BOTH),
            "csrf": TEXT,
        }
    ),
    "SignIn": object_of({"username": TEXT, "password": {"type": "string", "format": "password"}}),
    "TileJson": object_of(
        {
            "tilejson": TEXT,
            "name": TEXT,
            "scheme": TEXT,
            "minzoom": COUNT,
            "maxzoom": COUNT,
            "tiles": list_of(TEXT),
            "version": TEXT,
            "bounds": BOX,
            "vector_layers": list_of(FREE),
        }
    ),
    "FeatureBody": object_of(
        {"type": {"type": "string", "enum": ["Feature"]}, "geometry": nullable(ref("Geometry")), "properties": FREE},
        ("type", "properties"),
        open_ended=True,
    ),
}
