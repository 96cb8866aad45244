"""What a reader gives: cells as the file has them, some thousand at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.models import CellForm

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Batch:
    """Rows of a table or of a layer, or pixels that are not empty."""

    lines: NDArray[np.int64]
    """Of the file, the number of the feature, or the row of the raster; from 1."""
    persons: Floats
    """NaN where the file says nothing, or nothing that can be understood: `reasons` says what."""
    x: Floats = field(default_factory=lambda: np.empty(0))
    """In the file's system; NaN where there is none. Empty where there are geometries."""
    y: Floats = field(default_factory=lambda: np.empty(0))
    geometries: NDArray[np.object_] | None = None
    """shapely geometries in the file's system."""
    columns: NDArray[np.int64] | None = None
    """Of the raster, from 1."""
    reasons: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Position in the batch → the cell as it stands, and why it cannot be understood."""
    zeros: int = 0
    """Pixels in which nobody lives, which are not in the batch."""
    done: int = 0
    """Rows or pixels of the file read so far, for a progress bar."""

    def __len__(self) -> int:
        return len(self.persons)


@dataclass
class CellFile:
    """A file opened for reading."""

    form: CellForm | None
    """None where only the first geometry tells."""
    batches: Iterator[Batch]
    persons_column: str
    crs: str | None = None
    """What the file says of its coordinates."""
    expected: int | None = None
    """Rows, or pixels."""
    encoding: str = ""
    without_data: int = 0
    """Pixels that the raster marks as empty, counted while reading."""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadingOptions:
    """What the user says of how to read the file."""

    persons_column: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    band: int | None = None
    nodata: float | None = None

    def given(self, *names: str) -> list[str]:
        """Return those of the named options that were given."""
        return [name for name in names if getattr(self, name) is not None]


def as_objects(values: list[Any]) -> NDArray[np.object_]:
    """Return values as a column of objects, whatever they are."""
    column = np.empty(len(values), object)
    column[:] = values
    return column
