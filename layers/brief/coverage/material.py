"""What a coverage report is made of: the API's documents, and the sites and cells behind their figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.layer import Layer

Document = Mapping[str, Any]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Site:
    """A site that the answer counts."""

    code: str
    name: str
    lon: float
    lat: float
    capacity_persons: float | None = None
    """None: not known, or not asked."""
    persons: float | None = None
    """How many people are given a place there; None where no capacity is asked."""


@dataclass(frozen=True)
class CellColumns:
    """The people of the place asked about, cell by cell; columns of shape (cells,)."""

    lons: Floats = field(repr=False)
    lats: Floats = field(repr=False)
    persons: Floats = field(repr=False)
    served: Floats = field(repr=False)
    """Without a capacity: those in reach."""
    in_reach_no_place: Floats = field(repr=False)
    out_of_reach: Floats = field(repr=False)

    def __len__(self) -> int:
        return len(self.persons)


@dataclass(frozen=True)
class Material:
    """One answer about coverage with all that a report says of it; the words come later, in the reader's language."""

    layer: Layer
    coverage: Document
    """Of ``/coverage/{layer}``, with geometry where it is to be drawn."""
    target: float
    """The share of people that each area should reach, 0 to 1; equality meets it."""
    again: str
    """The address, or the command, that asks the question again."""
    title: str = ""
    picture: Document | None = None
    """Of ``/coverage/{layer}/cells``; None where no people are known."""
    sites: tuple[Site, ...] = ()
    cells: CellColumns | None = None
    siting: Document | None = None
    """Of ``/siting/{layer}``."""
    comparison: Document | None = None
    """Of ``/scenarios/compare``."""
    targets: Document | None = None
    """Of ``/targets/check``."""

    @property
    def with_places(self) -> bool:
        """Whether a place counts, not reach alone."""
        return self.coverage.get("capacity") is not None

    @property
    def denominator(self) -> Document | None:
        return self.coverage.get("denominator")

    @property
    def has_people(self) -> bool:
        return bool(self.denominator and (self.denominator["people"] or 0) > 0)
