"""A choice of sites, and scenarios beside today, as tables for people."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from rich.console import Console
from rich.table import Table

from layers.labels import L
from layers.management.wording import language
from layers.queries.coverage.siting.question import SitingMethod

Justify = Literal["left", "right"]
FAR = (
    ("mean_m", L("mean m", "平均距离（米）")),
    ("farthest_m", L("farthest m", "最远（米）")),
    ("mean_s", L("mean min", "平均步行（分钟）")),
    ("farthest_s", L("farthest min", "最远步行（分钟）")),
)


def show_siting(console: Console, document: Mapping[str, Any]) -> None:
    """Print the picks in order, then what changes in each area, then what to know."""
    who = document["denominator"]
    console.print(
        f"{SitingMethod(document['method']).label} · {who['name'][language()]} {who['year']}: {who['people']:,}"
    )
    console.print(_picks(document))
    if document["areas"]:
        console.print(_areas(document["areas"]))
    before, after = document["before"], document["after"]
    console.print(f"{share_text(before['share'])} → {share_text(after['share'])} (+{number_text(document['people'])})")
    for one in document["unreachable"]["places"][:5] if not document["feasible"] else ():
        console.print(f"  {one['lon']:.5f}, {one['lat']:.5f}: {number_text(one['people'])}", style="red")
    for note in document["notes"]:
        console.print(note["text"][language()], style="dim")


def _picks(document: Mapping[str, Any]) -> Table:
    far = [one for one in FAR if document["after"][one[0]] is not None]
    headings: list[tuple[str, Justify]] = [
        (L("#", "序"), "right"),
        (L("site", "场所"), "left"),
        (L("position", "位置"), "left"),
        (L("people gained", "新增人口"), "right"),
        (L("alone", "单独新增"), "right"),
        (L("share with it", "累计占比"), "right"),
        *((heading, "right") for _, heading in far),
    ]
    table = _table(headings)
    for pick in document["picks"]:
        table.add_row(
            str(pick["rank"]),
            _name(pick),
            f"{pick['lon']:.5f}, {pick['lat']:.5f}",
            number_text(pick["people_gained"]),
            number_text(pick["own_people_gained"]),
            share_text(pick["share"]),
            *(number_text(pick[name] / 60 if name.endswith("_s") else pick[name]) for name, _ in far),
        )
    return table


def _name(pick: Mapping[str, Any]) -> str:
    name = (pick["name_en"] if language() == "en" else "") or pick["name"]
    return f"{name} +{number_text(pick['capacity_persons'])}" if pick["is_upgrade"] else str(name)


def _areas(areas: Iterable[Mapping[str, Any]]) -> Table:
    table = _table(
        [
            (L("area", "行政区"), "left"),
            (L("people", "人口"), "right"),
            (L("before", "之前"), "right"),
            (L("after", "之后"), "right"),
            (L("gained", "新增"), "right"),
        ]
    )
    for row in areas:
        if row["code"] is None and not row["people"]:
            continue
        table.add_row(
            area_name(row),
            number_text(row["people"]),
            share_text(row["share_before"]),
            share_text(row["share"]),
            number_text(row["people_gained"]),
        )
    return table


def show_comparison(console: Console, document: Mapping[str, Any]) -> None:
    """Print today and each scenario, over all and by area."""
    today, scenarios = document["today"], document["scenarios"]
    headings: list[tuple[str, Justify]] = [(L("area", "行政区"), "left"), (L("today", "现状"), "right")]
    table = _table([*headings, *((one["scenario"]["name"], "right") for one in scenarios)])
    served = today["capacity"] is not None
    counted = "served" if served else "covered_people"
    whole = {"name": L("all", "合计"), "name_en": "", "code": "", **today}
    rows = [(whole, [(one["answer"], one["difference"]) for one in scenarios])]
    for place, row in enumerate(today["areas"]):
        pairs = [(one["answer"]["areas"][place], one["areas"][place]) for one in scenarios]
        rows.append((row, pairs))
    for row, pairs in rows:
        cells = [f"{number_text(then[counted])} ({_change(gain[counted])})" for then, gain in pairs]
        table.add_row(area_name(row), number_text(row[counted]), *cells)
    title = L("people with a place", "有位人数") if served else L("people covered", "覆盖人口")
    console.print(title)
    console.print(table)


def _change(difference: float | None) -> str:
    return "–" if difference is None else f"{difference:+,.0f}"


def area_name(row: Mapping[str, Any]) -> str:
    if row["code"] is None:
        return str(L("in none of them", "不在其中"))
    return str((row["name_en"] if language() == "en" else "") or row["name"])


def number_text(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def share_text(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _table(headings: Iterable[tuple[str, Justify]]) -> Table:
    table = Table(header_style="bold")
    for heading, justify in headings:
        table.add_column(str(heading), justify=justify, overflow="fold")
    return table
