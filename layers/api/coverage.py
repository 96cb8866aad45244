"""GET /api/v1/coverage/{layer}"""

from dataclasses import replace

from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.answers import coverage_document
from layers.api.reading import GEOMETRY, RADIUS_M, required
from layers.api.views import LayerView
from layers.geo import parse_distance_m
from layers.labels import L
from layers.models import Area
from layers.queries.coverage.ground import MAX_RADIUS_M, coverage_area

RADIUS = replace(
    RADIUS_M,
    label=L("radius of each resource, metres", "服务半径（米）"),
    parse=lambda text, name: parse_distance_m(text, name=name, maximum=MAX_RADIUS_M),
)


class CoverageView(LayerView):
    """The ground within a radius of the layer's resources: km², share of an area's land, and a row per sub-area.

    With `area`, resources beyond its edge still cover ground inside it; they are counted in `count`.
    """

    parameters = (RADIUS, GEOMETRY)
    responds = "CoverageAnswer"

    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        filters = dict(asked.filters)
        code = filters.pop("area", None)
        area = Area.objects.get(code=code) if code else None
        answer = coverage_area(self.layer, radius_m=required(asked.values, "radius_m"), area=area, filters=filters)
        return Response(
            coverage_document(answer, asked.filter_texts, with_geometry=asked.values.get("geometry", False))
        )
