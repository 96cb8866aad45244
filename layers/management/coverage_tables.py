"""Coverage as people read it in a shell."""

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from layers.brief.coverage.headline import headline as report_headline
from layers.brief.coverage.judged import rows, whole
from layers.brief.coverage.material import Material
from layers.catalog import Layer
from layers.labels import L
from layers.management.questions import excluded_text
from layers.management.wording import language

Values = Mapping[str, Any]


def show_coverage(console: Console, layer: Layer, document: Values, *, target: float | None = None) -> None:
    """Print the figures, the areas, how they stand to a target, and the notes."""
    console.print(headline(layer, document))
    console.print(sites_line(document))
    if document["areas"]:
        console.print(area_table(document))
    if target is not None:
        console.print(verdict(layer, document, target), style="bold")
    for note in document["notes"]:
        console.print(f"· {note['text'][language()]}", style="dim")


def headline(layer: Layer, document: Values) -> str:
    """Return the figure that everything is about, with its denominator."""
    whose = document["denominator"]
    text = f"{layer.title} · {reach_text(document)}"
    if whose is None:
        return f"{text} · {_km2(document)}" if document["covered_area_km2"] is not None else text
    covered = L(
        "{covered:,.0f} of {people:,.0f} people in reach, {share}",
        "{people:,.0f} 人中 {covered:,.0f} 人在服务范围内，{share}",
    ).format(covered=document["covered_people"], people=whose["people"], share=_share(document["share"]))
    source = f"{whose['name'][language()]}, {whose['source']}, {whose['year']}"
    return f"{text} · {covered}\n{L('People', '人口')}: {source}{_served(document)}"


def sites_line(document: Values) -> str:
    """Return how many sites count, and why others do not."""
    sites = document["sites"]
    parts = [L("{n:,} sites", "{n:,} 个场所").format(n=sites["count"])]
    if sites["without_capacity"]:
        parts.append(L("{n:,} without a known capacity", "{n:,} 个容量不明").format(n=sites["without_capacity"]))
    if sites["excluded"]:
        parts.append(excluded_text(sites["excluded"]))
    if document["denominator"] is not None and document["covered_area_km2"] is not None:
        parts.append(_km2(document))
    return " · ".join(map(str, parts))


def area_table(document: Values) -> Table:
    """Return the areas, the least share first; by people where there are some, else by ground."""
    by = "share" if document["denominator"] else "area_share"
    served = document["capacity"] is not None
    table = Table(header_style="bold", box=SIMPLE_HEAD, padding=0)
    for heading, justify in _headings(by, served=served):
        table.add_column(str(heading), justify="right" if justify else "left")
    known = [row for row in document["areas"] if row["code"]]
    others = [row for row in document["areas"] if not row["code"]]
    for row in sorted(known, key=lambda one: (one[by] is None, one[by] or 0, one["code"])) + others:
        table.add_row(*_cells(row, by, served=served))
    return table


def verdict(layer: Layer, document: Values, target: float) -> str:
    """Return the sentence that a report begins with: who is served, and which areas miss the target."""
    material = Material(layer, document, target, again="")
    return report_headline(material, whole(material), rows(material))


def _headings(by: str, *, served: bool) -> list[tuple[str, bool]]:
    start = [(L("area", "行政区"), False), (L("code", "编码"), False), (L("sites", "场所"), True)]
    if by == "area_share":
        return [*start, (L("covered km²", "覆盖面积 km²"), True), (L("share of land", "占土地面积"), True)]
    end = [(L("people", "人口"), True), (L("in reach", "范围内"), True), (L("share", "覆盖率"), True)]
    if served:
        end += [
            (L("served", "有位"), True),
            (L("no place", "无位"), True),
            (L("out of reach", "范围外"), True),
        ]
    return start + end


def _cells(row: Values, by: str, *, served: bool) -> list[str]:
    name = row["name"] if row["code"] else str(L("outside all of them", "不在以上各区"))
    start = [name, row["code"] or "", str(row["count"]) if row["code"] else ""]
    if by == "area_share":
        return [*start, number(row["covered_area_km2"], 2), _share(row["area_share"])]
    end = [number(row["people"]), number(row["covered_people"]), _share(row["share"])]
    if served:
        end += [number(row[name]) for name in ("served", "in_reach_no_place", "out_of_reach")]
    return start + end


def _served(document: Values) -> str:
    capacity = document["capacity"]
    if capacity is None:
        return ""
    text = L(
        "{served} served ({share}), {no_place} in reach without a place, {out} out of reach; {used} of {places} places",
        "{served} 人有位（{share}），{no_place} 人在范围内但无位，{out} 人在范围外；使用 {places} 个床位中的 {used} 个",
    ).format(
        served=number(document["served"]),
        share=_share(document["served_share"]),
        no_place=number(document["in_reach_no_place"]),
        out=number(document["out_of_reach"]),
        used=number(capacity["places_used"]),
        places=number(capacity["places"]),
    )
    method = L("exact", "精确") if capacity["method"] == "exact" else L("heuristic", "启发式")
    return f"\n{text} ({method}, {L('gap', '误差上限')} {capacity['gap']:.2%})"


def reach_text(document: Values) -> str:
    """Return how far a site reaches, as it was asked."""
    if document["radius_m"] is not None:
        return f"{document['radius_m']:,g} m"
    if document["minutes"] is not None:
        return f"{document['minutes']:,g} min"
    return str(L("each by its standard radius", "按规范参数各自半径"))


def _km2(document: Values) -> str:
    share = document["area_share"]
    return f"{document['covered_area_km2']:,.2f} km²" + ("" if share is None else f" ({_share(share)})")


def number(value: float | None, digits: int = 0) -> str:
    """Return a number with its thousands apart; a dash where there is none."""
    return "–" if value is None else f"{value:,.{digits}f}"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.2%}"
