"""The API's addresses; those of layers are made from the catalog."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path, re_path
from rest_framework.request import Request

from layers import catalog
from layers.api.accessibility.views import AccessibilityCellsView, AccessibilityView
from layers.api.brief import FillBriefView, NearestBriefView
from layers.api.catalogue import AreasView, AreaView, ItemsView, LayersView, MapView
from layers.api.coverage.report import CoverageReportView
from layers.api.coverage.views import CoverageCellsView, CoverageView
from layers.api.features import FeatureListView, FeatureView
from layers.api.nearest.batch import NearestBatchView
from layers.api.nearest.views import NearestView
from layers.api.nearest.within import WithinView
from layers.api.populations import PopulationsView
from layers.api.runs import RunResultView, RunsView, RunView
from layers.api.scenarios.views import CompareScenariosView, ScenariosView, ScenarioView
from layers.api.search import SearchView
from layers.api.session import SessionView
from layers.api.siting.views import SitingView
from layers.api.supply.clocks import ClocksView
from layers.api.supply.fill import FillView
from layers.api.targets.views import TargetsCheckView, TargetsView
from layers.api.tiles import TileJsonView, TileView, tile_parameters
from layers.api.views import LayerView, OpenView
from layers.errors import UnknownFeatureError
from layers.labels import L
from layers.queries.nearest_many import is_answered

QUESTIONS: dict[str, type[LayerView]] = {
    catalog.NEAREST: NearestView,
    catalog.WITHIN: WithinView,
    catalog.COVERAGE: CoverageView,
}


class NoSuchLayerView(OpenView):
    """The last resort for a layer's addresses: says which layers there are."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        layer = catalog.find_layer(kwargs["layer"])
        raise UnknownFeatureError(L("{layer} does not answer this.", "{layer}不支持此查询。").format(layer=layer.title))


def layer_patterns() -> Iterator[URLPattern]:
    """Yield the addresses of every layer in the catalog."""
    for layer in catalog.layers():
        for question, view in QUESTIONS.items():
            if question in layer.questions:
                yield path(f"api/v1/{question}/{layer.key}", view.as_view(layer=layer))
        if catalog.COVERAGE in layer.questions:
            yield path(f"api/v1/siting/{layer.key}", SitingView.as_view(layer=layer))
            yield path(f"api/v1/accessibility/{layer.key}", AccessibilityView.as_view(layer=layer))
            yield path(f"api/v1/accessibility/{layer.key}/cells", AccessibilityCellsView.as_view(layer=layer))
            yield path(f"api/v1/coverage/{layer.key}/cells", CoverageCellsView.as_view(layer=layer))
            yield path(f"api/v1/coverage/{layer.key}/report", CoverageReportView.as_view(layer=layer))
        if catalog.NEAREST in layer.questions and is_answered(layer):
            yield path(f"api/v1/nearest/{layer.key}/batch", NearestBatchView.as_view(layer=layer))
        if catalog.NEAREST in layer.questions:
            yield path(f"api/v1/nearest/{layer.key}/brief", NearestBriefView.as_view(layer=layer))
        features = f"api/v1/layers/{layer.key}/features"
        yield path(features, FeatureListView.as_view(layer=layer))
        yield path(f"{features}/<path:feature_id>", FeatureView.as_view(layer=layer))
        yield path(f"tiles/{layer.key}.json", TileJsonView.as_view(layer=layer))
        tile = TileView.as_view(layer=layer, parameters=tile_parameters(layer))
        yield path(f"tiles/{layer.key}/<int:z>/<int:x>/<int:y>.mvt", tile)


urlpatterns: list[Any] = [
    path("api/v1/map", MapView.as_view()),
    path("api/v1/session", SessionView.as_view()),
    path("api/v1/layers", LayersView.as_view()),
    path("api/v1/areas", AreasView.as_view()),
    path("api/v1/areas/<str:code>", AreaView.as_view()),
    path("api/v1/items", ItemsView.as_view()),
    path("api/v1/populations", PopulationsView.as_view()),
    path("api/v1/search", SearchView.as_view()),
    path("api/v1/runs", RunsView.as_view()),
    path("api/v1/runs/<uuid:run_id>", RunView.as_view()),
    path("api/v1/runs/<uuid:run_id>/result", RunResultView.as_view()),
    path("api/v1/fill", FillView.as_view()),
    path("api/v1/clocks", ClocksView.as_view()),
    path("api/v1/targets", TargetsView.as_view()),
    path("api/v1/targets/check", TargetsCheckView.as_view()),
    path("api/v1/scenarios", ScenariosView.as_view()),
    path("api/v1/scenarios/compare", CompareScenariosView.as_view()),
    path("api/v1/scenarios/<str:scenario_id>", ScenarioView.as_view()),
    path("api/v1/fill/brief", FillBriefView.as_view()),
    *layer_patterns(),
    re_path(
        r"^api/v1/(?:nearest|within|coverage|accessibility|siting)/(?P<layer>[^/]+)(?:/batch|/brief|/cells|/report)?$",
        NoSuchLayerView.as_view(),
    ),
    re_path(r"^api/v1/layers/(?P<layer>[^/]+)/features(?:/.*)?$", NoSuchLayerView.as_view()),
    re_path(r"^tiles/(?P<layer>[^/.]+)(?:\.json|/.*)$", NoSuchLayerView.as_view()),
]
