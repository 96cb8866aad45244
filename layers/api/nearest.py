"""GET /api/v1/nearest/{layer}"""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.answers import nearest_document
from layers.api.reading import CONSISTENCY, FROM, LAT, LON, MAX_DISTANCE_M, K, read_origin
from layers.api.views import LayerView
from layers.filters import Parameter
from layers.queries.nearest import find_nearest
from layers.queries.question import Consistency

DEFAULT_K = 5


class NearestView(LayerView):
    """The k nearest resources, no radius needed, in the order of geodesic metres on WGS 84.

    With the reasons: `excluded` counts the nearer ones that each filter left out.
    """

    parameters: ClassVar[tuple[Parameter, ...]] = (LON, LAT, FROM, K, MAX_DISTANCE_M, CONSISTENCY)
    responds = "NearestAnswer"

    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        answer = find_nearest(
            self.layer,
            read_origin(asked.values, self.role),
            k=asked.values.get("k", DEFAULT_K),
            max_distance_m=asked.values.get("max_distance_m"),
            filters=asked.filters,
            consistency=asked.values.get("consistency", Consistency.LIVE),
        )
        return Response(nearest_document(answer, self.role, asked.filter_texts))
