"""Places per person as people read them in a shell."""

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from layers.catalog import Layer
from layers.labels import L
from layers.management.coverage_tables import number, reach_text
from layers.management.questions import excluded_text
from layers.management.wording import language
from layers.queries.coverage.accessibility.question import DecayKind
from layers.queries.coverage.question import Capacity

Values = Mapping[str, Any]


def headline(layer: Layer, document: Values) -> str:
    """Return the figure that everything is about, with its denominator."""
    whose, figures = document["denominator"], document["per_person"]
    how = f"{reach_text(document)}, {DecayKind(document['decay']).label}"
    text = L(
        "{mean} places per person ({capacity}), median {median}; {none} of {people} people have none in reach",
        "人均 {mean} 个避难位（{capacity}），中位数 {median}；{people} 人中 {none} 人无场所可达",
    ).format(
        mean=ratio(figures["mean"]),
        median=ratio(figures["median"]),
        capacity=capacity_text(document),
        none=number(document["people_none_in_reach"]),
        people=number(whose["people"]),
    )
    source = f"{whose['name'][language()]}, {whose['source']}, {whose['year']}"
    return f"{layer.title} · {how} · {text}\n{L('People', '人口')}: {source}"


def sites_line(document: Values) -> str:
    """Return what there is to share, and with whom beyond the edge."""
    sites = document["sites"]
    shared = L(
        "{n:,} sites, {shared} of {places} places have people in reach",
        "{n:,} 个场所，{places} 个避难位中 {shared} 个有人可达",
    ).format(n=sites["count"], shared=number(sites["places_shared"]), places=number(sites["places"]))
    parts = [shared]
    if sites["without_capacity"]:
        parts.append(L("{n:,} without a known capacity", "{n:,} 个容量不明").format(n=sites["without_capacity"]))
    if sites["excluded"]:
        parts.append(excluded_text(sites["excluded"]))
    return " · ".join(map(str, parts))


def area_table(document: Values) -> Table:
    """Return the areas, the fewest places per person first, those without any figure last."""
    table = Table(header_style="bold", box=SIMPLE_HEAD, padding=0)
    for heading, justify in (
        (L("area", "行政区"), "left"),
        (L("code", "编码"), "left"),
        (L("sites", "场所"), "right"),
        (L("people", "人口"), "right"),
        (L("places per person", "人均避难位"), "right"),
        (L("median", "中位数"), "right"),
        (L("none in reach", "无场所可达"), "right"),
        (L("undefined", "无定义"), "right"),
    ):
        table.add_column(str(heading), justify=justify)  # type: ignore[arg-type]
    known = [row for row in document["areas"] if row["code"]]
    others = [row for row in document["areas"] if not row["code"]]
    for row in sorted(known, key=_lowest_first) + others:
        table.add_row(*_cells(row))
    return table


def ratio(value: float | None) -> str:
    """Return places per person to three figures that mean something."""
    return "–" if value is None else f"{value:,.3g}" if value < 100 else number(value)


def capacity_text(document: Values) -> str:
    kind = document["query"]["capacity"]
    return str(Capacity(kind).label)


def _lowest_first(row: Values) -> tuple[bool, float, str]:
    mean = (row["per_person"] or {}).get("mean")
    return mean is None, mean or 0.0, row["code"]


def _cells(row: Values) -> list[str]:
    figures = row["per_person"] or {}
    return [
        row["name"] if row["code"] else str(L("outside all of them", "不在以上各区")),
        row["code"] or "",
        str(row["count"]) if row["code"] else "",
        number(row["people"]),
        ratio(figures.get("mean")),
        ratio(figures.get("median")),
        number(row["people_none_in_reach"]),
        number(row["people_undefined"]),
    ]
