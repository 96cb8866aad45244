"""What the live index keeps of each row beside its place: the values that filters ask for, as numpy columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.layer import Layer


@dataclass(frozen=True)
class Column:
    """How one field becomes a number: the place of its choice (-1: none), itself (NaN: NULL), or one bit a tag."""

    name: str
    kind: str
    """``choice``, ``number`` or ``tags``."""
    values: tuple[Any, ...] = ()

    @property
    def dtype(self) -> str:
        return {"choice": "i2", "number": "f8", "tags": "u8"}[self.kind]


def columns_of(layer: Layer) -> tuple[Column, ...]:
    """Return the columns of every plain field that the layer's filters may ask for."""
    found = []
    for field in layer.model._meta.concrete_fields:
        base = getattr(field, "base_field", None)
        kind = getattr(field, "output_field", field).get_internal_type()
        if base is not None and base.choices:
            found.append(Column(field.name, "tags", tuple(value for value, _ in base.flatchoices)))
        elif field.choices and kind == "CharField":
            found.append(Column(field.name, "choice", ("", *(value for value, _ in field.flatchoices))))
        elif kind in _NUMBERS:
            found.append(Column(field.name, "number"))
    found += [Column(name, "tags", tags.values) for name, tags in layer.live_tags.items()]
    return tuple(found)


_NUMBERS = {"IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "FloatField"}


def is_one_of(column: Column, numbers: NDArray[Any], wanted: Sequence[Any]) -> NDArray[np.bool_]:
    """Return where a choice column holds any of the wanted values."""
    table = np.zeros(len(column.values) + 1, bool)  # the last entry answers for -1
    table[[column.values.index(value) for value in wanted if value in column.values]] = True
    mask: NDArray[np.bool_] = table[numbers]
    return mask


def has_tag(column: Column, bits: NDArray[Any], tag: Any) -> NDArray[np.bool_]:
    """Return where a tags column has the tag."""
    if tag not in column.values:
        return np.zeros(len(bits), bool)
    return (bits & np.uint64(1 << column.values.index(tag))) != 0  # type: ignore[no-any-return]
