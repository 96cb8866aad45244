"""Scenarios in the admin: found, read, renamed and taken away; what they change is made on the map or in the shell."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from layers import catalog
from layers.admin.rights import CatalogRights
from layers.brief.words import name_of
from layers.errors import OneMapError
from layers.labels import L
from layers.layer import Layer
from layers.models import Scenario
from layers.queries.coverage.changes import Changes
from layers.queries.coverage.scenarios import changes_of, layer_of

NOTHING = "–"


class LayerFilter(admin.SimpleListFilter):
    """Layers by their titles."""

    title = L("layer", "图层")
    parameter_name = "layer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(layer.key, str(layer.title)) for layer in catalog.layers_asked(catalog.COVERAGE)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Scenario]) -> QuerySet[Scenario]:
        return queryset.filter(layer=self.value()) if self.value() else queryset


class ScenarioAdmin(CatalogRights, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "layer_title", "in_short", "owner", "updated_at")
    list_filter = (LayerFilter, "updated_at")
    list_select_related = ("owner",)
    list_per_page = 50
    search_fields = ("name", "note", "owner__username")
    fields = ("name", "note", "layer_title", "told", "asked", "owner", "created_at", "updated_at", "id")
    readonly_fields: ClassVar[tuple[str, ...]] = fields[2:]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=L("layer", "图层"), ordering="layer")
    def layer_title(self, row: Scenario) -> str:
        layer = _layer(row)
        return str(layer.title) if layer else row.layer

    @admin.display(description=L("changes", "变更"))
    def in_short(self, row: Scenario) -> str:
        changes = _changes(row)
        if changes is None:
            return NOTHING
        text = L(
            "{closed} closed, {added} added, {moved} of other capacity", "关闭 {closed}、新增 {added}、调整容量 {moved}"
        )
        return text.format(closed=len(changes.close), added=len(changes.add), moved=len(changes.capacity))

    @admin.display(description=L("changes", "变更"))
    def told(self, row: Scenario) -> SafeString | str:
        """Every change in words, a line each."""
        changes = _changes(row)
        if changes is None:
            return str(row.changes)
        lines = tuple((line,) for line in _lines(changes, _layer(row)))
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", lines)) if lines else NOTHING

    @admin.display(description=L("made for", "所针对的问题"))
    def asked(self, row: Scenario) -> SafeString | str:
        pairs = tuple((name, value) for name, value in row.parameters.items())
        return format_html_join("", "<div>{} = {}</div>", pairs) if pairs else NOTHING


def _layer(row: Scenario) -> Layer | None:
    """None for a layer that the catalog no longer has."""
    try:
        return layer_of(row)
    except OneMapError:
        return None


def _changes(row: Scenario) -> Changes | None:
    """None for what cannot be read, as a row written by other hands."""
    try:
        return changes_of(row)
    except OneMapError:
        return None


def _lines(changes: Changes, layer: Layer | None) -> Iterator[str]:
    names = _names(changes, layer)
    for code in changes.close:
        yield L("closed: {site}", "关闭：{site}").format(site=names[code])
    for one in changes.add:
        places = "" if one.capacity_persons is None else _places(one.capacity_persons)
        text = L("added: {name} at {lon:.5f}, {lat:.5f}{places}", "新增：{name}，位于 {lon:.5f}, {lat:.5f}{places}")
        yield text.format(name=one.name, lon=one.lon, lat=one.lat, places=places)
    for code, persons in changes.capacity.items():
        yield L("other capacity: {site}{places}", "调整容量：{site}{places}").format(
            site=names[code], places=_places(persons)
        )


def _places(persons: float) -> str:
    return L(", {n:,.0f} persons", "，{n:,.0f} 人").format(n=persons)


def _names(changes: Changes, layer: Layer | None) -> dict[str, str]:
    """Codes with names, or with the word that the register no longer has them."""
    rows = (
        layer.model._default_manager.filter(code__in=changes.codes).values("code", "name", "name_en") if layer else []
    )
    known = {row["code"]: name_of(row) for row in rows}
    gone = L("no longer in the register", "已不在登记中")
    return {code: f"{code} · {known.get(code, gone)}" for code in changes.codes}
