"""onemap nearest depots 109.51 34.50 --item tent --quantity 500 -k 5"""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from rich.console import Console

from layers.api.answers import nearest_document
from layers.api.nearest import DEFAULT_K, NearestView
from layers.api.reading import Asked, read_origin
from layers.brief.nearest import nearest_sheet
from layers.catalog import NEAREST, Layer
from layers.labels import L
from layers.management.briefs import add_brief_argument, write_brief
from layers.management.questions import OPERATOR, QuestionCommand, excluded_text, feature_table
from layers.queries.nearest import find_nearest


class Command(QuestionCommand):
    help = "The k nearest resources of a layer, with geodesic distances. 最近资源。"
    question = NEAREST
    parameters = NearestView.parameters
    positional = ("lon", "lat")

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        add_brief_argument(parser)

    def answer(self, layer: Layer, asked: Asked) -> dict[str, Any]:
        answer = find_nearest(
            layer,
            read_origin(asked.values, OPERATOR),
            k=asked.values.get("k", DEFAULT_K),
            max_distance_m=asked.values.get("max_distance_m"),
            filters=asked.filters,
        )
        return nearest_document(answer, OPERATOR, asked.filter_texts)

    def also(self, layer: Layer, document: dict[str, Any], options: Mapping[str, Any]) -> None:
        if options["brief"]:
            write_brief(lambda again: nearest_sheet(document, layer, title="", again=again), options["brief"])

    def show(self, console: Console, layer: Layer, document: dict[str, Any]) -> None:
        query = document["query"]
        if document["features"]:
            title = f"{layer.title} · {query['lon']:g}, {query['lat']:g} (WGS 84)"
            console.print(feature_table(layer, document["features"], title))
        else:
            console.print(L("Nothing found.", "没有找到。"))
        if document["excluded"]:
            console.print(excluded_text(document["excluded"]), style="dim")
