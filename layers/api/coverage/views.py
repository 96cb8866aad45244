"""GET and POST /api/v1/coverage/{layer}, and the same people by cell: /api/v1/coverage/{layer}/cells"""

from collections.abc import Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.body import BodyParser
from layers.api.coverage.document import cells_document
from layers.api.coverage.reading import (
    CELL_PARAMETERS,
    COLUMNS_IF_NOT_SAID,
    PARAMETERS,
    coverage_question,
    read_coverage_body,
)
from layers.api.coverage.run import COVERAGE_RUN, as_body, work_of
from layers.api.reading import read
from layers.api.runs import answer_or_run
from layers.api.views import LayerView
from layers.filters import Parameter
from layers.queries.coverage.bins import bin_cells
from layers.queries.coverage.measure import measure_coverage
from layers.queries.coverage.question import CoverageQuestion


class CoverageView(LayerView):
    """Which people the layer's resources reach, over all and by area, and which ground.

    Give one of `radius_m`, `radius=standard` and `minutes`. With `area`, resources beyond its edge still serve ground
    and people inside it; they are in `count`. With `capacity`, people are given places, each at most once.
    """

    parser_classes = (BodyParser,)
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    responds = "CoverageAnswer"
    may_run = True

    def get(self, request: Request) -> HttpResponse:
        asked = self.asked(request)
        return self._answer(coverage_question(self.layer, asked, self.role), asked.values)

    def post(self, request: Request) -> HttpResponse:
        """The same, of a drawn polygon, or with sites closed, added, or of another capacity."""
        read(request.query_params, ())
        return self._answer(*read_coverage_body(request.data, self.layer, self.role, parameters=self.parameters))

    def _answer(self, question: CoverageQuestion, values: Mapping[str, Any]) -> HttpResponse:
        return answer_or_run(self.request, COVERAGE_RUN, as_body(question), work_of(question))


class CoverageCellsView(CoverageView):
    """The same people added up over the squares of a grid, by class: for drawing while a slider moves.

    Takes what coverage takes. Without a capacity, `served` are those in reach.
    """

    parameters = CELL_PARAMETERS
    responds = "CoverageCells"

    may_run = False

    def _answer(self, question: CoverageQuestion, values: Mapping[str, Any]) -> HttpResponse:
        began = perf_counter()
        answer = measure_coverage(replace(question, ground=False))
        columns = values.get("columns", COLUMNS_IF_NOT_SAID)
        bins = bin_cells(answer.by_cell, bbox=values.get("bbox"), columns=columns)
        response = Response(cells_document(bins, answer))
        response["Server-Timing"] = f"coverage;dur={(perf_counter() - began) * 1000:.1f}"
        return response
