"""What parameters may name beside resources: items of the catalogue and areas.

Read from the database, or, where a live index runs, from what it keeps, so that questions can be understood while the
database is away.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from layers import models as kinds


@dataclass(frozen=True)
class ItemGroup:
    """An item and everything beneath it in the catalogue tree."""

    key: str
    ids: frozenset[int]


@dataclass(frozen=True)
class Known:
    """Items by key and by GB/T 38565 code, and the codes of the areas."""

    items: Mapping[str, ItemGroup]
    area_codes: frozenset[str]


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


kept: Callable[[], Known | None] = lambda: None  # noqa: E731  (replaced where a live index runs)


data_versions: Callable[[], Mapping[str, int] | None] = lambda: None  # noqa: E731
"""The data version of each layer, from a live index where one runs; None: ask the database."""


def find_items(key_or_code: str) -> ItemGroup | None:
    """Return the item of that key or code with everything beneath it, or None."""
    known = kept()
    if known is None:
        return group_items(kinds.Item.objects.values_list("pk", "key", "code", "parent")).get(key_or_code)
    return known.items.get(key_or_code)


def is_area(code: str) -> bool:
    """Whether an area has that code."""
    known = kept()
    if known is None:
        return kinds.Area.objects.filter(code=code).exists()
    return code in known.area_codes
