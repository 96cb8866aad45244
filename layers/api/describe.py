"""The catalog as a document: what a client needs to draw, ask and fill in forms, derived from the models."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models

from layers.catalog import Layer
from layers.filters import LIMIT_REASONS, REASONS, Filter, Parameter
from layers.labels import BothLanguages, L, both
from layers.rights import Role

UNITS = {
    "_persons": L("persons", "人"),
    "_households": L("households", "户"),
    "_m2": L("m²", "平方米"),
    "_km2": L("km²", "平方千米"),
    "_minutes": L("min", "分钟"),
    "_m": L("m", "米"),
}
"""The unit is the suffix of the field's name."""

DOCUMENT_LABELS = {"stock": L("stock", "库存"), "suitability": L("hazard suitability", "灾种适用性")}

TYPES = {
    "IntegerField": "integer",
    "PositiveIntegerField": "integer",
    "PositiveSmallIntegerField": "integer",
    "FloatField": "number",
    "DecimalField": "number",
    "BooleanField": "boolean",
    "DateField": "date",
    "DateTimeField": "datetime",
    "ArrayField": "choices",
    "JSONField": "list",
    "ForeignKey": "place",
    "PointField": "geometry",
    "MultiPolygonField": "geometry",
    "LineStringField": "geometry",
}


def layer_document(layer: Layer, role: Role | None, *, count: int | None, demo: bool) -> dict[str, Any]:
    """Return everything a client needs to know of a layer, as far as the role may know it."""
    readable = layer.readable_by(role)
    style = layer.style
    return {
        "key": layer.key,
        "title": both(layer.title),
        "geometry": layer.geometry,
        "order": layer.order,
        "readable": readable,
        "writable": layer.writable_by(role),
        "count": count,
        "demo": demo,
        "questions": list(layer.questions),
        "tiles": f"/tiles/{layer.key}.json",
        "style": {
            "icon": style.icon,
            "color": style.color,
            "shape": style.shape,
            "color_by": {"field": style.color_by, "colors": style.colors} if style.color_by else None,
        },
        "fields": [field_document(layer, name) for name in (*layer.fields_for(role),)] if readable else [],
        "hidden_fields": [both(field_label(layer, name)) for name in layer.fields if name not in layer.fields_for(role)]
        if readable
        else [],
        "filters": [filter_document(p, one) for one in layer.filters_for(role) for p in one.parameters]
        if readable
        else [],
        "reasons": {reason: both(REASONS[reason]) for reason in (*_reasons(layer), *LIMIT_REASONS)},
        "sums": [name for name in layer.sums if name in layer.fields_for(role)],
    }


def _reasons(layer: Layer) -> Iterator[str]:
    return (reason for one in layer.filters for reason in one.reasons)


def field_document(layer: Layer, name: str) -> dict[str, Any]:
    if name in layer.documents:
        return {
            "name": name,
            "label": both(field_label(layer, name)),
            "type": "object",
            "unit": None,
            "choices": [],
            "sensitivity": layer.fields[name].name.lower(),
            "summary": False,
        }
    field = layer.model._meta.get_field(name)
    choices: Sequence[Any] = getattr(getattr(field, "base_field", field), "choices", None) or []
    kind = getattr(field, "output_field", field).get_internal_type()
    return {
        "name": name,
        "label": both(field_label(layer, name)),
        "type": "choice" if choices and kind != "ArrayField" else TYPES.get(kind, "text"),
        "unit": _unit(name),
        "choices": [{"value": value, "label": both(label)} for value, label in choices],
        "sensitivity": layer.fields[name].name.lower(),
        "summary": name in layer.summary,
    }


def field_label(layer: Layer, name: str) -> Any:
    if name in layer.documents:
        return DOCUMENT_LABELS.get(name, name)
    return getattr(layer.model._meta.get_field(name), "verbose_name", name)


def filter_document(parameter: Parameter, one: Filter) -> dict[str, Any]:
    choices = parameter.choices.choices if parameter.choices else []
    return {
        "name": parameter.name,
        "label": both(parameter.label),
        "type": parameter.kind,
        "example": parameter.example,
        "choices": [{"value": value, "label": both(label)} for value, label in choices],
        "reason": one.reason,
        "many": parameter.many,
        "with": [other.name for other in one.parameters if other is not parameter],
    }


def _unit(name: str) -> BothLanguages | None:
    return next((both(label) for suffix, label in UNITS.items() if name.endswith(suffix)), None)


def count_of(model: type[models.Model]) -> tuple[int, bool]:
    """How many rows there are, and whether any of them is demo data."""
    rows = model._default_manager.all()
    has_demo = any(field.name == "is_demo" for field in model._meta.fields)
    return rows.count(), has_demo and rows.filter(is_demo=True).exists()
