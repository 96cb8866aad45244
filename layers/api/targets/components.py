"""The schema components of targets."""

from layers.api.shapes import (
    BOTH,
    COUNT,
    COUNTS,
    FLAG,
    FREE,
    NUMBER,
    TEXT,
    Schema,
    list_of,
    nullable,
    object_of,
    one_of,
    ref,
)
from layers.models import AreaLevel, TargetCapacity, TargetMeasure, Verification
from layers.queries.coverage.targets.verdicts import WHY, Outcome

_MAYBE = nullable(NUMBER)
_TARGET: Schema = {
    "key": TEXT,
    "title": BOTH,
    "measure": one_of(*TargetMeasure.values),
    "layer": TEXT,
    "filters": FREE,
    "level": one_of(*AreaLevel.values),
    "share": _MAYBE,
    "at_least": _MAYBE,
    "sum_of": TEXT,
    "radius_m": _MAYBE,
    "minutes": _MAYBE,
    "clock": TEXT,
    "capacity": one_of(*TargetCapacity.values),
    "hazard": TEXT,
    "m2_per_person": _MAYBE,
    "standard_no": TEXT,
    "clause": TEXT,
    "verification": one_of(*Verification.values),
    "note": TEXT,
}
_POPULATION = {
    "population": TEXT,
    "name": BOTH,
    "source": TEXT,
    "year": {"type": "integer"},
    "is_estimate": FLAG,
    "version": COUNT,
}

SCHEMAS: Schema = {
    "Target": object_of(_TARGET),
    "TargetList": object_of({"targets": list_of(ref("Target"))}),
    "TargetRow": object_of(
        {
            "code": TEXT,
            "name": TEXT,
            "name_en": TEXT,
            "outcome": one_of(*Outcome),
            "why": nullable(object_of({"key": one_of(*WHY), "text": BOTH})),
            "value": _MAYBE,
            "limit": _MAYBE,
            "margin": _MAYBE,
            "people": _MAYBE,
            "people_short": nullable(COUNT),
            "m2_short": _MAYBE,
            "count_short": _MAYBE,
            "km2_short": _MAYBE,
            "details": FREE,
        }
    ),
    "CheckedTarget": object_of(
        {
            **_TARGET,
            **{outcome.value: COUNT for outcome in Outcome},
            "excluded": COUNTS,
            "areas": list_of(ref("TargetRow")),
        }
    ),
    "TargetsAnswer": object_of(
        {
            "area": nullable(TEXT),
            "by_road": FLAG,
            "as_of": nullable({"type": "string", "format": "date-time"}),
            "data_versions": {"type": "object", "additionalProperties": TEXT},
            "population": nullable(object_of(_POPULATION)),
            "targets": list_of(ref("CheckedTarget")),
        }
    ),
}
