"""What there is: /layers, /areas, /items, and the map page's configuration."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.db.models import Q
from rest_framework.request import Request
from rest_framework.response import Response

from layers import catalog
from layers.api.describe import count_of, layer_document
from layers.api.reading import LIMIT, OFFSET, TEXT
from layers.api.serialisers import feature_serialiser
from layers.api.views import OpenView
from layers.filters import Parameter, as_text
from layers.labels import L, both
from layers.models import Area, Item
from layers.queries.origin import find_feature


class LayersView(OpenView):
    """The catalog: every layer with its fields, filters, style and what the caller may do with it."""

    responds = "Catalog"

    def get(self, request: Request) -> Response:
        self.asked(request)
        return Response({"layers": [self._describe(layer) for layer in catalog.layers()]})

    def _describe(self, layer: catalog.Layer) -> dict[str, Any]:
        count, demo = count_of(layer.model) if layer.readable_by(self.role) else (None, False)
        return layer_document(layer, self.role, count=count, demo=demo)


class ItemsView(OpenView):
    """The catalogue of goods as a tree: `item=` takes a key or code and means everything beneath it too."""

    responds = "ItemList"

    def get(self, request: Request) -> Response:
        self.asked(request)
        return Response(
            {
                "items": [
                    {
                        "key": item.key,
                        "code": item.code,
                        "name": item.names,
                        "unit": item.units,
                        "parent": item.parent.key if item.parent else None,
                        "unit_mass_kg": item.unit_mass_kg,
                        "unit_mass_basis": item.unit_mass_basis,
                    }
                    for item in Item.objects.select_related("parent").order_by("parent__key", "key")
                ]
            }
        )


class AreasView(OpenView):
    """Administrative areas by level, parent or name, without their outlines."""

    responds = "AreaList"
    parameters = (
        Parameter(
            "level",
            L("level", "级别"),
            "choice",
            catalog.AREAS.filters[0].parameters[0].parse,
            catalog.AREAS.filters[0].parameters[0].choices,
            "county",
        ),
        Parameter("parent", L("code of the area above", "上级编码"), "text", as_text, example="610500"),
        TEXT,
        LIMIT,
        OFFSET,
    )

    def get(self, request: Request) -> Response:
        values = self.asked(request).values
        rows = Area.objects.in_force().select_related("parent")
        if "level" in values:
            rows = rows.filter(level=values["level"])
        if "parent" in values:
            rows = rows.beneath(values["parent"])
        if "q" in values:
            rows = rows.filter(search_key__contains=values["q"].lower())
        start, limit = values.get("offset", 0), values.get("limit", 1000)
        page = rows.order_by("code").annotate(box=Extent("geom"))[start : start + limit]
        return Response({"count": rows.count(), "areas": [_area_document(area) for area in page]})


class AreaView(OpenView):
    """One area with its outline, by code."""

    responds = "Feature"

    def get(self, request: Request, code: str) -> Response:
        self.asked(request)
        area = find_feature(catalog.AREAS, code)
        return Response(feature_serialiser(catalog.AREAS, self.role)(area).data)


def _area_document(area: Any) -> dict[str, Any]:
    box = area.box
    return {
        "code": area.code,
        "name": area.name,
        "name_en": area.name_en,
        "level": area.level,
        "parent": area.parent.code if area.parent else None,
        "population_persons": area.population_persons,
        "population_year": area.population_year,
        "population_source": area.population_source,
        "bbox": list(box) if box else None,
        "centre": [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2] if box else None,
    }


DEMO_NOTICE = L("Demo data · positions and town borders invented", "演示数据 · 位置与乡镇边界为虚构")


class MapView(OpenView):
    """The configuration of the map page: title, where to begin, base maps, and the notice to show."""

    responds = "MapConfiguration"

    def get(self, request: Request) -> Response:
        self.asked(request)
        demo = any(count_of(layer.model)[1] for layer in catalog.layers())
        home = _home_area()
        return Response(
            {
                "title": {"en": "OneMap", "zh": "应急一张图"},
                "version": settings.VERSION,
                "demo": demo,
                "notice": both(DEMO_NOTICE) if demo else None,
                "bounds": _bounds(home),
                "home_area": {"code": home.code, "name": home.name, "name_en": home.name_en} if home else None,
                "base_maps": [asdict(base_map) for base_map in settings.BASE_MAPS],
            }
        )


def _home_area() -> Area | None:
    """The smallest area that all resources lie in, or None."""
    lineages: list[list[str]] = []
    for layer in catalog.layers_asked(catalog.NEAREST):
        found = layer.model._default_manager.filter(~Q(area=None)).order_by().values_list("area__lineage").distinct()
        lineages.extend(lineage for (lineage,) in found)
    shared: str | None = None
    for codes in zip(*lineages, strict=False):
        if len(set(codes)) > 1:
            break
        shared = codes[0]
    return Area.objects.filter(code=shared).first() if shared else None


def _bounds(home: Area | None) -> list[float] | None:
    if home and home.geom:
        return list(home.geom.extent)
    box = Area.objects.aggregate(box=Extent("geom"))["box"]
    return list(box) if box else None
