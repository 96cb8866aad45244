"""What every question shares: the narrowing by filters, the age and version of the data, and the reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from layers.filters import Filter
from layers.labels import L
from layers.layer import Layer
from layers.models import LayerVersion


class Consistency(models.TextChoices):
    """Whether an answer may come from memory, which follows the database by a moment, or must be the database's."""

    LIVE = "live", L("from memory", "内存应答")
    STRICT = "strict", L("from the database", "查询数据库")


@dataclass(frozen=True)
class AsOf:
    """How fresh an answer is: its moment, the layer's data version, and where it came from."""

    as_of: datetime
    data_version: str
    source: str = "database"
    degraded: bool = False
    """Whether the database is away, so that the answer may be as old as `as_of` says."""


def data_version(layer: Layer) -> str:
    """Return the layer's version; two answers of the same version come from the same data."""
    version = LayerVersion.objects.filter(layer=layer.key).values_list("version", flat=True).first()
    return str(version or 0)


def freshness(layer: Layer) -> AsOf:
    """Return the age of what is about to be read; call before reading, so that it is never too young."""
    return AsOf(timezone.now(), data_version(layer))


def asked_filters(layer: Layer, values: Mapping[str, Any]) -> list[Filter]:
    return [one for one in layer.filters if one.asked(values)]


def narrowed(rows: Any, layer: Layer, values: Mapping[str, Any]) -> Any:
    """Return the rows that pass every filter asked for."""
    for one in asked_filters(layer, values):
        rows = one.apply(rows, values)
    return rows


def count_excluded(rows: Any, layer: Layer, values: Mapping[str, Any]) -> dict[str, int]:
    """Count what the filters leave out of `rows`, each row once, under the first filter that it fails.

    Returns
    -------
    dict
        Reason → count, without zeros; one counting query a filter.
    """
    excluded: dict[str, int] = {}
    filters = asked_filters(layer, values)
    left = rows.count() if filters else 0
    for one in filters:
        rows = one.apply(rows, values)
        passed = rows.count()
        if left > passed:
            excluded[one.reason] = excluded.get(one.reason, 0) + left - passed
        left = passed
    return excluded
