"""GET and POST /api/v1/accessibility/{layer}, and the same over a grid: /api/v1/accessibility/{layer}/cells"""

from collections.abc import Mapping
from time import perf_counter
from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from layers.api.accessibility.document import bins_document
from layers.api.accessibility.reading import (
    CELL_PARAMETERS,
    PARAMETERS,
    accessibility_question,
    read_accessibility_body,
)
from layers.api.accessibility.run import ACCESSIBILITY_RUN, accessibility_body, work_of
from layers.api.body import BodyParser
from layers.api.coverage.reading import COLUMNS_IF_NOT_SAID
from layers.api.reading import read
from layers.api.runs import answer_or_run
from layers.api.views import LayerView
from layers.filters import Parameter
from layers.queries.coverage.accessibility.bins import bin_per_person
from layers.queries.coverage.accessibility.measure import measure_accessibility
from layers.queries.coverage.accessibility.question import AccessibilityQuestion


class AccessibilityView(LayerView):
    """How many places there are per person within reach, over all and by area (2SFCA, E2SFCA or Gaussian).

    Takes what coverage takes, with a capacity, and `decay`. People beyond the area's edge share the places in their
    reach; they are not answered. Who has no site in reach counts with 0; what is undefined is null and left out.
    """

    parser_classes = (BodyParser,)
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    responds = "AccessibilityAnswer"
    may_run = True

    def get(self, request: Request) -> HttpResponse:
        asked = self.asked(request)
        return self._answer(accessibility_question(self.layer, asked, self.role), asked.values)

    def post(self, request: Request) -> HttpResponse:
        """The same, of a drawn polygon, or with sites closed, added, or of another capacity."""
        read(request.query_params, ())
        return self._answer(*read_accessibility_body(request.data, self.layer, self.role, parameters=self.parameters))

    def _answer(self, question: AccessibilityQuestion, values: Mapping[str, Any]) -> HttpResponse:
        return answer_or_run(self.request, ACCESSIBILITY_RUN, accessibility_body(question), work_of(question))


class AccessibilityCellsView(AccessibilityView):
    """The same over the squares of a grid, for drawing: the mean by people, and the people with none in reach."""

    parameters = CELL_PARAMETERS
    responds = "AccessibilityCells"
    may_run = False

    def _answer(self, question: AccessibilityQuestion, values: Mapping[str, Any]) -> HttpResponse:
        began = perf_counter()
        answer = measure_accessibility(question)
        columns = values.get("columns", COLUMNS_IF_NOT_SAID)
        bins = bin_per_person(answer.by_cell, bbox=values.get("bbox"), columns=columns)
        response = Response(bins_document(bins, answer))
        response["Server-Timing"] = f"accessibility;dur={(perf_counter() - began) * 1000:.1f}"
        return response
