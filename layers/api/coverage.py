"""GET and POST /api/v1/coverage/{layer}, and the same people by cell: /api/v1/coverage/{layer}/cells"""

from collections.abc import Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.body import BodyParser
from layers.api.coverage_document import cells_document, coverage_document
from layers.api.coverage_reading import (
    CELL_PARAMETERS,
    COLUMNS_IF_NOT_SAID,
    PARAMETERS,
    coverage_question,
    read_coverage_body,
)
from layers.api.reading import read
from layers.api.views import LayerView
from layers.filters import Parameter
from layers.queries.coverage.answer import CoverageAnswer
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

    def get(self, request: Request) -> Response:
        asked = self.asked(request)
        return self._answer(coverage_question(self.layer, asked), asked.values)

    def post(self, request: Request) -> Response:
        """The same, of a drawn polygon, or with sites closed, added, or of another capacity."""
        read(request.query_params, ())
        return self._answer(*read_coverage_body(request.data, self.layer, self.role, parameters=self.parameters))

    def _answer(self, question: CoverageQuestion, values: Mapping[str, Any]) -> Response:
        began = perf_counter()
        answer = measure_coverage(question)
        response = Response(self.document(answer, values))
        response["Server-Timing"] = f"coverage;dur={(perf_counter() - began) * 1000:.1f}"
        return response

    def document(self, answer: CoverageAnswer, values: Mapping[str, Any]) -> dict[str, Any]:
        return coverage_document(answer)


class CoverageCellsView(CoverageView):
    """The same people added up over the squares of a grid, by class: for drawing while a slider moves.

    Takes what coverage takes. Without a capacity, `served` are those in reach.
    """

    parameters = CELL_PARAMETERS
    responds = "CoverageCells"

    def _answer(self, question: CoverageQuestion, values: Mapping[str, Any]) -> Response:
        return super()._answer(replace(question, ground=False), values)

    def document(self, answer: CoverageAnswer, values: Mapping[str, Any]) -> dict[str, Any]:
        columns = values.get("columns", COLUMNS_IF_NOT_SAID)
        return cells_document(bin_cells(answer.by_cell, bbox=values.get("bbox"), columns=columns), answer)
