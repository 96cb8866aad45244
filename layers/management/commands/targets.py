"""onemap targets --area 610500"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand
from django.http import QueryDict
from rich.console import Console
from rich.table import Table
from rich.text import Text

from layers.api.reading import read
from layers.api.targets.views import TARGETS_RUN, TargetsCheckView, as_body, work_of
from layers.errors import OneMapError
from layers.filters import REASONS
from layers.labels import L
from layers.management.questions import NOT_VALID, OPERATOR
from layers.management.watching import answered_document
from layers.management.wording import language
from layers.models import TargetMeasure, Verification

FAILED = 1
"""The exit code when an area fails a target; 0 when none does, 2 when the question is not valid."""
OUTCOMES = {
    "pass": (L("pass", "达标"), "green"),
    "fail": (L("fail", "未达标"), "bold red"),
    "undefined": (L("undefined", "无法判断"), "yellow"),
}


class Command(BaseCommand):
    help = "Which areas hold the coverage targets, and what is short. 覆盖目标核查：各行政区是否达标及缺口。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", metavar="CODE", help="only this area and those beneath it")
        parser.add_argument("--target", action="append", metavar="KEY", help="only this one; repeatable")
        parser.add_argument("--population", metavar="CODE", help="the newest that is no demo if not given")
        parser.add_argument("--by-road", action="store_true", help="depots' times by road where roads are known")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the API's document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            values = read(_query(options), TargetsCheckView.parameters, None, OPERATOR).values
            document, took = answered_document(TARGETS_RUN, as_body(values), work_of(values), quiet=options["as_json"])
        except OneMapError as error:
            print(f"onemap targets: {error}", file=sys.stderr)
            sys.exit(NOT_VALID)
        if options["as_json"]:
            json.dump(document, sys.stdout, ensure_ascii=False)
            print()
        else:
            _show(Console(), document, took)
        if any(target["fail"] for target in document["targets"]):
            sys.exit(FAILED)


def _query(options: Mapping[str, Any]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name in ("area", "population"):
        if options[name]:
            query[name] = options[name]
    if options["target"]:
        query.setlist("target", options["target"])
    if options["by_road"]:
        query["by_road"] = "true"
    return query


def _show(console: Console, document: Mapping[str, Any], took: str) -> None:
    for target in document["targets"]:
        console.print(_table(target))
        source = " ".join(filter(None, (target["standard_no"], target["clause"])))
        mark = Verification(target["verification"]).label
        console.print(" · ".join(filter(None, (source, str(mark), target["note"]))), style="dim")
        if target["excluded"]:
            parts = "; ".join(f"{REASONS[reason]} {count}" for reason, count in target["excluded"].items())
            console.print(f"{L('Left out', '未计入')}: {parts}", style="dim")
        console.print()
    if whose := document["population"]:
        estimate = f", {L('estimate', '估算')}" if whose["is_estimate"] else ""
        people = L("People: {name} ({year}{estimate}), {source}", "人口：{name}（{year}{estimate}），{source}")
        name = whose["name"][language()]
        console.print(people.format(name=name, year=whose["year"], estimate=estimate, source=whose["source"]))
    console.print(took, style="dim")


def _table(target: Mapping[str, Any]) -> Table:
    counts = " · ".join(f"{OUTCOMES[one][0]} {target[one]}" for one in OUTCOMES)
    table = Table(title=f"{target['title'][language()]}\n{counts}", title_justify="left", header_style="bold")
    table.add_column(str(L("area", "行政区")), overflow="fold")
    table.add_column(str(L("code", "编码")))
    table.add_column("")
    for heading in (
        L("value", "数值"),
        L("limit", "目标"),
        L("people short", "缺口人数"),
        L("m² short", "缺口面积 m²"),
        L("short", "缺口数量"),
    ):
        table.add_column(str(heading), justify="right")
    is_share = target["measure"] not in (TargetMeasure.ONE_PER_AREA, TargetMeasure.PER_10000)
    for row in sorted(target["areas"], key=_worst_first):
        words, style = OUTCOMES[row["outcome"]]
        why = f" ({row['why']['text'][language()]})" if row["why"] else ""
        table.add_row(
            str((row["name_en"] if language() == "en" else "") or row["name"]),
            row["code"],
            Text(f"{words}{why}", style=style),
            *(_number(row[name], is_share=is_share) for name in ("value", "limit")),
            *(_number(row[name]) for name in ("people_short", "m2_short", "count_short")),
        )
    return table


def _worst_first(row: Mapping[str, Any]) -> tuple[int, float, str]:
    margin = row["margin"]
    return ["fail", "undefined", "pass"].index(row["outcome"]), 0.0 if margin is None else margin, row["code"]


def _number(value: float | None, *, is_share: bool = False) -> str:
    if value is None:
        return "–"
    return f"{100 * value:.1f} %" if is_share else f"{value:,.10g}" if abs(value) >= 1000 else f"{value:.4g}"
