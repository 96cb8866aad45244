"""What answers depend on beside the versions of layers: the clock, and tables whose changes nobody counts."""

import hashlib
from collections.abc import Mapping
from typing import Any

from layers.layer import Layer
from layers.queries.coverage.question import CoverageQuestion, Method
from layers.queries.coverage.radii import rows_in_force
from layers.queries.coverage.walking import walker
from layers.queries.question import asked_filters
from layers.travel.closures import register
from layers.travel.vehicle import Vehicle


def moment_of(question: CoverageQuestion) -> dict[str, Any]:
    """Return what must be the same, as the data versions must, for a question to have the same answer.

    Returns
    -------
    dict
        In JSON's types, by what it is: how many rows pass each filter that goes by the clock, which roads are closed
        to who walks, which standard profiles are in force. Empty for a question that depends on none of them.
    """
    found = passing_by_clock(question.layer, question.filters)
    if question.method is Method.TRAVEL_TIME:
        found["closed"] = closed_to(walker(question.speed_m_s))
    if question.method is Method.STANDARD_RADIUS:
        found["profiles"] = [
            [field, value, row.value, row.standard_no, row.clause, row.verification]
            for (field, value), row in sorted(rows_in_force().items(), key=lambda one: one[0])
        ]
    return found


def passing_by_clock(layer: Layer, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return, of the filters asked for that go by the clock, how many rows pass each now.

    Notes
    -----
    While a layer does not change, time only takes rows away from those that pass. So their number tells which they are.
    """
    rows = layer.model._default_manager.all()
    return {
        f"{layer.key}:{one.name}": one.apply(rows, values).count()
        for one in asked_filters(layer, values)
        if one.by_clock
    }


def closed_to(vehicle: Vehicle) -> dict[str, str]:
    """Return the roads that are closed to a vehicle now, by code, each with a digest of its line."""
    return {
        closure.avoided.code: hashlib.sha256(closure.line.wkb).hexdigest()[:16]
        for closure in register.in_force(vehicle)
    }
