"""Which data an answer is made of: two answers of one question and the same versions are the same bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from layers.models import LayerVersion, Population
from layers.queries.coverage.question import CoverageQuestion, Method
from layers.travel.times import roads_in_use

AREAS, CLOSURES = "areas", "closures"


@dataclass(frozen=True)
class DataVersions:
    """By what was counted, its version; and the moment of the newest of them, None where nothing was ever written."""

    versions: Mapping[str, str | int]
    as_of: datetime | None


def data_versions(question: CoverageQuestion, population: Population | None) -> DataVersions:
    """Return the versions of a question's data; call before reading, so that they are never too young."""
    wanted = [question.layer.key]
    if question.area or question.level:
        wanted.append(AREAS)
    wanted += _avoided(question)
    roads = roads_in_use() if question.method is Method.TRAVEL_TIME else None
    if roads:
        wanted.append(CLOSURES)
    rows = {row.layer: row for row in LayerVersion.objects.filter(layer__in=wanted)}
    versions: dict[str, str | int] = {key: str(rows[key].version if key in rows else 0) for key in wanted}
    moments = [row.changed_at for row in rows.values()]
    if roads:
        versions["roads"] = roads.version
    if population:
        versions[f"population:{population.code}"] = population.version
        moments.append(population.imported_at)
    return DataVersions(versions, max(moments, default=None))


def _avoided(question: CoverageQuestion) -> list[str]:
    """The layers whose resources a question keeps out of."""
    names = question.filters["avoid"].names if "avoid" in question.filters else ()
    keys = {name.partition(":")[0] for name in names}
    return sorted(keys - {"polygon", question.layer.key})
