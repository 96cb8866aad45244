"""The filter on stock: depots that hold so much of one or several items, and why the others do not."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from layers.errors import Fault, InvalidInputError, invalid
from layers.filters import Filter, Parameter, Relaxed, as_quantity, as_text
from layers.labels import L
from layers.querysets import StockCount
from layers.reference import ItemGroup, find_items
from layers.rights import Sensitivity

SOME = Decimal("0.001")
"""The least that counts as holding an item, where no quantity is asked for."""
MAX_ITEMS = 50


def _item(text: str, name: str) -> ItemGroup:
    group = find_items(as_text(text, name))
    if group is None:
        raise invalid(
            name,
            L(
                "No item “{text}” in the catalogue; /api/v1/items lists them.",
                "物资目录中没有“{text}”；见 /api/v1/items。",
            ).format(text=text),
        )
    return group


def _check(item: Sequence[ItemGroup], quantity: Sequence[Decimal] = ()) -> None:
    """Each quantity belongs to the item at its place; no line of stock may count for two items."""
    faults = []
    if len(item) > MAX_ITEMS:
        faults.append(Fault(L("At most {most} items.", "最多 {most} 种物资。").format(most=MAX_ITEMS), "item"))
    if quantity and len(quantity) != len(item):
        detail = L(
            "Give as many quantities as items, in the same order: {items} items, {quantities} quantities.",
            "数量与物资须一一对应：{items} 种物资，{quantities} 个数量。",
        )
        faults.append(Fault(detail.format(items=len(item), quantities=len(quantity)), "quantity"))
    seen: dict[int, str] = {}
    for group in item:
        twice = next((seen[pk] for pk in group.ids if pk in seen), None)
        if twice is not None:
            detail = L("“{item}” overlaps with “{other}”.", "“{item}”与“{other}”重叠。")
            faults.append(Fault(detail.format(item=group.key, other=twice), "item"))
        seen.update(dict.fromkeys(group.ids, group.key))
    if faults:
        raise InvalidInputError(*faults)


def _holding(rows: Any, item: Sequence[ItemGroup], quantity: Sequence[Decimal], count: StockCount) -> Any:
    for group, at_least in zip_longest(item, quantity, fillvalue=SOME):
        rows = rows.holding(group.ids, at_least, count)  # type: ignore[union-attr]
    return rows


def _holds(rows: Any, item: Sequence[ItemGroup], quantity: Sequence[Decimal], count: StockCount) -> Any:
    mask = True
    for group, at_least in zip_longest(item, quantity, fillvalue=SOME):
        mask = mask & rows.holding(group.ids, at_least, count)  # type: ignore[union-attr]
    return mask


def _relaxed(reason: str, count: StockCount) -> Relaxed:
    return Relaxed(
        reason,
        lambda rows, item, quantity=(): _holding(rows, item, quantity, count),
        lambda rows, item, quantity=(): _holds(rows, item, quantity, count),
    )


STOCK = Filter(
    (
        Parameter("item", L("item", "物资"), "item", _item, example="tent", many=True),
        Parameter("quantity", L("quantity at least", "数量不少于"), "number", as_quantity, example="500", many=True),
    ),
    lambda rows, item, quantity=(): _holding(rows, item, quantity, StockCount.AVAILABLE),
    lambda rows, item, quantity=(): _holds(rows, item, quantity, StockCount.AVAILABLE),
    "too_little",
    Sensitivity.INTERNAL,
    relaxed=(_relaxed("reserved", StockCount.WITH_RESERVED), _relaxed("expired", StockCount.WITH_EXPIRED)),
    show=lambda rows, item, quantity=(): rows.with_each_available([group.ids for group in item]),
    check=_check,
)
"""Several items are paired with their quantities by order; a depot must hold enough of every one."""
