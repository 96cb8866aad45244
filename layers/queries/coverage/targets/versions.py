"""What a check of targets depends on beside its question: every layer, the tables it reads, the roads, the clock."""

import hashlib
from collections.abc import Sequence
from typing import Any

from layers.errors import ConflictError
from layers.models import LayerVersion
from layers.people.store import find_population
from layers.queries.clocks.judge import clocks_in_force
from layers.queries.coverage.moment import closed_to, passing_by_clock
from layers.queries.coverage.targets.check import chosen_targets, questions_of
from layers.queries.coverage.targets.table import targets_in_force
from layers.queries.coverage.walking import walker
from layers.travel.times import roads_in_use
from layers.travel.vehicle import Vehicle, vehicle_in_force


def targets_versions(area: str | None, keys: Sequence[str] | None, population_code: str | None) -> dict[str, Any]:
    """Return what must be the same for a check to have the same answer, in JSON's types."""
    population = find_population(population_code)
    truck, roads = _truck(), roads_in_use()
    tables = repr((targets_in_force(), clocks_in_force(), truck))
    passing: dict[str, Any] = {}
    for target, question in questions_of(chosen_targets(keys), area, population_code):
        if not isinstance(question, str):
            passing[target.key] = passing_by_clock(question.layer, question.filters)
    return {
        "layers": {row.layer: str(row.version) for row in LayerVersion.objects.all()},
        "population": [population.code, population.version] if population else None,
        "tables": hashlib.sha256(tables.encode()).hexdigest(),
        "roads": roads.version if roads else None,
        "closed": [closed_to(one) for one in (walker(), truck) if roads and one],
        "passing": passing,
    }


def _truck() -> Vehicle | None:
    """None where the table of profiles does not say; the check itself tells, where it needs one."""
    try:
        return vehicle_in_force({})
    except ConflictError:
        return None
