"""onemap within shelters 109.51 34.50 1000"""

from typing import Any

from rich.console import Console

from layers.api.answers import within_document
from layers.api.describe import field_label
from layers.api.nearest.within import DEFAULT_LIMIT, WithinView
from layers.api.reading import Asked, read_origin
from layers.catalog import WITHIN, Layer
from layers.labels import L
from layers.management.questions import OPERATOR, QuestionCommand
from layers.management.tables import feature_table
from layers.queries.within import Circle, find_within


class Command(QuestionCommand):
    help = "Everything of a layer within a radius in metres, with count and sums. 半径内资源。"
    question = WITHIN
    parameters = WithinView.parameters
    positional = ("lon", "lat", "radius_m")

    def answer(self, layer: Layer, asked: Asked) -> dict[str, Any]:
        circle = Circle(read_origin(asked.values, OPERATOR), asked.values["radius_m"])
        answer = find_within(
            layer,
            circle,
            filters=asked.filters,
            limit=asked.values.get("limit", DEFAULT_LIMIT),
            with_stock="stock" in layer.fields,
        )
        return within_document(answer, OPERATOR, asked.filter_texts)

    def show(self, console: Console, layer: Layer, document: dict[str, Any]) -> None:
        title = f"{layer.title} · ≤ {document['query']['radius_m']:,g} m · {document['count']:,}"
        console.print(feature_table(layer, document["features"], title))
        sums = document["sums"]
        for name in layer.sums:
            console.print(f"{field_label(layer, name)}: {sums[name]:,}")
        for line in sums.get("stock", ()):
            language = "zh" if str(L("en", "zh")) == "zh" else "en"
            console.print(f"{line['item_name'][language]}: {line['available']:,} {line['unit'][language]}")
