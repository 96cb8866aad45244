"""The question of a document in words: the place, the need, the limits."""

from collections.abc import Iterator, Mapping
from typing import Any

from layers.brief import words
from layers.brief.known import area_at, item_texts, resource_name
from layers.brief.sheet import Fact
from layers.filters import Parameter
from layers.labels import L
from layers.layer import Layer
from layers.travel.vehicle import VehicleKey

Document = Mapping[str, Any]
LIMITS = ("item", "quantity", "avoid", "verified_within_days")
"""Filters that are told in words of their own."""


def place_facts(query: Document) -> Iterator[Fact]:
    """Yield where the question is asked from."""
    if query.get("from"):
        yield Fact(L("From", "事发地"), resource_name(query["from"]))
    position = f"{words.position(query['lon'], query['lat'])} (WGS 84)"
    area = area_at(query["lon"], query["lat"])
    yield Fact(L("Place", "地点"), f"{position} · {area}" if area else position)


def filter_facts(layer: Layer, filters: Document) -> Iterator[Fact]:
    """Yield the filters asked for, goods as a need with their units."""
    if "item" in filters:
        items, quantities = as_list(filters["item"]), as_list(filters.get("quantity", []))
        texts = item_texts(map(str, items))
        amounts = [*quantities, *[None] * (len(items) - len(quantities))]
        needs = [need_text(*texts[str(item)], amount) for item, amount in zip(items, amounts, strict=True)]
        yield Fact(L("Need at each", "每处至少有"), words.listed(needs))
    parameters = {parameter.name: parameter for one in layer.filters for parameter in one.parameters}
    for name, value in filters.items():
        if name in parameters and name not in LIMITS:
            yield Fact(str(parameters[name].label), _value_text(parameters[name], value))


def need_text(name: str, unit: str, quantity: Any) -> str:
    """``tents 500 pcs``; any at all where no quantity is asked for."""
    if quantity is None:
        return name
    try:
        amount = words.number(float(quantity))
    except ValueError:
        amount = str(quantity)
    return f"{name} {amount} {unit}".rstrip()


def limit_facts(query: Document) -> Iterator[Fact]:
    """Yield how far, how long, by what vehicle, and what is to be avoided."""
    if query.get("max_distance_m") is not None:
        yield Fact(L("No farther than", "最远"), words.distance(query["max_distance_m"]))
    for name in ("max_duration_s", "deadline_s"):
        if query.get(name) is not None:
            yield Fact(L("Within", "时限"), words.duration(query[name]))
    if query.get("vehicle"):
        yield Fact(L("Vehicle", "车辆"), _vehicle_text(query["vehicle"]))
    if query.get("verified_within_days") is not None:
        days = L("{n} days", "{n} 天内").format(n=query["verified_within_days"])
        yield Fact(L("Checked within", "核实期限"), days)
    avoided = [_avoided_text(one) for one in as_list(query.get("avoid") or [])]
    if avoided:
        yield Fact(L("Avoiding", "避开"), words.listed(avoided))


def as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _avoided_text(one: Any) -> str:
    """A resource by its name, a layer by its title; what was drawn is shown on the map."""
    if isinstance(one, str) and ":" in one and ";" not in one:
        return resource_name(one)
    known = {
        "hazards": L("all open hazard points", "所有未销号隐患点"),
        "incidents": L("all open incidents", "所有未结束突发事件"),
    }
    return str(known.get(one, "") if isinstance(one, str) else "") or L("the area on the map", "图上所画范围")


def _vehicle_text(vehicle: Any) -> str:
    """The vehicle's name, and its planning speed where the document says it."""
    values = vehicle if isinstance(vehicle, Mapping) else {"key": vehicle}
    key = values.get("key", VehicleKey.TRUCK.value)
    name = str(VehicleKey(key).label if key in VehicleKey.values else key)
    speed = values.get("speed_km_h")
    return f"{name} · {words.number(speed)} km/h" if speed else name


def _value_text(parameter: Parameter, value: Any) -> str:
    if isinstance(value, bool) or value in ("true", "false"):
        return str(L("yes", "是") if value in (True, "true") else L("no", "否"))
    labels: dict[Any, Any] = dict(parameter.choices.choices) if parameter.choices else {}
    parts = [str(labels.get(one, words.number(one) if isinstance(one, int | float) else one)) for one in as_list(value)]
    return words.listed(parts)
