"""What bodies about needs share: the items, the vehicle, and plain values, each fault at its JSON pointer."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from layers import reference
from layers.api.avoiding import read_avoid_body
from layers.api.body import BodyParser
from layers.errors import Fault
from layers.filters import as_quantity, as_text, one_of
from layers.geo import parse_number
from layers.labels import L
from layers.live.stock import THOUSANDTHS
from layers.models import Item
from layers.pointers import Reader, refused
from layers.queries.danger import Danger
from layers.queries.fill.need import MAX_ITEMS, NeededItem
from layers.reference import ItemGroup
from layers.rights import Role
from layers.travel.vehicle import LIMITS, VehicleKey


class NeedParser(BodyParser):
    """Lets NaN and Infinity through, so that they are refused by name where they stand."""

    strict = False


def read_items(reader: Reader, body: Mapping[str, Any]) -> tuple[NeededItem, ...]:
    """The items needed; no two of them may share a kind."""
    listed = body.get("items")
    if not isinstance(listed, list) or not 1 <= len(listed) <= MAX_ITEMS:
        detail = L("items must be a list of 1 to {most} items.", "items 必须是 1 到 {most} 项的列表。")
        reader.faults.append(Fault(detail.format(most=MAX_ITEMS), pointer="/items"))
        return ()
    groups = _groups()
    found: list[NeededItem] = []
    seen: dict[int, str] = {}
    for place, one in enumerate(listed):
        with reader.at(f"/items/{place}"):
            item = _item(reader, groups, one, f"/items/{place}")
            if item is None:
                continue
            twice = next((seen[pk] for pk in item.group.ids if pk in seen), None)
            if twice is not None:
                detail = L("“{item}” overlaps with “{other}”.", "“{item}”与“{other}”重叠。")
                raise refused(detail.format(item=item.group.key, other=twice), "/item")
            seen.update(dict.fromkeys(item.group.ids, item.group.key))
            found.append(item)
    return tuple(found)


def _groups() -> Mapping[str, ItemGroup]:
    """The catalogue, once for all items asked for: what a live index keeps, else read."""
    known = reference.kept()
    return known.items if known else reference.group_items(Item.objects.values_list("pk", "key", "code", "parent"))


def _item(reader: Reader, groups: Mapping[str, ItemGroup], one: Any, pointer: str) -> NeededItem | None:
    if not isinstance(one, dict):
        raise refused(L("Each item needs item and quantity.", "每项需要 item 和 quantity。"))
    reader.no_others(one, ("item", "quantity"), pointer)
    group = quantity = None
    with reader.at(f"{pointer}/item"):
        key = as_text(text_of(one.get("item"), "item"), "item")
        group = groups.get(key)
        if group is None:
            detail = L(
                "No item “{text}” in the catalogue; /api/v1/items lists them.",
                "物资目录中没有“{text}”；见 /api/v1/items。",
            )
            raise refused(detail.format(text=key))
    with reader.at(f"{pointer}/quantity"):
        quantity = _quantity(one.get("quantity"))
    return None if group is None or quantity is None else NeededItem(group, quantity)


def _quantity(value: Any) -> Decimal:
    if value is None or isinstance(value, bool | list | dict):
        raise refused(L("quantity must be a number greater than 0.", "quantity 必须是大于 0 的数字。"))
    quantity = as_quantity(str(value), "quantity")
    if quantity * THOUSANDTHS != int(quantity * THOUSANDTHS):
        raise refused(L("quantity has at most three decimals.", "quantity 最多三位小数。"))
    return quantity


def read_vehicle(reader: Reader, value: Any) -> tuple[dict[str, float], str]:
    """The caller's own values, and which vehicle they are of."""
    own: dict[str, float] = {}
    key = VehicleKey.TRUCK.value
    if value is None:
        return own, key
    with reader.at("/vehicle"):
        if not isinstance(value, dict):
            raise refused(L("vehicle must be an object.", "vehicle 必须是对象。"))
        reader.no_others(value, ("key", *LIMITS), "/vehicle")
        if "key" in value:
            with reader.at("/vehicle/key"):
                key = one_of(VehicleKey)(text_of(value["key"], "key"), "key")
        for name, (least, most) in LIMITS.items():
            if name in value:
                with reader.at(f"/vehicle/{name}"):
                    own[name] = number_in(value[name], name, least, most)
    return own, key


def number_in(value: Any, name: str, least: float, most: float) -> float:
    number = parse_number(value, name=name)
    if not least <= number <= most:
        detail = L("{name} must be from {least:g} to {most:,.0f}.", "{name} 必须在 {least:g} 到 {most:,.0f} 之间。")
        raise refused(detail.format(name=name, least=least, most=most))
    return number


def read_flags(reader: Reader, body: Mapping[str, Any], names: Sequence[str]) -> dict[str, bool]:
    """Those of the flags that the body gives."""
    flags = {}
    for name in names:
        if name in body:
            with reader.at(f"/{name}"):
                flags[name] = _flag(body[name], name)
    return flags


def read_danger(reader: Reader, body: Mapping[str, Any], role: Role | None) -> Danger | None:
    """What the body says is to be avoided, None where it says nothing."""
    if body.get("avoid") is None:
        return None
    with reader.at("/avoid"):
        return read_avoid_body(body["avoid"], role) or None
    return None


def text_of(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise refused(L("{name} must be a text.", "{name} 必须是文本。").format(name=name))
    return value


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise refused(L("{name} must be true or false.", "{name} 必须是 true 或 false。").format(name=name))
    return value
