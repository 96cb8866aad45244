"""GET and POST /api/v1/within/{layer}"""

from rest_framework.request import Request
from rest_framework.response import Response
from shapely.geometry.base import BaseGeometry

from layers.api.answers import within_document
from layers.api.reading import CONSISTENCY, FROM, LAT, LIMIT, LON, RADIUS_M, Asked, read, read_origin, required
from layers.api.views import LayerView
from layers.geo import parse_polygon
from layers.queries.question import Consistency
from layers.queries.within import Circle, find_within

DEFAULT_LIMIT = 1000


class WithinView(LayerView):
    """All resources within a radius (GET) or inside a polygon (POST): which, how many, and their sums."""

    parameters = (LON, LAT, FROM, RADIUS_M, LIMIT, CONSISTENCY)
    responds = "WithinAnswer"

    def get(self, request: Request) -> Response:
        """Exactly those at most `radius_m` geodesic metres away."""
        asked = self.asked(request)
        origin = read_origin(asked.values, self.role)
        return self._answer(Circle(origin, required(asked.values, "radius_m")), asked)

    def post(self, request: Request) -> Response:
        """Exactly those inside a GeoJSON Polygon or MultiPolygon, its edge included."""
        asked = read(request.query_params, (LIMIT,), self.layer, self.role)
        return self._answer(parse_polygon(request.data), asked)

    def _answer(self, region: Circle | BaseGeometry, asked: Asked) -> Response:
        answer = find_within(
            self.layer,
            region,
            filters=asked.filters,
            limit=asked.values.get("limit", DEFAULT_LIMIT),
            with_stock="stock" in self.layer.fields_for(self.role),
            consistency=asked.values.get("consistency", Consistency.LIVE),
        )
        return Response(within_document(answer, self.role, asked.filter_texts))
