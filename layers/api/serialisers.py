"""GeoJSON serialisers, one a layer and role, derived from the catalog."""

from functools import lru_cache
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Polygon
from django.db import IntegrityError, models, transaction
from rest_framework import serializers
from rest_framework_gis.fields import GeometryField
from rest_framework_gis.serializers import GeoFeatureModelSerializer

from layers.catalog import Layer
from layers.errors import ConflictError, InvalidInputError
from layers.geo import WGS84, LonLat, parse_line, parse_polygon
from layers.labels import L
from layers.models import Item
from layers.models.hazard_kinds import HazardKind, YesNoUnknown
from layers.rights import Role

ALWAYS = ("code", "name", "name_en")


class PositionField(GeometryField):  # type: ignore[misc]
    """A point in lon/lat, parsed by the same rules as everywhere."""

    def to_internal_value(self, value: Any) -> GEOSGeometry:
        coordinates = value.get("coordinates") if isinstance(value, dict) and value.get("type") == "Point" else None
        if not isinstance(coordinates, list) or len(coordinates) != 2:
            raise serializers.ValidationError(
                L("A GeoJSON Point with lon and lat is needed.", "需要含经度、纬度的 GeoJSON Point。")
            )
        try:
            position = LonLat(*coordinates)
        except InvalidInputError as error:
            raise serializers.ValidationError([fault.detail for fault in error.faults]) from None
        return GEOSGeometry(f"SRID={WGS84};POINT({position.lon!r} {position.lat!r})")


class OutlineField(GeometryField):  # type: ignore[misc]
    """A polygon or multipolygon, always stored as the latter."""

    def to_internal_value(self, value: Any) -> GEOSGeometry:
        try:
            polygon = parse_polygon(value)
        except InvalidInputError as error:
            raise serializers.ValidationError([fault.detail for fault in error.faults]) from None
        geometry = GEOSGeometry(memoryview(polygon.wkb), srid=WGS84)
        return MultiPolygon(geometry, srid=WGS84) if isinstance(geometry, Polygon) else geometry


class LineField(GeometryField):  # type: ignore[misc]
    """A line of at least two positions in lon/lat."""

    def to_internal_value(self, value: Any) -> GEOSGeometry:
        try:
            line = parse_line(value)
        except InvalidInputError as error:
            raise serializers.ValidationError([fault.detail for fault in error.faults]) from None
        return GEOSGeometry(memoryview(line.wkb), srid=WGS84)


class PlaceReferenceField(serializers.RelatedField):  # type: ignore[type-arg]
    """Another place, shown by code and name, written by code."""

    def to_representation(self, value: Any) -> dict[str, str]:
        return {"code": value.code, "name": value.name, "name_en": value.name_en}

    def to_internal_value(self, data: Any) -> Any:
        code = data.get("code") if isinstance(data, dict) else data
        places: Any = self.get_queryset()
        found = places.filter(code=str(code)[:64]).first()
        if found is None:
            raise serializers.ValidationError(
                L("Nothing has the code “{code}”.", "没有编码为“{code}”的记录。").format(code=code)
            )
        return found

    def use_pk_only_optimization(self) -> bool:
        return False


class SuitabilityField(serializers.DictField):
    """Hazard → yes, no or unknown."""

    child = serializers.ChoiceField(YesNoUnknown.choices)

    def to_internal_value(self, data: Any) -> Any:
        unknown = [key for key in data if key not in HazardKind.values] if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError(
                L("Unknown hazard: {names}.", "未知灾种：{names}。").format(names=", ".join(map(str, unknown))[:100])
            )
        return super().to_internal_value(data)

    def to_representation(self, value: Any) -> Any:
        return value


class StockLineSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """One batch of an item, as it is written; it is read as `StockLine.as_document`."""

    item = serializers.SlugRelatedField(slug_field="key", queryset=Item.objects.all())
    batch = serializers.CharField(max_length=50, required=False, allow_blank=True)
    on_hand = serializers.DecimalField(16, 3, min_value=0, required=False)
    reserved = serializers.DecimalField(16, 3, min_value=0, required=False)
    minimum = serializers.DecimalField(16, 3, min_value=0, required=False)
    made_on = serializers.DateField(required=False, allow_null=True)
    expires_on = serializers.DateField(required=False, allow_null=True)


class StockField(serializers.ListField):
    child = StockLineSerializer()

    def to_representation(self, data: Any) -> Any:
        return data


DOCUMENT_FIELDS: dict[str, type[serializers.Field]] = {  # type: ignore[type-arg]
    "suitability": SuitabilityField,
    "stock": StockField,
}


class LayerSerializer(GeoFeatureModelSerializer):  # type: ignore[misc]
    """What all layers' serialisers share; `layer` is set on the derived class."""

    layer: Layer

    def create(self, validated_data: dict[str, Any]) -> Any:
        documents = self._take_documents(validated_data)
        return self._save(lambda: super(LayerSerializer, self).create(validated_data), documents)

    def update(self, instance: Any, validated_data: dict[str, Any]) -> Any:
        documents = self._take_documents(validated_data)
        return self._save(lambda: super(LayerSerializer, self).update(instance, validated_data), documents)

    def _take_documents(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: data.pop(name) for name in self.layer.documents if name in data}

    def _save(self, write: Any, documents: dict[str, Any]) -> Any:
        """Write the row and its documents in one transaction; what the database refuses is a conflict."""
        try:
            with transaction.atomic():
                instance = write()
                for name, document in documents.items():
                    getattr(instance, f"set_{name}")(document)
        except IntegrityError as error:
            raise ConflictError(_why(self.layer.model, error)) from None
        return self.layer.model._default_manager.prefetch_related(*self.layer.prefetch).get(pk=instance.pk)


def _why(model: type[models.Model], error: IntegrityError) -> str:
    """The sentence of the constraint that was violated."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    tables = (model, *(relation.related_model for relation in model._meta.related_objects))
    for constraint in (constraint for table in tables for constraint in table._meta.constraints):
        if constraint.name == name and constraint.violation_error_message != constraint.default_violation_error_message:
            return str(constraint.violation_error_message)
    return L("The change contradicts a rule of the register ({rule}).", "该修改违反了数据规则（{rule}）。").format(
        rule=name
    )


@lru_cache(maxsize=256)
def feature_serialiser(layer: Layer, role: Role | None) -> type[LayerSerializer]:
    """Return the serialiser of a layer's features with the fields that the role may read."""
    names = layer.fields_for(role)
    meta = type(
        "Meta",
        (),
        {
            "model": layer.model,
            "geo_field": "geom",
            "id_field": "id",
            "fields": ("id", "geom", *ALWAYS, *names),
            "read_only_fields": ("is_demo", "area", "updated_at"),
        },
    )
    return type(
        f"{layer.model.__name__}Serializer",
        (LayerSerializer,),
        {"layer": layer, "Meta": meta, **_declared(layer, names)},
    )


def _declared(layer: Layer, names: tuple[str, ...]) -> dict[str, Any]:
    """The fields that Django's model alone does not describe well enough."""
    fields: dict[str, Any] = {
        "geom": PositionField() if layer.geometry == "point" else OutlineField(required=False, allow_null=True)
    }
    for name in names:
        if name in layer.documents:
            fields[name] = DOCUMENT_FIELDS.get(name, serializers.ReadOnlyField)(required=False)
            continue
        field = layer.model._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            fields[name] = (
                PlaceReferenceField(read_only=True)
                if not field.editable
                else PlaceReferenceField(
                    queryset=field.related_model._default_manager.all(), required=False, allow_null=True
                )
            )
        elif field.get_internal_type() == "MultiPolygonField":
            fields[name] = OutlineField(required=False, allow_null=True)
        elif field.get_internal_type() == "LineStringField":
            fields[name] = LineField(required=False, allow_null=True)
        elif field.get_internal_type() == "PointField":
            fields[name] = PositionField(required=False, allow_null=True)
    return fields
