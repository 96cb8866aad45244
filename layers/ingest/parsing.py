"""How a cell becomes a value of a model's field, and of the parts that live beside a row."""

import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from layers.ingest import values
from layers.ingest.errors import BadValueError
from layers.ingest.wording import say
from layers.labels import both
from layers.models import Item, YesNoUnknown
from layers.models.depot import number


def parser_for(field: Any) -> Callable[[Any], Any]:
    """Return how a cell becomes a value of a model field."""
    if isinstance(field, ArrayField):
        return _list_parser(field)
    if field.choices:
        return values.choice_parser(choice_spellings(field))
    if "phone" in field.name:
        return values.as_phone
    for kind, parse in _PARSERS:
        if isinstance(field, kind):
            return parse
    raise TypeError(f"no way to read a {type(field).__name__} from a file")


def _list_parser(field: Any) -> Callable[[Any], Any]:
    one = parser_for(field.base_field)
    return lambda raw: [one(part) for part in (raw if isinstance(raw, list) else values.split_list(raw))]


def choice_spellings(field: Any) -> dict[str, Any]:
    """Every spelling of a field's choices: value, labels, labels without what stands in brackets."""
    known: dict[str, Any] = {}
    for value, label in field.flatchoices:
        for text in (str(value), *map(str, both(label).values())):
            spelled = unicodedata.normalize("NFKC", text).lower()
            known.setdefault(spelled, value)
            known.setdefault(spelled.partition("(")[0].strip(), value)
    if set(YesNoUnknown.values) == {value for value, _ in field.flatchoices}:
        known |= dict.fromkeys(values.TRUE, "yes") | dict.fromkeys(values.FALSE, "no")
    return known


def _amounts(raw: Any) -> list[tuple[str, Decimal]]:
    """``消防车:3;运兵车:2`` → names and amounts."""
    listed = []
    for part in values.split_list(raw, ";；\n"):
        name, _, count = part.replace("：", ":").replace("×", ":").rpartition(":")
        amount = _not_negative(count) if name.strip() else None
        if amount is None:
            raise BadValueError(
                say("“{text}” is not written as name:amount.", "“{text}”应写成“名称:数量”。", text=part[:60])
            )
        listed.append((name.strip(), amount))
    return listed


def _counts(raw: Any) -> list[dict[str, Any]]:
    return [{"name": name, "count": number(amount)} for name, amount in _amounts(raw)]


def _not_negative(raw: Any) -> Decimal | None:
    value = values.as_number(raw)
    if value is not None and value < 0:
        raise BadValueError(say("It must not be negative.", "不能是负数。"))
    return value


def _measure(raw: Any) -> float | None:
    value = _not_negative(raw)
    return None if value is None else float(value)


_PARSERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (models.JSONField, _counts),
    (models.DateTimeField, values.as_datetime),
    (models.DateField, values.as_date),
    (models.BooleanField, values.as_flag),
    (models.IntegerField, values.as_integer),
    (models.DecimalField, _not_negative),
    (models.FloatField, _measure),
    (models.CharField, values.as_text),
    (models.TextField, values.as_text),
)


def parse_matrix(raw: Any, hazard: Callable[[Any], Any]) -> dict[str, str]:
    """``flood:yes;earthquake:no``, or a plain list of the hazards that it suits; blank says nothing."""
    if isinstance(raw, dict):
        return {hazard(name): answer for name, answer in raw.items()}
    matrix = {}
    for part in values.split_list(raw):
        name, _, answer = part.replace("：", ":").partition(":")
        matrix[hazard(name)] = {True: "yes", False: "no", None: "yes"}[values.as_flag(answer)]
    return matrix


def item_parser() -> Callable[[Any], int]:
    """Return a parser from an item's key, code or name (either language) to its id in the catalogue."""
    known: dict[str, int] = {}
    for item in Item.objects.order_by("-key"):
        for text in (item.name_en, item.name, item.code, item.key):
            if text:
                known[text.lower()] = item.pk

    def parse(raw: Any) -> int:
        text = values.as_text(raw)
        if text.lower() not in known:
            raise BadValueError(say("No item “{text}” in the catalogue.", "物资目录中没有“{text}”。", text=text[:60]))
        return known[text.lower()]

    return parse


def stock_parser(item: Callable[[Any], int]) -> Callable[[Any], list[dict[str, Any]]]:
    """``tent-12:500;quilt:300`` → stock lines without a batch."""

    def parse(raw: Any) -> list[dict[str, Any]]:
        return [{"item_id": item(name), "on_hand": amount} for name, amount in _amounts(raw)]

    return parse
