"""POST /api/v1/siting/{layer}"""

from django.http import HttpResponse
from rest_framework.request import Request

from layers.api.reading import read
from layers.api.runs import answer_or_run
from layers.api.siting.run import SITING
from layers.api.supply.need_reading import NeedParser
from layers.api.views import LayerView
from layers.labels import L
from layers.pointers import refused


class SitingView(LayerView):
    """Where to build next: the fewest new sites that cover everyone, or the best so many, with the gain of each.

    Takes what coverage takes, and the method, how many, and the candidates. What cannot be done is an answer too:
    `feasible` is false, and `unreachable` says how many people no candidate reaches, and where.
    """

    parser_classes = (NeedParser,)
    filtered = False
    responds = "SitingAnswer"
    may_run = True

    def post(self, request: Request) -> HttpResponse:
        read(request.query_params, ())
        body, key = request.data, self.layer.key
        if not isinstance(body, dict):
            raise refused(L("The body must be a JSON object.", "请求体必须是 JSON 对象。"), "/")
        if body.get("layer", key) != key:
            raise refused(L("The address names another layer.", "与地址中的图层不同。"), "/layer")
        return answer_or_run(request, SITING, {**body, "layer": key})
