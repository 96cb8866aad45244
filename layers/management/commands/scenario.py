"""onemap scenario list | save NAME --layer shelters --close CODE | compare ID … --radius-m 1000"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.table import Table

from layers.api.scenarios.document import comparison_document, scenario_document
from layers.api.scenarios.reading import read_comparison, read_scenario_body
from layers.errors import OneMapError
from layers.labels import L
from layers.management.questions import NOT_VALID, OPERATOR
from layers.management.siting_tables import show_comparison
from layers.models import Scenario
from layers.queries.coverage.comparing import compare_scenarios
from layers.queries.coverage.scenarios import find_scenario

REACH = ("radius_m", "minutes", "area", "level", "population", "capacity")


class Command(BaseCommand):
    help = "What if: scenarios kept by name, and compared with today. 假设方案：保存、列出、与现状比较。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        listing = actions.add_parser("list", help="the scenarios there are, the last changed first")
        listing.add_argument("--layer", metavar="LAYER")
        saving = actions.add_parser("save", help="keep a scenario")
        saving.add_argument("name")
        saving.add_argument("--layer", required=True, metavar="LAYER")
        saving.add_argument("--note", default="")
        saving.add_argument("--close", action="append", default=[], metavar="CODE", help="repeatable")
        saving.add_argument("--add", action="append", default=[], metavar="LON,LAT[,PERSONS[,NAME]]", help="repeatable")
        saving.add_argument("--set-capacity", action="append", default=[], metavar="CODE:PERSONS", help="repeatable")
        comparing = actions.add_parser("compare", help="coverage of today and of scenarios, side by side")
        comparing.add_argument("ids", nargs="+", metavar="ID")
        for one in (saving, comparing):
            one.add_argument("--radius-m", type=float, metavar="M")
            one.add_argument("--minutes", type=float, metavar="MIN")
            for name in ("area", "level", "population", "capacity"):
                one.add_argument(f"--{name}", metavar=name.upper())
        for one in (listing, saving, comparing):
            one.add_argument("--json", action="store_true", dest="as_json", help="print the API's document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = {"list": _list, "save": _save, "compare": _compare}[options["action"]](options)
        except OneMapError as error:
            print(f"onemap scenario: {error}", file=sys.stderr)
            sys.exit(NOT_VALID)
        if options["as_json"]:
            json.dump(document, sys.stdout, ensure_ascii=False)
            print()
        elif options["action"] == "compare":
            show_comparison(Console(), document)
        else:
            rows = document["scenarios"] if options["action"] == "list" else [document]
            Console().print(_table(rows))


def _list(options: Mapping[str, Any]) -> dict[str, Any]:
    rows = Scenario.objects.select_related("owner")
    rows = rows.filter(layer=options["layer"]) if options["layer"] else rows
    return {"scenarios": [scenario_document(row) for row in rows]}


def _save(options: Mapping[str, Any]) -> dict[str, Any]:
    changes = {
        "close": options["close"],
        "add": [_site(text) for text in options["add"]],
        "capacity": {code: persons for code, _, persons in (text.rpartition(":") for text in options["set_capacity"])},
    }
    body = {name: options[name] for name in ("name", "note", "layer")}
    kept = read_scenario_body({**body, "changes": changes, "parameters": _reach(options)}, OPERATOR)
    row = Scenario.objects.create(
        name=kept.name,
        note=kept.note,
        layer=kept.layer.key,
        changes=kept.changes.document(),
        parameters=dict(kept.parameters),
    )
    return scenario_document(row)


def _compare(options: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of the first scenario, where none are given."""
    first = find_scenario(options["ids"][0])
    reach = _reach(options) or dict(first.parameters)
    asked = read_comparison({**reach, "layer": first.layer, "scenarios": options["ids"]}, OPERATOR)
    return comparison_document(*compare_scenarios(asked.question, asked.what_ifs))


def _reach(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: options[name] for name in REACH if options[name] is not None}


def _site(text: str) -> dict[str, Any]:
    return dict(zip(("lon", "lat", "capacity_persons", "name"), text.split(",", 3), strict=False))


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(header_style="bold")
    for heading in (L("id", "编号"), L("name", "名称"), L("layer", "图层"), L("changes", "变更"), L("gone", "已删除")):
        table.add_column(str(heading), overflow="fold")
    for row in rows:
        counts = " ".join(f"{kind} {len(row['changes'].get(kind, ()))}" for kind in ("close", "add", "capacity"))
        table.add_row(row["id"], row["name"], row["layer"], counts, ", ".join(row["missing"]))
    return table
