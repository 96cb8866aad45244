"""What schema components are made of."""

from typing import Any

Schema = dict[str, Any]


def object_of(properties: Schema, required: tuple[str, ...] | None = None, *, open_ended: bool = False) -> Schema:
    """An object; all its properties are required unless it is said which are."""
    needed = list(properties if required is None else required)
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": open_ended,
        **({"required": needed} if needed else {}),  # the standard forbids an empty list
    }


def list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def nullable(schema: Schema) -> Schema:
    return {**schema, "nullable": True} if "$ref" not in schema else {"allOf": [schema], "nullable": True}


def one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
BOTH = ref("BothLanguages")
BOX = {"type": "array", "items": NUMBER, "minItems": 4, "maxItems": 4}
FREE: Schema = {"type": "object", "additionalProperties": True}
COUNTS: Schema = {"type": "object", "additionalProperties": COUNT}
