"""Answers as tables for people: which columns there are follows from what the features carry."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from django.utils.translation import get_language
from rich.box import SIMPLE_HEAD
from rich.table import Table

from layers.api.describe import field_label
from layers.brief.words import wind
from layers.catalog import Layer
from layers.filters import REASONS
from layers.labels import L
from layers.management.questions import distance_text
from layers.travel.legs import Basis

Values = Mapping[str, Any]


class Column(NamedTuple):
    """A heading, and the text of a feature beneath it."""

    heading: str
    text: Callable[[Values], str]
    justify: Literal["left", "right"] = "left"
    no_wrap: bool = False
    min_width: int | None = None


def feature_table(layer: Layer, features: Iterable[Mapping[str, Any]], title: str) -> Table:
    """Return features as a table: rank or reason, name, distance, then time or the layer's summary fields."""
    rows = [feature["properties"] for feature in features]
    carried = {name for values in rows for name in values}
    times = list(_times(carried))  # where there are some, they take the room of the layer's own fields
    columns = [*_standing(carried), *(times or _fields(layer)), *_stock(carried)]
    table = Table(title=str(title), title_justify="left", header_style="bold", box=SIMPLE_HEAD, padding=0)
    for column in columns:
        table.add_column(
            str(column.heading),
            justify=column.justify,
            no_wrap=column.no_wrap,
            min_width=column.min_width,
            overflow="fold",
        )
    for values in rows:
        table.add_row(*(column.text(values) for column in columns))
    return table


def _standing(carried: set[str]) -> Iterable[Column]:
    if "reason" in carried:
        yield Column(L("left out", "未入选"), lambda values: str(REASONS[values["reason"]]))
    else:
        yield Column(L("#", "序"), lambda values: str(values.get("rank", "")), "right", no_wrap=True)
    yield Column(L("name", "名称"), _name, min_width=12)
    yield Column(L("code", "编码"), lambda values: values["code"], no_wrap=True)
    yield Column(L("distance", "距离"), lambda values: distance_text(values.get("distance_m")), "right", no_wrap=True)


def _times(carried: set[str]) -> Iterable[Column]:
    if "duration_s" in carried:
        yield Column(L("time", "用时"), lambda values: duration_text(values.get("duration_s")), "right", no_wrap=True)
        mobilising = L("turn-out or loading", "出动或装车")
        yield Column(mobilising, lambda values: duration_text(values.get("mobilise_s")), "right")
        yield Column(L("way", "行程"), lambda values: duration_text(values.get("travel_s")), "right", no_wrap=True)
        yield Column(L("basis", "依据"), lambda values: str(Basis(values["basis"]).label) if "basis" in values else "")


def _fields(layer: Layer) -> Iterable[Column]:
    yield Column(L("direction", "方位"), lambda values: direction_text(values.get("bearing_deg")))
    for name in layer.summary:
        yield Column(field_label(layer, name), lambda values, name=name: value_text(layer, name, values.get(name)))  # type: ignore[misc]


def _stock(carried: set[str]) -> Iterable[Column]:
    if "available" in carried:
        yield Column(L("available", "可用数量"), lambda values: _held(values["available"]), "right", min_width=6)


def _held(available: Mapping[str, Any]) -> str:
    if len(available) == 1:
        return f"{next(iter(available.values())):,}"
    return ", ".join(f"{item} {quantity:,}" for item, quantity in available.items())


def _name(values: Values) -> str:
    english = (get_language() or "en").startswith("en")
    return str((values.get("name_en") if english else "") or values["name"])


def value_text(layer: Layer, name: str, value: Any) -> str:
    """Return a field's value as people read it."""
    if value in (None, ""):
        return ""
    choices = dict(getattr(layer.model._meta.get_field(name), "choices", None) or [])
    return str(choices.get(value, f"{value:,}" if isinstance(value, int | float) else value))


def duration_text(seconds: int | None) -> str:
    """Return a duration in hours and minutes, rounded up."""
    if seconds is None:
        return ""
    hours, minutes = divmod(-(-seconds // 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def direction_text(bearing_deg: float | None) -> str:
    return "" if bearing_deg is None else wind(bearing_deg)
