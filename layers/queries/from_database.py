"""Nearest answered by PostGIS."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db.models import FloatField, Min, Value
from django.db.models.functions import Coalesce

from layers.queries.question import count_excluded, failures, freshness, narrowed, shown
from layers.queries.ranking import ROUNDING_M
from layers.queries.source import Asking


class FromDatabase:
    """A `layers.queries.source.Source`.

    Notes
    -----
    Two steps, both served by the GiST index on geography. PostGIS orders geographies by spherical distance, which may
    differ from the ellipsoid's order; so the first step takes n candidates in that order, and the exact distance of the
    farthest is a bound within which the true n must lie. The second step ranks everything within the bound.
    """

    def __init__(self, asking: Asking, *, to_points: bool = False) -> None:
        """With `to_points`, outlines do not count: distances are to the point of a resource, where roads lead."""
        self._asking = asking
        self._to = "geom" if to_points else asking.layer.model.MEASURED_TO  # type: ignore[attr-defined]
        self.freshness = freshness(asking.layer)

    def steady(self) -> AbstractContextManager[Any]:
        return nullcontext()

    def nearest(self, n: int, *, limited: bool = True) -> list[Any]:
        return self._first(self._passing(self._asking.max_distance_m if limited else None), n)

    def count_excluded(self, reach_m: float | None) -> dict[str, int]:
        return count_excluded(self._every(reach_m), self._asking.layer, self._asking.values)

    def left_out(self, most: int, reach_m: float | None) -> list[tuple[Any, str]]:
        layer, values = self._asking.layer, self._asking.values
        passing = self._passing(reach_m).order_by().values("pk")
        rows = self._first(self._every(reach_m).exclude(pk__in=passing), most)
        these = layer.model._default_manager.filter(pk__in=[row.pk for row in rows])
        reasons = {
            pk: reason
            for reason, failing in failures(these, layer, values)
            for pk in failing.values_list("pk", flat=True)
        }
        return [(row, reasons[row.pk]) for row in rows]

    def minutes(self, resource: Any, field: str) -> float | None:
        value: float | None = getattr(resource, field)
        return value

    def least_minutes(self, field: str, otherwise: float) -> float:
        rows = self._asking.layer.model._default_manager.order_by()
        least = rows.aggregate(least=Min(Coalesce(field, Value(otherwise), output_field=FloatField())))["least"]
        return otherwise if least is None else float(least)

    def _every(self, reach_m: float | None) -> Any:
        """The rows at most so far away, the limit included: the index finds them, the exact distance decides."""
        rows: Any = self._asking.layer.model._default_manager.all()
        if reach_m is None:
            return rows
        place = self._asking.origin.geometry
        near = rows.within_distance(place, reach_m + ROUNDING_M, to=self._to)
        return near.with_distance_to(place, to=self._to).filter(distance_m__lte=reach_m)

    def _passing(self, reach_m: float | None) -> Any:
        return narrowed(self._every(reach_m), self._asking.layer, self._asking.values)

    def _first(self, rows: Any, n: int) -> list[Any]:
        layer, place = self._asking.layer, self._asking.origin.geometry
        measured = rows.with_distance_to(place, to=self._to)
        candidates = list(measured.nearest_first(place, to=self._to).values_list("distance_m", flat=True)[:n])
        if len(candidates) == n:
            near = rows.within_distance(place, max(candidates) + ROUNDING_M, to=self._to)
            measured = near.with_distance_to(place, to=self._to).filter(distance_m__lte=max(candidates))
        ordered = shown(measured, layer, self._asking.values).order_by("distance_m", "code").select_related("area")
        return list(ordered.prefetch_related(*layer.prefetch)[:n])
