"""Filters: the narrowing parts of a question. Each says what it takes, how it narrows, and why it leaves a row out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import models

from layers.errors import invalid
from layers.labels import L
from layers.rights import Sensitivity

MAX_TEXT = 200
MAX_DAYS = 36_500


@dataclass(frozen=True)
class Parameter:
    """One query parameter: its name, the kind of its values, and how its text becomes a value."""

    name: str
    label: str
    kind: str
    """``choice``, ``choices``, ``integer``, ``number``, ``boolean``, ``item``, ``area`` or ``text``."""
    parse: Callable[[str, str], Any]
    choices: type[models.TextChoices] | None = None
    example: Any = None
    many: bool = False
    """Whether it may be repeated (any of the values will do)."""


@dataclass(frozen=True)
class Relaxed:
    """A filter's condition made easier: a row that fails the filter but passes this fails for this reason."""

    reason: str
    narrow: Callable[..., Any]
    keep: Callable[..., Any]


@dataclass(frozen=True)
class Filter:
    """One or two parameters that narrow the rows together; `reason` names what they leave out."""

    parameters: tuple[Parameter, ...]
    narrow: Callable[..., Any]
    """``narrow(queryset, **values) -> queryset``: the filter in the database."""
    keep: Callable[..., Any]
    """``keep(rows, **values) -> mask``: the same in the live index (`layers.live.selection.Rows`)."""
    reason: str
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    relaxed: tuple[Relaxed, ...] = ()
    """Reasons more precise than `reason`; the first that fits is given."""
    show: Callable[..., Any] | None = None
    """``show(queryset, **values) -> queryset``: annotates what answers show, whether rows pass or not."""
    check: Callable[..., None] | None = None
    """``check(**values)`` refuses values that do not go together."""
    by_clock: bool = False
    """Whether rows cease to pass it as time goes by, from one moment to the next, though nobody changes them."""

    @property
    def name(self) -> str:
        return self.parameters[0].name

    @property
    def reasons(self) -> tuple[str, ...]:
        return (*(one.reason for one in self.relaxed), self.reason)

    def asked(self, values: Mapping[str, Any]) -> bool:
        return self.name in values

    def apply(self, queryset: Any, values: Mapping[str, Any]) -> Any:
        return self.narrow(queryset, **self.own(values))

    def passes(self, rows: Any, values: Mapping[str, Any]) -> Any:
        """Return, for each of the live rows, whether it passes."""
        return self.keep(rows, **self.own(values))

    def own(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of this filter's parameters."""
        return {p.name: values[p.name] for p in self.parameters if p.name in values}


REASONS = {
    "status": L("in another state", "状态不符"),
    "not_usable": L("cannot serve now (closed, full, away …)", "当前不可用（关闭、已满、外出等）"),
    "other_area": L("in another area", "不在该行政区"),
    "other_level": L("of another level", "级别不符"),
    "other_kind": L("of another kind", "类型不符"),
    "unsuitable": L("not known to be suitable for the hazard", "灾种不适用或未知"),
    "full": L("too few free places", "剩余床位不足"),
    "too_little": L("too little stock (available and unexpired)", "可用库存不足"),
    "reserved": L("enough stock, but part of it is reserved", "库存足够，但部分已被占用"),
    "expired": L("enough stock, but part of it has expired", "库存足够，但部分已过期"),
    "stale": L("not verified recently", "近期未核实"),
    "inside_danger": L("inside an area to avoid", "位于须避开的区域内"),
    "too_far": L("farther than the limit", "超出距离上限"),
    "too_late": L("later than the limit", "超出时间上限"),
    "no_road": L("no road leads there", "没有道路可达"),
    "untrained": L("not trained for it", "不具备该专业"),
    "too_few": L("too few members on duty", "在岗人数不足"),
    "other_grade": L("of another grade", "等级不符"),
}


LIMIT_REASONS = ("too_far", "too_late", "no_road")
"""Reasons of the limits of a question, whatever its filters."""


def as_text(text: str, name: str) -> str:
    if not text or len(text) > MAX_TEXT or "\x00" in text:
        raise invalid(
            name,
            L("{name} must have 1 to {most} characters.", "{name} 的长度必须为 1 到 {most} 个字符。").format(
                name=name, most=MAX_TEXT
            ),
        )
    return text


def as_count(text: str, name: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise invalid(
            name,
            L("{name} must be a whole number from 0 to 999999999.", "{name} 必须是 0 到 999999999 的整数。").format(
                name=name
            ),
        )
    return int(text)


def as_days(text: str, name: str) -> int:
    days = as_count(text, name)
    if not 1 <= days <= MAX_DAYS:
        raise invalid(
            name,
            L("{name} must be from 1 to {most} days.", "{name} 必须在 1 到 {most} 天之间。").format(
                name=name, most=MAX_DAYS
            ),
        )
    return days


def as_quantity(text: str, name: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 < value < 10**12:
        raise invalid(
            name, L("{name} must be a number greater than 0.", "{name} 必须是大于 0 的数字。").format(name=name)
        )
    return value


def as_flag(text: str, name: str) -> bool:
    if text not in ("true", "false"):
        raise invalid(name, L("{name} must be true or false.", "{name} 必须是 true 或 false。").format(name=name))
    return text == "true"


def one_of(choices: type[models.TextChoices]) -> Callable[[str, str], str]:
    """Return a parser that takes the values of `choices` and names them all when given another."""

    def parse(text: str, name: str) -> str:
        if text not in choices.values:
            raise invalid(
                name,
                L("{name} must be one of: {known}.", "{name} 只能是：{known}。").format(
                    name=name, known=", ".join(choices.values)
                ),
            )
        return text

    return parse


def choice_filter(
    name: str,
    label: str,
    choices: type[models.TextChoices],
    *,
    field: str = "",
    reason: str,
    sensitivity: Sensitivity = Sensitivity.PUBLIC,
) -> Filter:
    """Return a filter on equality with any of the given values of a field."""
    column = f"{field or name}__in"
    parameter = Parameter(name, label, "choices", one_of(choices), choices, choices.values[0], many=True)
    return Filter(
        (parameter,),
        lambda rows, **values: rows.filter(**{column: values[name]}),
        lambda rows, **values: rows.is_one_of(field or name, values[name]),
        reason,
        sensitivity,
    )
