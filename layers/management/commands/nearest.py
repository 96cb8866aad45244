"""onemap nearest depots 109.51 34.50 --item tent --quantity 500 -k 5; --batch FILE for many places at once."""

import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError
from rich.console import Console

from layers.api.nearest.views import NearestView, answer_nearest
from layers.api.reading import Asked
from layers.brief.nearest import nearest_sheet
from layers.catalog import NEAREST, Layer, find_layer
from layers.errors import OneMapError
from layers.labels import L
from layers.management.batch import answer_batch
from layers.management.briefs import add_brief_argument, write_brief
from layers.management.questions import NOT_VALID, NOTHING_FOUND, OPERATOR, QuestionCommand, excluded_text
from layers.management.tables import feature_table


class Command(QuestionCommand):
    help = "The k nearest resources of a layer, with geodesic distances. 最近资源。"
    question = NEAREST
    parameters = NearestView.parameters
    positional = ("lon", "lat")
    positional_count = "?"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        add_brief_argument(parser)
        each = L("for each point of a CSV (lon, lat) or GeoJSON file", "对 CSV（经纬度列）或 GeoJSON 文件中的每个点")
        parser.add_argument("--batch", metavar="FILE", help=str(each))
        parser.add_argument("-o", "--output", metavar="CSV", help=str(L("where the table goes", "结果表写入此文件")))

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["batch"]:
            if None in (options["lon"], options["lat"]):
                raise CommandError(str(L("Give lon and lat, or --batch FILE.", "请给出经度和纬度，或 --batch 文件。")))
            super().handle(*args, **options)
            return
        try:
            layer = find_layer(options["layer"])
            found = answer_batch(layer, self._asked(layer, options), options["batch"], options["output"])
        except OneMapError as error:
            print(f"onemap nearest: {error}", file=sys.stderr)
            sys.exit(NOT_VALID)
        if not found:
            sys.exit(NOTHING_FOUND)

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
