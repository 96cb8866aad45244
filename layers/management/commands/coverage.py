"""onemap coverage shelters --radius-m 1000 --area 610500"""

from typing import Any

from rich.console import Console
from rich.table import Table

from layers.api.answers import coverage_document
from layers.api.coverage import CoverageView
from layers.api.reading import Asked, required
from layers.catalog import COVERAGE, Layer
from layers.labels import L
from layers.management.questions import QuestionCommand
from layers.models import Area
from layers.queries.coverage.ground import coverage_area


class Command(QuestionCommand):
    help = "The ground within a radius of a layer's resources, per area. 覆盖面积。"
    question = COVERAGE
    parameters = CoverageView.parameters

    def answer(self, layer: Layer, asked: Asked) -> dict[str, Any]:
        filters = dict(asked.filters)
        code = filters.pop("area", None)
        answer = coverage_area(
            layer,
            radius_m=required(asked.values, "radius_m"),
            filters=filters,
            area=Area.objects.get(code=code) if code else None,
        )
        return coverage_document(answer, asked.filter_texts, with_geometry=asked.values.get("geometry", False))

    def show(self, console: Console, layer: Layer, document: dict[str, Any]) -> None:
        console.print(
            f"{layer.title} · {document['radius_m']:,g} m · {document['count']:,} · "
            f"{document['covered_area_km2']:,.2f} km²{_share(document['area_share'])}"
        )
        if not document["areas"]:
            return
        table = Table(header_style="bold")
        for heading, justify in (
            (L("area", "行政区"), "left"),
            (L("code", "编码"), "left"),
            (L("count", "个数"), "right"),
            (L("covered km²", "覆盖面积 km²"), "right"),
            (L("share of land", "占土地面积"), "right"),
        ):
            table.add_column(str(heading), justify="right" if justify == "right" else "left")
        for area in sorted(document["areas"], key=lambda one: one["area_share"] or 0):
            table.add_row(
                area["name"],
                area["code"],
                str(area["count"]),
                "–" if area["covered_area_km2"] is None else f"{area['covered_area_km2']:,.2f}",
                _share(area["area_share"], "–"),
            )
        console.print(table)

    def found(self, document: dict[str, Any]) -> bool:
        return document["count"] > 0  # type: ignore[no-any-return]


def _share(share: float | None, unknown: str = "") -> str:
    return unknown if share is None else f" {share:.2%}"
