"""GET /api/v1/nearest/{layer}"""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.answers import nearest_document
from layers.api.nearest.reading import BY, EXPLAIN, MAX_DURATION, ROUTE, VEHICLE, read_by_time
from layers.api.reading import CONSISTENCY, FROM, LAT, LON, MAX_DISTANCE_M, Asked, K, read_origin
from layers.api.views import LayerView
from layers.filters import Parameter
from layers.layer import Layer
from layers.queries.nearest import find_nearest
from layers.queries.question import Consistency
from layers.queries.ways import find_ways
from layers.rights import Role

DEFAULT_K = 5


class NearestView(LayerView):
    """The k nearest resources, no radius needed, in the order of geodesic metres on WGS 84, or of the time it takes.

    With the reasons: `excluded` counts the nearer ones that each filter left out, `left_out` names them.
    """

    parameters: ClassVar[tuple[Parameter, ...]] = (
        LON,
        LAT,
        FROM,
        K,
        MAX_DISTANCE_M,
        BY,
        VEHICLE,
        MAX_DURATION,
        ROUTE,
        EXPLAIN,
        CONSISTENCY,
    )
    responds = "NearestAnswer"

    def get(self, request: Request) -> Response:
        return Response(answer_nearest(self.layer, self.asked(request), self.role))


def answer_nearest(layer: Layer, asked: Asked, role: Role | None) -> dict[str, Any]:
    """Return the document that answers what was asked, with what the role may read."""
    values = asked.values
    answer = find_nearest(
        layer,
        read_origin(values, role),
        k=values.get("k", DEFAULT_K),
        max_distance_m=values.get("max_distance_m"),
        filters=asked.filters,
        consistency=values.get("consistency", Consistency.LIVE),
        by_time=read_by_time(values, layer),
        explain=values.get("explain", False),
    )
    ways = find_ways(answer) if values.get("route") else None
    return nearest_document(answer, role, asked.filter_texts, ways=ways)
