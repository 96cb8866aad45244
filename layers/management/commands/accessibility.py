"""onemap accessibility shelters --radius 1000 --capacity evacuation --decay gaussian --area 610500"""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from layers.api.accessibility.reading import PARAMETERS, accessibility_question
from layers.api.accessibility.run import ACCESSIBILITY_RUN, accessibility_body, work_of
from layers.api.reading import Asked
from layers.catalog import COVERAGE, Layer
from layers.management.accessibility_tables import area_table, headline, sites_line
from layers.management.questions import OPERATOR, QuestionCommand, radius_in_metres
from layers.management.watching import answered_document
from layers.management.wording import language


class Command(QuestionCommand):
    help = "How many places per person a layer's resources offer within reach, per area. 人均避难位。"
    question = COVERAGE
    parameters = PARAMETERS

    def _asked(self, layer: Layer, options: Mapping[str, Any]) -> Asked:
        return super()._asked(layer, radius_in_metres(options))

    def handle(self, *args: Any, **options: Any) -> None:
        self._quiet = options["as_json"]
        super().handle(*args, **options)

    def answer(self, layer: Layer, asked: Asked) -> dict[str, Any]:
        question = accessibility_question(layer, asked, OPERATOR)
        document, self._took = answered_document(
            ACCESSIBILITY_RUN, accessibility_body(question), work_of(question), quiet=self._quiet
        )
        return document

    def show(self, console: Console, layer: Layer, document: dict[str, Any]) -> None:
        console.print(headline(layer, document))
        console.print(sites_line(document))
        if document["areas"]:
            console.print(area_table(document))
        for note in document["notes"]:
            console.print(f"· {note['text'][language()]}", style="dim")
        console.print(self._took, style="dim")

    def found(self, document: dict[str, Any]) -> bool:
        return document["sites"]["count"] > 0  # type: ignore[no-any-return]
