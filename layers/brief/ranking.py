"""The ranked table of a nearest answer: a column for each thing that the document tells of its resources."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from layers.brief import words
from layers.brief.known import item_texts
from layers.brief.marks import look_of
from layers.brief.sheet import Cell, Column, Table
from layers.labels import L
from layers.layer import Layer

Properties = Mapping[str, Any]
ROAD = "road"
Tell = Callable[[Layer, Properties], Cell]


def ranked_table(layer: Layer, found: Sequence[Properties], *, note: str) -> Table:
    """Return the resources in their order; what no document holds, since the caller may not read it, has no column."""
    told = [(column, tell) for column, names, tell in _columns(layer) if _any(found, names)]
    rows = tuple(tuple(tell(layer, one) for _, tell in told) for one in found)
    return Table(str(layer.title), tuple(column for column, _ in told), rows, note)


def amounts(available: Mapping[str, Any]) -> list[str]:
    """Return how much there is of each item asked for: ``tents 830 pcs``."""
    texts = item_texts(available)
    return [f"{texts[key][0]} {words.number(amount)} {texts[key][1]}".rstrip() for key, amount in available.items()]


def _any(found: Sequence[Properties], names: tuple[str, ...]) -> bool:
    return any(one.get(name) not in (None, "", []) for one in found for name in names)


def _columns(layer: Layer) -> Iterator[tuple[Column, tuple[str, ...], Tell]]:
    """Yield each column with the properties of which one at least must be told."""
    yield Column("#"), ("rank",), lambda _, one: Cell(str(one["rank"]), look=look_of(layer, dict(one)))
    yield Column(L("name", "名称")), ("name",), _name
    yield Column(L("distance", "距离"), "figure"), ("distance_m",), _distance
    yield Column(L("there in\n= ready + way", "到达\n= 准备 + 行驶"), "figure"), ("duration_s",), _time
    yield Column(L("available", "可用"), "figure"), ("available",), _available
    yield Column(L("free places", "剩余可容纳"), "figure"), ("free_places_persons",), _free_places
    yield Column(L("on duty", "在岗"), "figure"), ("on_duty_persons", "members_persons"), _members
    yield Column(L("state", "状态")), ("status",), _status
    yield Column(L("checked", "核实")), ("code",), _checked
    yield Column(L("contact", "联系人")), ("contact_name", "contact_phone"), _contact


def _name(_: Layer, one: Properties) -> Cell:
    return Cell(words.name_of(one), " · ".join(filter(None, (one["code"], one.get("address")))))


def _distance(_: Layer, one: Properties) -> Cell:
    under = words.wind(one["bearing_deg"])
    if one.get("basis") == ROAD:
        under += "\n" + L("{km} by road", "道路 {km}").format(km=words.distance(one["road_distance_m"]))
    return Cell(words.distance(one["distance_m"]), under, "figure")


def _time(_: Layer, one: Properties) -> Cell:
    if one.get("duration_s") is None:
        return Cell("–", kind="figure")
    under = words.basis(one.get("basis"))
    if one.get("mobilise_s"):
        under += f"\n{words.duration(one['mobilise_s'])} + {words.duration(one['travel_s'])}"
    return Cell(words.duration(one["duration_s"]), under, "figure")


def _available(_: Layer, one: Properties) -> Cell:
    first, *others = amounts(one.get("available") or {}) or ["–"]
    return Cell(first, "; ".join(others), "figure")


def _free_places(_: Layer, one: Properties) -> Cell:
    free, whole = one.get("free_places_persons"), one.get("capacity_evacuation_persons")
    if free is None:
        return Cell(L("unknown", "未知"), kind="figure")
    under = L("of {n}", "共 {n}").format(n=words.number(whole)) if whole is not None else ""
    return Cell(words.number(free), under, "figure")


def _members(_: Layer, one: Properties) -> Cell:
    on_duty, members = one.get("on_duty_persons"), one.get("members_persons")
    under = L("of {n}", "共 {n}").format(n=words.number(members)) if members is not None else ""
    return Cell("–" if on_duty is None else words.number(on_duty), under, "figure")


def _status(layer: Layer, one: Properties) -> Cell:
    labels: dict[Any, Any] = dict(getattr(layer.model._meta.get_field("status"), "choices", None) or [])
    staffed = L("staffed 24 h", "24 小时值守") if one.get("staffed_24h") else ""
    doubtful = " doubtful" if one.get("usable") is False and getattr(layer.model, "USABLE", None) else ""
    return Cell(str(labels.get(one.get("status"), one.get("status") or "–")), str(staffed), f"firm{doubtful}")


def _checked(_: Layer, one: Properties) -> Cell:
    age_s = one.get("verified_age_s")
    if age_s is None:
        return Cell(L("never", "从未"), kind="firm doubtful")
    return Cell(words.age(age_s), kind="firm doubtful" if age_s > words.STALE_AFTER_S else "firm")


def _contact(_: Layer, one: Properties) -> Cell:
    return Cell(one.get("contact_name") or "–", one.get("contact_phone") or "", "firm")
