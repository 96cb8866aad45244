"""Records → rows ready to be written, and notes on what is wrong with them."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.core.exceptions import ValidationError
from django.db import models

from layers.ingest.crs import System
from layers.ingest.errors import BadValueError
from layers.ingest.mapping import Mapping, Rule
from layers.ingest.placing import Placer
from layers.ingest.read_csv import EXTRA
from layers.ingest.report import Outcome, RowNote
from layers.ingest.tables import Record
from layers.ingest.targets import Target, TargetField
from layers.ingest.wording import say
from layers.models import YesNoUnknown

MASK = "•••"
SHOWN_CHARACTERS = 80
PLACES = frozenset({"lon", "lat"})


@dataclass
class Row:
    """A row on its way into the database; `values` by field name, references still as codes."""

    line: int
    values: dict[str, Any] = field(default_factory=dict)
    place: Any = None
    """A ``Placed``, where the file gives a position or an outline."""
    refused: bool = False
    faulty: set[str] = field(default_factory=set)
    """The fields whose cells could not be understood."""


class RowMaker:
    """Turns records into rows, remembering what it has seen of the file so far."""

    def __init__(self, target: Target, mapping: Mapping, system: System) -> None:
        self.target = target
        self.rules = [(target.fields[rule.name], rule) for rule in mapping.rules]
        self.placer = Placer(target, system)
        self.seen: dict[tuple[Any, ...], int] = {}
        self.notes: list[RowNote] = []

    def make(self, records: list[Record]) -> list[Row]:
        """Return the rows of `records` that can be written; `notes` says what is wrong with the others."""
        rows = [self._row(record) for record in records]
        for row in rows:
            if PLACES & row.faulty:  # the other half of the position says nothing by itself
                row.values |= dict.fromkeys(PLACES)
        x = np.array([_number(row.values.pop("lon", None)) for row in rows])
        y = np.array([_number(row.values.pop("lat", None)) for row in rows])
        geometries = [record.geometry for record in records]
        for row, (place, faults) in zip(rows, self.placer.place(rows, x, y, geometries), strict=True):
            row.place = place
            for fault in faults:
                self._note(row, fault.field, fault.value, fault.reason, fault.outcome)
        return [row for row in rows if not row.refused and self._is_new(row)]

    def _row(self, record: Record) -> Row:
        row = Row(record.line)
        if EXTRA in record.cells:
            self._note(
                row,
                "",
                "",
                say(
                    "The row has more cells than the header; a separator in the text wants quotes.",
                    "该行的单元格多于表头；含分隔符的文字需要加引号。",
                ),
            )
            return row
        for target_field, rule in self.rules:
            self._fill(row, target_field, rule, record)
        return row

    def _fill(self, row: Row, target_field: TargetField, rule: Rule, record: Record) -> None:
        raw = rule.raw(record)
        try:
            value = target_field.parse(raw)
            self._check(target_field, value)
            value = _blank_of(target_field) if _is_blank(value) else value
        except BadValueError as error:
            shown = MASK if target_field.restricted else str(raw)[:SHOWN_CHARACTERS]
            is_phone = "phone" in target_field.name
            row.faulty.add(target_field.name)
            self._note(row, target_field.name, shown, str(error), Outcome.WARNING if is_phone else Outcome.REFUSED)
            return
        if rule.note_if_blank and (value is KEEP or _is_blank(value)):
            text = say(rule.note_if_blank["en"], rule.note_if_blank["zh"])
            self._note(row, target_field.name, "", text, Outcome.WARNING)
        if value is not KEEP:
            row.values[target_field.name] = value

    def _check(self, target_field: TargetField, value: Any) -> None:
        if target_field.field is None or target_field.points_to is not None or _is_blank(value):
            return
        most = getattr(target_field.field, "max_length", None)
        if most and isinstance(value, str) and len(value) > most:
            raise BadValueError(
                say(
                    "The text has {n} characters; at most {most} are kept.",
                    "文字有 {n} 个字符，最多 {most} 个。",
                    n=len(value),
                    most=most,
                )
            )
        if isinstance(target_field.field, models.PositiveIntegerField | models.PositiveSmallIntegerField) and value < 0:
            raise BadValueError(say("It must not be negative.", "不能是负数。"))
        try:
            target_field.field.run_validators(value)
        except ValidationError as error:
            raise BadValueError(" ".join(error.messages)) from None

    def _is_new(self, row: Row) -> bool:
        """Refuse a row without the identity its kind needs, and the second of two with the same."""
        for name in self.target.identity:
            if _is_blank(row.values.get(name)) and name != "batch":
                self._note(
                    row,
                    name,
                    "",
                    say(
                        "The row has no {name}; a mapping can make one from other columns.",
                        "该行没有{name}；可用映射由其他列生成。",
                        name=self.target.fields[name].label,
                    ),
                )
                return False
        identity = tuple(row.values.get(name) for name in self.target.identity)
        first = self.seen.setdefault(identity, row.line)
        if first != row.line:
            self._note(
                row,
                self.target.identity[0],
                str(identity[0]),
                say("The same row stands already in line {line}.", "与第 {line} 行重复。", line=first),
            )
        return not row.refused

    def _note(self, row: Row, name: str, value: str, reason: str, outcome: Outcome = Outcome.REFUSED) -> None:
        row.refused = row.refused or outcome is Outcome.REFUSED
        self.notes.append(RowNote(row.line, name, value, reason, outcome))


class _Keep:
    """A blank cell of a field that cannot be blank: the row keeps what it has, or gets the default."""


KEEP = _Keep()


def _blank_of(target_field: TargetField) -> Any:
    model_field = target_field.field
    if target_field.name.startswith("suitability."):
        return YesNoUnknown.UNKNOWN.value
    if model_field is None or target_field.points_to is not None:
        return KEEP if model_field is None or not model_field.null else None
    if model_field.null:
        return None
    if is_required(model_field) and target_field.name != "code":
        raise BadValueError(say("It must not be blank.", "不能为空。"))
    return "" if model_field.blank and model_field.empty_strings_allowed and not model_field.has_default() else KEEP


def is_required(model_field: Any) -> bool:
    """Whether a new row cannot do without the field."""
    return not (model_field.null or model_field.blank or model_field.has_default())


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
