"""onemap nearest depots 109.51 34.50 --item tent --quantity 500 -k 5"""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from rich.console import Console

from layers.api.nearest import NearestView, answer_nearest
from layers.api.reading import Asked
from layers.brief.nearest import nearest_sheet
from layers.catalog import NEAREST, Layer
from layers.labels import L
from layers.management.briefs import add_brief_argument, write_brief
from layers.management.questions import OPERATOR, QuestionCommand, excluded_text
from layers.management.tables import feature_table


class Command(QuestionCommand):
    help = "The k nearest resources of a layer, with geodesic distances. 最近资源。"
    question = NEAREST
    parameters = NearestView.parameters
    positional = ("lon", "lat")

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        add_brief_argument(parser)

    def answer(self, layer: Layer, asked: Asked) -> dict[str, Any]:
        return answer_nearest(layer, asked, OPERATOR)

    def also(self, layer: Layer, asked: Asked, document: dict[str, Any], options: Mapping[str, Any]) -> None:
        if options["brief"]:
            danger = asked.filters.get("avoid")
            write_brief(lambda again: nearest_sheet(document, layer, danger=danger, again=again), options["brief"])

    def show(self, console: Console, layer: Layer, document: dict[str, Any]) -> None:
        query = document["query"]
        if document["features"]:
            title = f"{layer.title} · {query['lon']:g}, {query['lat']:g} (WGS 84)"
            console.print(feature_table(layer, document["features"], title))
        else:
            console.print(L("Nothing found.", "没有找到。"))
        if document["excluded"]:
            console.print(excluded_text(document["excluded"]), style="dim")
        if document.get("left_out"):
            console.print(
                feature_table(layer, document["left_out"], L("The nearest of those left out", "最近的未入选资源"))
            )
