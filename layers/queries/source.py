"""Where a nearest question may be answered from; memory and the database answer the same."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from layers.layer import Layer
from layers.queries.origin import Origin
from layers.queries.question import AsOf


@dataclass(frozen=True)
class Asking:
    """What a source must know of a question: what passes, and from where it is measured."""

    layer: Layer
    origin: Origin
    values: Mapping[str, Any]
    """Values of the filters, by parameter name."""
    max_distance_m: float | None = None


class Source(Protocol):
    """Gives resources in the order of geodesic metres, ties by code; each has pk, code, geom and distance_m."""

    freshness: AsOf

    def steady(self) -> AbstractContextManager[Any]:
        """Inside, nothing changes from one call to the next, as far as the source can promise it."""

    def nearest(self, n: int, *, limited: bool = True) -> list[Any]:
        """The n nearest that pass every filter and, if `limited`, are not too far."""

    def count_excluded(self, reach_m: float | None) -> dict[str, int]:
        """How many of those at most so far away (None: of all) the filters leave out, by reason."""

    def left_out(self, most: int, reach_m: float | None) -> list[tuple[Any, str]]:
        """The nearest of them, each with its reason."""

    def minutes(self, resource: Any, field: str) -> float | None:
        """A number field of a resource that `nearest` returned."""

    def least_minutes(self, field: str, otherwise: float) -> float:
        """The least value of the field in the whole layer, where `otherwise` stands for none."""
