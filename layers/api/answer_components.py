"""What every answer about resources says: how fresh it is, and on which roads its times are."""

from layers.api.shapes import FLAG, MOMENT, NUMBER, TEXT, Schema, list_of, nullable, object_of

FRESHNESS = {
    "as_of": MOMENT,
    "data_version": TEXT,
    "source": {"type": "string", "enum": ["database", "live"]},
    "degraded": FLAG,
    "age_s": NUMBER,
}
BASIS: Schema = {"type": "string", "enum": ["estimate", "road"]}
BASES: Schema = {"type": "string", "enum": ["estimate", "road", "mixed"]}
ROADS: Schema = {
    "roads": nullable(object_of({"version": TEXT, "built_at": MOMENT, "source": TEXT})),
    "avoided": list_of(TEXT),
}
