"""What can be imported, field by field: derived from the catalog and its models, so that a new layer needs nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db import models as gis
from django.db import models

from layers import catalog
from layers import models as kinds
from layers.ingest import values
from layers.ingest.angles import parse_coordinate
from layers.ingest.headers import spellings
from layers.ingest.parsing import choice_spellings, item_parser, parse_matrix, parser_for, stock_parser
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


def _documents(layer: catalog.Layer) -> dict[str, TargetField]:
    """The parts of a row that a file can give with it: the suitability matrix, a depot's stock."""
    fields: dict[str, TargetField] = {}
    if "suitability" in layer.documents:
        hazard = values.choice_parser(choice_spellings(kinds.ShelterSuitability._meta.get_field("hazard")))
        label = L("hazard suitability", "灾种适用性")
        fields["suitability"] = TargetField("suitability", label, lambda raw: parse_matrix(raw, hazard))
        answer = parser_for(kinds.ShelterSuitability._meta.get_field("suitable"))
        for kind in kinds.HazardKind:
            name = both(kind.label)
            fields[f"suitability.{kind.value}"] = TargetField(
                f"suitability.{kind.value}", L(f"suitable: {name['en']}", f"适用：{name['zh']}"), answer
            )
    if "stock" in layer.documents:
        fields["stock"] = TargetField("stock", L("stock", "库存"), stock_parser(item_parser()))
    return fields


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
