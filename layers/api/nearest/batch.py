"""POST /api/v1/nearest/{layer}/batch"""

from django.http import StreamingHttpResponse
from rest_framework.request import Request

from layers.api.nearest.batch_answer import many_document
from layers.api.nearest.batch_reading import BatchParser, GeoJsonBatchParser, read_batch
from layers.api.views import LayerView
from layers.queries.nearest_many import find_nearest_many


class NearestBatchView(LayerView):
    """The k nearest resources of each of up to 100,000 places, exactly as one by one; streamed."""

    parser_classes = (BatchParser, GeoJsonBatchParser)
    filtered = False
    responds = "NearestBatchAnswer"

    def post(self, request: Request) -> StreamingHttpResponse:
        self.asked(request)
        question = read_batch(request.data, self.layer, self.role)
        answer = find_nearest_many(
            self.layer,
            question.lons,
            question.lats,
            k=question.k,
            max_distance_m=question.max_distance_m,
            filters=question.asked.filters,
        )
        return StreamingHttpResponse(many_document(answer, question.asked.filter_texts), "application/json")
