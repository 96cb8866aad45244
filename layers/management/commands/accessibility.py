"""onemap accessibility shelters --radius 1000 --capacity evacuation --decay gaussian --area 610500"""

from collections.abc import Mapping
from time import perf_counter
from typing import Any

from rich.console import Console

from layers.api.accessibility_document import accessibility_document
from layers.api.accessibility_reading import PARAMETERS, accessibility_question
from layers.api.reading import Asked
from layers.catalog import COVERAGE, Layer
from layers.labels import L
from layers.management.accessibility_tables import area_table, headline, sites_line
from layers.management.questions import OPERATOR, QuestionCommand, radius_in_metres
from layers.management.wording import language
from layers.queries.coverage.accessibility.measure import measure_accessibility


class Command(QuestionCommand):
    help = "How many places per person a layer's resources offer within reach, per area. 人均避难位。"
    question = COVERAGE
    parameters = PARAMETERS

    def _asked(self, layer: Layer, options: Mapping[str, Any]) -> Asked:
        return super()._asked(layer, radius_in_metres(options))

    def answer(self, layer: Layer, asked: Asked) -> dict[str, Any]:
        began = perf_counter()
        document = accessibility_document(measure_accessibility(accessibility_question(layer, asked, OPERATOR)))
        self._took_s = perf_counter() - began
        return document

    def show(self, console: Console, layer: Layer, document: dict[str, Any]) -> None:
        console.print(headline(layer, document))
        console.print(sites_line(document))
        if document["areas"]:
            console.print(area_table(document))
        for note in document["notes"]:
            console.print(f"· {note['text'][language()]}", style="dim")
        console.print(L("{s:.2f} s", "用时 {s:.2f} 秒").format(s=self._took_s), style="dim")

    def found(self, document: dict[str, Any]) -> bool:
        return document["sites"]["count"] > 0  # type: ignore[no-any-return]
