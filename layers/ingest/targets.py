"""What can be imported, field by field: derived from the catalog and its models, so that a new layer needs nothing."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.gis.db import models as gis
from django.contrib.postgres.fields import ArrayField
from django.db import models

from layers import catalog
from layers import models as kinds
from layers.ingest import values
from layers.ingest.angles import parse_coordinate
from layers.ingest.errors import BadValueError
from layers.ingest.headers import spellings
from layers.ingest.wording import say
from layers.labels import L, both
from layers.rights import Sensitivity

STOCK = "stock"
NEVER = frozenset({"id", "search_key", "source_x", "source_y", "source_datum", "lineage", "area"})
"""Fields that no file fills: the database or the import itself does."""

COORDINATE_LABELS = {
    "lon": L("longitude", "经度"),
    "lat": L("latitude", "纬度"),
}


@dataclass(frozen=True)
class TargetField:
    """One field that a file can fill."""

    name: str
    label: Any
    """Lazy text, in both languages."""
    parse: Callable[[Any], Any]
    field: Any = None
    """The model's field, where there is one."""
    restricted: bool = False
    """Whether its values are kept out of reports: names and phones of people."""
    points_to: type[models.Model] | None = None
    """For a reference: the model whose code the file gives."""

    @property
    def spellings(self) -> frozenset[str]:
        names = both(self.label)
        return spellings(self.name, names["en"], names["zh"])


@dataclass(frozen=True)
class Target:
    """One thing that files can be imported into."""

    key: str
    model: Any
    fields: dict[str, TargetField]
    identity: tuple[str, ...]
    """The fields that tell rows apart; a row with the same ones updates."""
    geometry: str = "point"
    """``point``, ``polygon`` or ``none``."""

    @property
    def has_outline(self) -> bool:
        return any(field.name == "outline" for field in self.model._meta.fields)


def find_target(key: str) -> Target:
    """Return what `key` names: a layer of the catalog, or ``stock``.

    Raises
    ------
    UnknownLayerError
        Neither.
    """
    if key == STOCK:
        return _stock_target()
    layer = catalog.find_layer(key)
    fields = {
        field.name: _target_field(field, layer.fields.get(field.name))
        for field in layer.model._meta.fields
        if _importable(field)
    }
    if layer.geometry == "point":
        fields |= {name: TargetField(name, label, _coordinate(name)) for name, label in COORDINATE_LABELS.items()}
    fields |= _documents(layer)
    return Target(layer.key, layer.model, fields, ("code",), layer.geometry)


def _importable(field: Any) -> bool:
    return not (
        field.name in NEVER
        or isinstance(field, gis.GeometryField | models.GeneratedField)
        or not field.editable
        or getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
    )


def _target_field(field: Any, sensitivity: Sensitivity | None) -> TargetField:
    points_to = field.related_model if isinstance(field, models.ForeignKey) else None
    return TargetField(
        field.name,
        field.verbose_name,
        values.as_text if points_to else parser_for(field),
        field,
        sensitivity == Sensitivity.RESTRICTED or "phone" in field.name,
        points_to,
    )


def _coordinate(name: str) -> Callable[[Any], Any]:
    axis = "x" if name == "lon" else "y"
    return lambda raw: parse_coordinate(raw, axis=axis)


def parser_for(field: Any) -> Callable[[Any], Any]:
    """Return how a cell becomes a value of a model field."""
    if isinstance(field, ArrayField):
        return _list_parser(field)
    if field.choices:
        return values.choice_parser(_choice_spellings(field))
    if "phone" in field.name:
        return values.as_phone
    for kind, parse in _PARSERS:
        if isinstance(field, kind):
            return parse
    raise TypeError(f"no way to read a {type(field).__name__} from a file")


def _list_parser(field: Any) -> Callable[[Any], Any]:
    one = parser_for(field.base_field)
    return lambda raw: [one(part) for part in (raw if isinstance(raw, list) else values.split_list(raw))]


def _choice_spellings(field: Any) -> dict[str, Any]:
    """Every spelling of a field's choices: value, labels, labels without what stands in brackets."""
    known: dict[str, Any] = {}
    for value, label in field.flatchoices:
        for text in (str(value), *map(str, both(label).values())):
            spelled = unicodedata.normalize("NFKC", text).lower()
            known.setdefault(spelled, value)
            known.setdefault(spelled.partition("(")[0].strip(), value)
    if set(kinds.YesNoUnknown.values) == {value for value, _ in field.flatchoices}:
        known |= dict.fromkeys(values.TRUE, "yes") | dict.fromkeys(values.FALSE, "no")
    return known


def _counts(raw: Any) -> list[dict[str, Any]]:
    """``消防车:3;运兵车:2`` → a list of names and counts."""
    listed = []
    for part in values.split_list(raw, ";；\n"):
        name, _, count = part.replace("：", ":").replace("×", ":").rpartition(":")
        if not name:
            raise BadValueError(
                say("“{text}” is not written as name:count.", "“{text}”应写成“名称:数量”。", text=part[:60])
            )
        listed.append({"name": name.strip(), "count": values.as_integer(count)})
    return listed


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


def _documents(layer: catalog.Layer) -> dict[str, TargetField]:
    """The parts of a row that a file can give with it: the suitability matrix, a depot's stock."""
    fields: dict[str, TargetField] = {}
    if "suitability" in layer.documents:
        known = _choice_spellings(kinds.ShelterSuitability._meta.get_field("hazard"))
        fields["suitability"] = TargetField(
            "suitability", L("hazard suitability", "灾种适用性"), lambda raw: _matrix(raw, values.choice_parser(known))
        )
        answer = parser_for(kinds.ShelterSuitability._meta.get_field("suitable"))
        for hazard in kinds.HazardKind:
            name = both(hazard.label)
            fields[f"suitability.{hazard.value}"] = TargetField(
                f"suitability.{hazard.value}", L(f"suitable: {name['en']}", f"适用：{name['zh']}"), answer
            )
    if "stock" in layer.documents:
        fields["stock"] = TargetField("stock", L("stock", "库存"), _stock_list(item_parser()))
    return fields


def _matrix(raw: Any, hazard: Callable[[Any], Any]) -> dict[str, str]:
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
    for item in kinds.Item.objects.order_by("-key"):
        for text in (item.name_en, item.name, item.code, item.key):
            if text:
                known[text.lower()] = item.pk

    def parse(raw: Any) -> int:
        text = values.as_text(raw)
        if text.lower() not in known:
            raise BadValueError(say("No item “{text}” in the catalogue.", "物资目录中没有“{text}”。", text=text[:60]))
        return known[text.lower()]

    return parse


def _stock_list(item: Callable[[Any], int]) -> Callable[[Any], list[dict[str, Any]]]:
    """``tent-12:500;quilt:300`` → stock lines without a batch."""

    def parse(raw: Any) -> list[dict[str, Any]]:
        return [{"item_id": item(one["name"]), "on_hand": one["count"]} for one in _counts(raw)]

    return parse


def _stock_target() -> Target:
    lines = kinds.StockLine._meta
    fields = {
        name: _target_field(lines.get_field(name), None)
        for name in ("batch", "on_hand", "reserved", "minimum", "made_on", "expires_on")
    }
    fields["depot"] = TargetField(
        "depot", L("depot code", "储备库编码"), values.as_text, lines.get_field("depot"), points_to=kinds.Depot
    )
    fields["item"] = TargetField("item", L("item", "物资"), item_parser(), lines.get_field("item"))
    return Target(STOCK, kinds.StockLine, fields, ("depot", "item", "batch"), "none")
