"""onemap coverage shelters --radius 1000 --area 610500 --capacity evacuation"""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from rich.console import Console

from layers.api.coverage.reading import PARAMETERS, coverage_question
from layers.api.coverage.run import COVERAGE_RUN, as_body, work_of
from layers.api.reading import Asked
from layers.catalog import COVERAGE, Layer
from layers.errors import OneMapError
from layers.management.coverage_reports import (
    add_report_arguments,
    report_plans,
    report_wishes,
    write_report_file,
)
from layers.management.coverage_tables import show_coverage
from layers.management.questions import NOT_VALID, OPERATOR, QuestionCommand, radius_in_metres
from layers.management.watching import answered_document


class Command(QuestionCommand):
    help = "Which people and which ground a layer's resources reach, per area. 人口与面积覆盖。"
    question = COVERAGE
    parameters = PARAMETERS

    def _asked(self, layer: Layer, options: Mapping[str, Any]) -> Asked:
        """Plans that cannot be carried out are refused before anything is measured, too."""
        asked = super()._asked(layer, radius_in_metres(options))
        self._plans = report_plans(coverage_question(layer, asked, OPERATOR), options)
        return asked

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        add_report_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """A report that cannot be written is refused before anything is measured."""
        try:
            self._target = report_wishes(options).get("target")
        except OneMapError as error:
            print(f"onemap coverage: {error}", file=sys.stderr)
            sys.exit(NOT_VALID)
        self._quiet = options["as_json"]
        super().handle(*args, **options)

    def also(self, layer: Layer, asked: Asked, document: dict[str, Any], options: Mapping[str, Any]) -> None:
        if options["report"]:
            question = coverage_question(layer, asked, OPERATOR)
            write_report_file(question, report_wishes(options), self._plans, options["report"], quiet=self._quiet)

    def answer(self, layer: Layer, asked: Asked) -> dict[str, Any]:
        question = coverage_question(layer, asked, OPERATOR)
        document, self._took = answered_document(COVERAGE_RUN, as_body(question), work_of(question), quiet=self._quiet)
        return document

    def show(self, console: Console, layer: Layer, document: dict[str, Any]) -> None:
        show_coverage(console, layer, document, target=self._target)
        console.print(self._took, style="dim")

    def found(self, document: dict[str, Any]) -> bool:
        return document["count"] > 0  # type: ignore[no-any-return]
