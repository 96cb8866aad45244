"""The admin, made from the catalog; rights are those of the catalog too."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest

from layers import catalog
from layers.admin.rights import CatalogRights
from layers.admin.scenarios import ScenarioAdmin
from layers.catalog import Layer
from layers.labels import L
from layers.models import (
    CoverageTarget,
    DeliveryClock,
    Item,
    Population,
    Scenario,
    ShelterSuitability,
    StandardProfile,
    StockLine,
)
from layers.people.write import next_version
from layers.widgets import LonLatWidget, OutlineWidget

admin.site.site_header = L("OneMap administration", "应急一张图 · 管理")
admin.site.site_title = L("OneMap", "应急一张图")
admin.site.index_title = L("Registers", "资源台账")


class StockLineInline(CatalogRights, admin.TabularInline):  # type: ignore[type-arg]
    model = StockLine
    extra = 0
    autocomplete_fields = ("item",)


class SuitabilityInline(CatalogRights, admin.TabularInline):  # type: ignore[type-arg]
    model = ShelterSuitability
    extra = 0


INLINES: dict[str, type[admin.TabularInline]] = {  # type: ignore[type-arg]
    "stock": StockLineInline,
    "suitability": SuitabilityInline,
}


class LayerAdmin(CatalogRights, admin.ModelAdmin):  # type: ignore[type-arg]
    """One layer's register: searchable, filterable by its choices, with its parts beneath."""

    layer: ClassVar[Layer]
    list_per_page = 50
    search_fields = ("code", "name", "search_key")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        kind = db_field.get_internal_type()
        if kind == "PointField":
            kwargs["widget"] = LonLatWidget()
        elif kind in ("MultiPolygonField", "LineStringField"):
            kwargs["widget"] = OutlineWidget()
        else:
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return db_field.formfield(**kwargs)


def register(layer: Layer) -> None:
    """Give a layer its place in the admin."""
    names = {field.name for field in layer.model._meta.fields}
    choices = tuple(field.name for field in layer.model._meta.fields if field.choices and field.name in layer.fields)
    options = {
        "layer": layer,
        "writers": layer.writers,
        "list_display": tuple(
            name for name in ("code", "name", *layer.summary, "area", "verified_at") if name in names
        ),
        "list_filter": choices[:6],
        "list_select_related": tuple(name for name in ("area", "parent") if name in names),
        "autocomplete_fields": tuple(
            field.name for field in layer.model._meta.fields if isinstance(field, models.ForeignKey) and field.editable
        ),
        "inlines": tuple(INLINES[name] for name in sorted(layer.documents) if name in INLINES),
    }
    admin.site.register(layer.model, type(f"{layer.model.__name__}Admin", (LayerAdmin,), options))


@admin.register(Item)
class ItemAdmin(CatalogRights, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("key", "code", "name", "unit", "unit_mass_kg", "unit_mass_basis", "parent")
    list_select_related = ("parent",)
    search_fields = ("key", "code", "name", "name_en")
    autocomplete_fields = ("parent",)


@admin.register(StandardProfile)
class StandardProfileAdmin(CatalogRights, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("title", "value", "unit", "standard_no", "clause", "verification", "effective_from")
    list_filter = ("verification", "standard_no")
    search_fields = ("key", "title", "title_en", "standard_no")


@admin.register(CoverageTarget)
class CoverageTargetAdmin(CatalogRights, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("title", "measure", "layer", "level", "share", "standard_no", "verification", "order")
    list_filter = ("measure", "verification")
    search_fields = ("key", "title", "title_en", "standard_no")


@admin.register(DeliveryClock)
class DeliveryClockAdmin(CatalogRights, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("title", "depot_levels", "within_minutes", "standard_no", "verification", "effective_from", "order")
    list_filter = ("verification",)
    search_fields = ("key", "title", "title_en", "standard_no")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name != "depot_levels":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return forms.TypedMultipleChoiceField(
            choices=db_field.base_field.choices,
            required=False,
            label=db_field.verbose_name,
            help_text=db_field.help_text,
            widget=forms.CheckboxSelectMultiple,
        )


@admin.register(Population)
class PopulationAdmin(CatalogRights, admin.ModelAdmin):  # type: ignore[type-arg]
    """What is said of the people may be mended here; the people themselves come with `onemap import population`."""

    list_display = ("code", "name", "year", "source", "total_persons", "cells", "is_estimate", "is_demo", "version")
    search_fields = ("code", "name", "name_en", "source")
    readonly_fields = ("code", "form", "total_persons", "cells", "version", "file_name", "file_sha256", "imported_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Population, form: Any, change: bool) -> None:
        """Write only what was changed, for an import may have written the rest; what answers say is a new version."""
        with transaction.atomic():
            obj.version = next_version()
            obj.save(update_fields=[*form.changed_data, "version"])

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        """Not the blocks one by one: they are many and large, and the database deletes them at one stroke."""
        return [str(one) for one in objs], {str(Population._meta.verbose_name_plural): len(objs)}, set(), []


admin.site.register(Scenario, ScenarioAdmin)
for _layer in catalog.layers():
    register(_layer)
