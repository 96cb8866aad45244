"""What parameters may name beside resources: items of the catalogue and areas.

Read from the database, or, where a live index runs, from what it keeps, so that questions can be understood while the
database is away.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from layers import models as kinds
from layers.labels import BothLanguages


@dataclass(frozen=True)
class ItemGroup:
    """An item and everything beneath it in the catalogue tree."""

    key: str
    ids: frozenset[int]


class Kind(NamedTuple):
    """An item of the catalogue that depots keep."""

    key: str
    name: BothLanguages
    unit: BothLanguages
    unit_mass_kg: float | None


@dataclass(frozen=True)
class Known:
    """Items by key and by GB/T 38565 code, the codes of the areas, and what items are, by id."""

    items: Mapping[str, ItemGroup]
    area_codes: frozenset[str]
    kinds: Mapping[int, Kind] = field(default_factory=dict)


ItemRow = tuple[int, str, str | None, int | None]
"""id, key, code, parent's id"""


def group_items(rows: Iterable[ItemRow]) -> dict[str, ItemGroup]:
    """Return every item with all beneath it, by key and by code."""
    rows = list(rows)
    children: dict[int | None, list[int]] = {}
    for pk, _, _, parent in rows:
        children.setdefault(parent, []).append(pk)
    groups = {}
    for pk, key, code, _ in rows:
        beneath = [pk]
        for one in beneath:
            beneath.extend(children.get(one, []))
        group = ItemGroup(key, frozenset(beneath))
        groups[key] = group
        if code:
            groups.setdefault(code, group)
    return groups


def as_known(rows: Iterable[tuple[Any, ...]], area_codes: Iterable[str]) -> Known:
    """Return what rows of the catalogue tell: an `ItemRow` and then name, name_en, unit, unit_en, unit_mass_kg each."""
    rows = list(rows)
    return Known(
        group_items(row[:4] for row in rows),
        frozenset(area_codes),
        {pk: as_kind(key, *values) for pk, key, _, _, *values in rows},
    )


def as_kind(key: str, name: str, name_en: str, unit: str, unit_en: str, unit_mass_kg: float | None) -> Kind:
    """Return the kind of a row of the catalogue; what has no English name goes by its own."""
    return Kind(key, {"en": name_en or name, "zh": name}, {"en": unit_en or unit, "zh": unit}, unit_mass_kg)


kept: Callable[[], Known | None] = lambda: None  # noqa: E731  (replaced where a live index runs)


data_versions: Callable[[], Mapping[str, int] | None] = lambda: None  # noqa: E731
"""The data version of each layer, from a live index where one runs; None: ask the database."""


def find_items(key_or_code: str) -> ItemGroup | None:
    """Return the item of that key or code with everything beneath it, or None."""
    known = kept()
    if known is None:
        return group_items(kinds.Item.objects.values_list("pk", "key", "code", "parent")).get(key_or_code)
    return known.items.get(key_or_code)


def find_kinds(ids: Iterable[int]) -> dict[int, Kind]:
    """Return what the items of those ids are."""
    here = kept()
    if here is not None:
        return {pk: here.kinds[pk] for pk in ids if pk in here.kinds}
    columns = ("key", "name", "name_en", "unit", "unit_en", "unit_mass_kg")
    rows = kinds.Item.objects.filter(pk__in=list(ids)).values_list("pk", *columns)
    return {pk: as_kind(*values) for pk, *values in rows}


def is_area(code: str) -> bool:
    """Whether an area has that code."""
    known = kept()
    if known is None:
        return kinds.Area.objects.filter(code=code).exists()
    return code in known.area_codes
