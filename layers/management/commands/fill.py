"""onemap fill 109.59 34.95 --need tent:1200 --need quilt:5000 --deadline-minutes 120 --choose earliest"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from layers.api.supply.fill import fill_document
from layers.api.supply.fill_reading import read_need
from layers.brief.fill import fill_sheet
from layers.errors import OneMapError
from layers.labels import L
from layers.management.briefs import add_brief_argument, write_brief
from layers.management.questions import NOT_VALID, OPERATOR, distance_text
from layers.management.wording import language, minutes_text
from layers.queries.fill.need import REASONS, Choice
from layers.queries.fill.plan import plan_fill
from layers.travel.legs import BASES

SHORT = 1
"""The exit code when something is missing; 0 when all is there, 2 when the question is not valid."""


class Command(BaseCommand):
    help = "How several depots fill a need together; a plan only. 多库联合调拨方案（仅方案）。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("lon", nargs="?")
        parser.add_argument("lat", nargs="?")
        parser.add_argument("--from", dest="start", metavar="LAYER:CODE", help="measure from this resource instead")
        parser.add_argument("--need", action="append", default=[], metavar="ITEM:QUANTITY", help="repeatable")
        parser.add_argument("--deadline-minutes", metavar="MINUTES", help="from now, loading included")
        parser.add_argument("--choose", metavar="|".join(Choice.values))
        parser.add_argument("--use-minimum", action="store_true", help="let depots give their minimum stock too")
        parser.add_argument("--any-status", action="store_true", help="also depots that are not in service")
        parser.add_argument("--speed-km-h", metavar="KM/H", help="of the trucks, instead of the table's")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the API's document")
        add_brief_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = fill_document(plan_fill(read_need(_body(options), OPERATOR)))
            if options["brief"]:
                write_brief(lambda again: fill_sheet(document, again=again), options["brief"])
        except OneMapError as error:
            print(f"onemap fill: {error}", file=sys.stderr)
            sys.exit(NOT_VALID)
        if options["as_json"]:
            json.dump(document, sys.stdout, ensure_ascii=False)
            print()
        else:
            _show(Console(), document)
        if not document["complete"]:
            sys.exit(SHORT)


def _body(options: Mapping[str, Any]) -> dict[str, Any]:
    """The request's body that the command line stands for; the API's own reader judges it."""
    body: dict[str, Any] = {
        "items": [dict(zip(("item", "quantity"), text.rsplit(":", 1), strict=False)) for text in options["need"]],
        "keep_minimum": not options["use_minimum"],
        "usable_only": not options["any_status"],
    }
    place = {name: options[name] for name in ("lon", "lat") if options[name] is not None}
    if place or not options["start"]:
        body["place"] = place
    if options["start"]:
        body["from"] = options["start"]
    if options["deadline_minutes"] is not None:
        body["deadline_s"] = _seconds(options["deadline_minutes"])
    if options["choose"]:
        body["choose"] = options["choose"]
    if options["speed_km_h"] is not None:
        body["vehicle"] = {"speed_km_h": options["speed_km_h"]}
    return body


def _seconds(minutes: str) -> float | str:
    try:
        return float(minutes) * 60
    except ValueError:
        return minutes


def _show(console: Console, document: Mapping[str, Any]) -> None:
    if document["parts"]:
        console.print(_parts_table(document))
    for one in document["short"]:
        console.print(_short_text(one), style="bold red")
    if document["complete_at"]:
        when = L("last arrival in {minutes}, {at} ({basis})", "最后一批 {minutes}后到达，{at}（{basis}）")
        basis = BASES[document["basis"]]
        console.print(
            when.format(minutes=minutes_text(document["complete_s"]), at=document["complete_at"][:16], basis=basis)
        )
    if document["gap"]:
        console.print(L("at most {gap:.0%} from the best", "与最优相差不超过 {gap:.0%}").format(gap=document["gap"]))
    if document["excluded"]:
        parts = "; ".join(f"{REASONS[reason]} {count}" for reason, count in document["excluded"].items())
        console.print(f"{L('Left out', '未入选')}: {parts}", style="dim")


def _parts_table(document: Mapping[str, Any]) -> Table:
    query = document["query"]
    choice = Choice(query["choose"]).label
    title = f"{query['lon']:g}, {query['lat']:g} (WGS 84) · {choice}"
    table = Table(title=title, title_justify="left", header_style="bold")
    for heading, right in (
        (L("depot", "储备库"), False),
        (L("code", "编码"), False),
        (L("item", "物资"), False),
        (L("quantity", "数量"), True),
        (L("distance", "距离"), True),
        (L("loading", "装车"), True),
        (L("travel", "行驶"), True),
        (L("arrives in", "到达"), True),
    ):
        table.add_column(str(heading), justify="right" if right else "left", no_wrap=right, overflow="fold")
    tongue = language()
    for part in document["parts"]:
        depot = part["depot"]
        table.add_row(
            (depot["name_en"] if tongue == "en" else "") or depot["name"],
            depot["code"],
            part["item_name"][tongue],
            f"{part['quantity']:,} {part['unit'][tongue]}",
            distance_text(part["distance_m"]),
            minutes_text(part["load_s"]),
            minutes_text(part["travel_s"]),
            minutes_text(part["arrive_s"]),
        )
    return table


def _short_text(one: Mapping[str, Any]) -> str:
    unit = f" {one['unit'][language()]}" if one["unit"] else ""
    text = f"{L('Short', '缺口')}: {one['item']} {one['quantity_short']:,}{unit}"
    source = one["nearest_source"]
    if source is None:
        return text
    others = L("nearest source beyond the deadline: {name}, {n:,} in {minutes}", "时限外最近：{name}，{n:,}，{minutes}")
    return f"{text}; " + others.format(
        name=source["depot"]["name"], n=source["available"], minutes=minutes_text(source["arrive_s"])
    )
