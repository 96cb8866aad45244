"""onemap clocks --area 610500 --level town --need tent:100 --need quilt:500"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table
from rich.text import Text

from layers.api.supply.clocks import clocks_document
from layers.api.supply.clocks_reading import read_question
from layers.errors import OneMapError
from layers.labels import L
from layers.management.questions import NOT_VALID, OPERATOR
from layers.management.wording import language, minutes_text
from layers.models import AreaLevel
from layers.queries.clocks.judge import judge_clocks
from layers.queries.fill.need import REASONS
from layers.travel.legs import BASES

FAILED = 1
"""The exit code when a site fails a clock; 0 when all hold, 2 when the question is not valid."""


class Command(BaseCommand):
    help = "Which sites stock reaches in time, each judged alone. 送达时限：哪些站点的物资能按时送达（逐点单独判断）。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--area", metavar="CODE", help="the areas beneath this one are the sites")
        parser.add_argument("--level", metavar="|".join(AreaLevel.values), help="of the areas; town if not given")
        parser.add_argument("--site", action="append", default=[], metavar="LAYER:CODE", help="a resource; repeatable")
        parser.add_argument("--at", action="append", default=[], metavar="LON,LAT[,NAME]", help="a point; repeatable")
        parser.add_argument("--need", action="append", default=[], metavar="ITEM:QUANTITY", help="repeatable")
        parser.add_argument("--clock", action="append", metavar="KEY", help="only this one; repeatable")
        parser.add_argument("--by-road", action="store_true", help="times by road where roads are known")
        parser.add_argument("--use-minimum", action="store_true", help="let depots give their minimum stock too")
        parser.add_argument("--any-status", action="store_true", help="also depots that are not in service")
        parser.add_argument("--avoid", action="append", metavar="LAYER:CODE|hazards|incidents", help="repeatable")
        parser.add_argument("--speed-km-h", metavar="KM/H", help="of the trucks, instead of the table's")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the API's document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = clocks_document(judge_clocks(read_question(_body(options), OPERATOR)))
        except OneMapError as error:
            print(f"onemap clocks: {error}", file=sys.stderr)
            sys.exit(NOT_VALID)
        if options["as_json"]:
            json.dump(document, sys.stdout, ensure_ascii=False)
            print()
        else:
            _show(Console(), document)
        if not all(site["passes"] for site in document["sites"]):
            sys.exit(FAILED)


def _body(options: Mapping[str, Any]) -> dict[str, Any]:
    """The request's body that the command line stands for; the API's own reader judges it."""
    given = [bool(options[name]) for name in ("area", "site", "at")]
    sites: Any = None
    if sum(given) == 1:
        sites = options["site"] or [_point(text) for text in options["at"]]
        if options["area"]:
            sites = {"area": options["area"], "level": options["level"] or AreaLevel.TOWN.value}
    body: dict[str, Any] = {
        "sites": sites,
        "items": [dict(zip(("item", "quantity"), text.rsplit(":", 1), strict=False)) for text in options["need"]],
        "keep_minimum": not options["use_minimum"],
        "usable_only": not options["any_status"],
        "by_road": options["by_road"],
        "avoid": options["avoid"],
    }
    if options["clock"]:
        body["clocks"] = options["clock"]
    if options["speed_km_h"] is not None:
        body["vehicle"] = {"speed_km_h": options["speed_km_h"]}
    return body


def _point(text: str) -> dict[str, Any]:
    return dict(zip(("lon", "lat", "name"), text.split(",", 2), strict=False))


def _show(console: Console, document: Mapping[str, Any]) -> None:
    console.print(_table(document))
    for one in document["areas"]:
        counts = " · ".join(
            f"{clock['title'][language()]} {one['passed'][clock['key']]}" for clock in document["clocks"]
        )
        console.print(f"{_name(one)}: {counts} / {one['sites']}")
    if document["without_point"]:
        console.print(f"{L('No point known', '位置未知')}: {', '.join(document['without_point'])}", style="yellow")
    if document["excluded"]:
        parts = "; ".join(f"{REASONS[reason]} {count}" for reason, count in document["excluded"].items())
        console.print(f"{L('Depots left out', '未计入的储备库')}: {parts}", style="dim")
    alone = L("Each site is judged alone; times are made of: {basis}.", "每个站点单独判断；用时依据：{basis}。")
    console.print(alone.format(basis=BASES[document["basis"]]), style="dim")


def _table(document: Mapping[str, Any]) -> Table:
    items = ", ".join(f"{one['item']} {one['quantity']:,}" for one in document["query"]["items"])
    table = Table(title=items, title_justify="left", header_style="bold")
    for heading in (L("site", "站点"), L("code", "编码")):
        table.add_column(str(heading), overflow="fold")
    for clock in document["clocks"]:
        passed = f"{document['passed'][clock['key']]}/{document['count']}"
        table.add_column(f"{clock['title'][language()]}\n{passed}", no_wrap=False)
    table.add_column(str(L("what fails", "不足")), overflow="fold")
    for site in document["sites"]:
        failing = dict.fromkeys(text for one in site["clocks"] for text in _failing(one["fails"]))
        table.add_row(_name(site), site["code"] or "", *map(_verdict, site["clocks"]), "; ".join(failing))
    return table


def _verdict(one: Mapping[str, Any]) -> Text:
    if one["arrive_s"] is None:
        return Text(str(L("never", "无法满足")), style="bold red")
    margin_s, style = one["margin_s"], "green" if one["passes"] else "bold red"
    late = L("{arrives} ({margin} late)", "{arrives}（超时 {margin}）")
    spare = L("{arrives} ({margin} to spare)", "{arrives}（余 {margin}）")
    text = spare if one["passes"] else late
    return Text(text.format(arrives=minutes_text(one["arrive_s"]), margin=minutes_text(abs(margin_s))), style=style)


def _failing(fails: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    return (f"{one['item']} −{one['quantity_short']:,}" for one in fails)


def _name(one: Mapping[str, Any]) -> str:
    return str((one["name_en"] if language() == "en" else "") or one["name"])
