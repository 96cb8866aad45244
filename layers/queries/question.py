"""What every question shares: the narrowing by filters, the age and version of the data, and the reasons."""

from collections import Counter
from collections.abc import Iterator, Mapping
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


def shown(rows: Any, layer: Layer, values: Mapping[str, Any]) -> Any:
    """Return the rows with what the filters asked for show of them."""
    for one in asked_filters(layer, values):
        if one.show:
            rows = one.show(rows, **one.own(values))
    return rows


def failures(rows: Any, layer: Layer, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what the filters leave out of `rows`: a reason, and the rows that fail for it; each row is in one of them.

    A row is judged by the first filter that it fails; a reason may come more than once.
    """
    for one in asked_filters(layer, values):
        passed = one.apply(rows, values)
        failing = _without(rows, passed)
        for relaxed in one.relaxed:
            but_for = relaxed.narrow(failing, **one.own(values))
            yield relaxed.reason, but_for
            failing = _without(failing, but_for)
        yield one.reason, failing
        rows = passed


def _without(rows: Any, others: Any) -> Any:
    return rows.exclude(pk__in=others.order_by().values("pk"))


def count_excluded(rows: Any, layer: Layer, values: Mapping[str, Any]) -> dict[str, int]:
    """Count what the filters leave out of `rows`.

    Returns
    -------
    dict
        Reason → count, without zeros; one counting query a reason.
    """
    excluded: Counter[str] = Counter()
    for reason, failing in failures(rows, layer, values):
        excluded[reason] += failing.count()
    return dict(+excluded)
