"""onemap siting shelters --method mclp -p 3 --radius-m 1000 --area 610502 --grid-m 1000"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console

from layers.api.siting_document import siting_document
from layers.api.siting_reading import read_siting_body
from layers.catalog import find_layer
from layers.errors import OneMapError
from layers.labels import L
from layers.management.candidates import read_candidates
from layers.management.questions import NOT_VALID, OPERATOR
from layers.management.siting_tables import show_siting
from layers.queries.coverage.siting.propose import propose_sites
from layers.queries.coverage.siting.question import SitingMethod

INFEASIBLE = 1
"""The exit code when not everyone can be covered; 0 when the choice does what was asked, 2 when it is not valid."""


class Command(BaseCommand):
    help = "Where to build next: the best new sites among candidates, with the gain of each. 选址：下一步在哪里建。"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("layer", help="whose sites: shelters, depots …")
        parser.add_argument("--method", required=True, metavar="|".join(SitingMethod.values))
        parser.add_argument("-p", type=int, metavar="N", help="at most so many sites; not for lscp")
        parser.add_argument("--radius-m", type=float, metavar="M", help="how far each serves")
        parser.add_argument("--minutes", type=float, metavar="MIN", help="on foot, instead")
        parser.add_argument("--area", metavar="CODE")
        parser.add_argument("--level", metavar="LEVEL", help="rows of this level beneath the area")
        parser.add_argument("--population", metavar="CODE")
        parser.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE", help="of the sites of today")
        parser.add_argument("--grid-m", type=float, metavar="M", help="candidates on a grid over the area")
        parser.add_argument("--from-layer", metavar="LAYER[:NAME=VALUE,…]", help="resources as candidates")
        parser.add_argument(
            "--candidates", metavar="FILE", help="GeoJSON points, or CSV: name,lon,lat,capacity_persons"
        )
        parser.add_argument("--places", type=float, metavar="N", help="of a candidate that says nothing of its own")
        parser.add_argument("--capacity", metavar="evacuation|post_impact", help="which capacity counts, for served")
        parser.add_argument(
            "--upgrade", action="append", default=[], metavar="CODE:PERSONS", help="places to add there"
        )
        parser.add_argument("--upgrade-each", type=float, metavar="PERSONS", help="places to add at any site")
        parser.add_argument("--without-today", action="store_true", help="as if there were no sites yet")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the API's document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            layer = find_layer(options["layer"])
            document = siting_document(propose_sites(read_siting_body(_body(options), layer, OPERATOR)))
        except OneMapError as error:
            print(f"onemap siting: {error}", file=sys.stderr)
            sys.exit(NOT_VALID)
        if options["as_json"]:
            json.dump(document, sys.stdout, ensure_ascii=False)
            print()
        else:
            show_siting(Console(), document)
        if not document["feasible"]:
            sys.exit(INFEASIBLE)


def _body(options: Mapping[str, Any]) -> dict[str, Any]:
    """The request's body that the command line stands for; the API's own reader judges it."""
    names = ("method", "p", "radius_m", "minutes", "area", "level", "population", "capacity")
    body = {name: options[name] for name in names if options[name] is not None}
    for text in options["filter"]:
        name, _, value = text.partition("=")
        body.setdefault(name, []).append(value)
    body["candidates"] = _candidates(options)
    upgrades = {code: _number(persons) for code, _, persons in (text.rpartition(":") for text in options["upgrade"])}
    if options["upgrade_each"] is not None:
        upgrades["each_persons"] = options["upgrade_each"]
    if upgrades:
        body["upgrades"] = upgrades
    if options["places"] is not None:
        body["places_persons"] = options["places"]
    return {**body, "with_today": not options["without_today"]}


def _candidates(options: Mapping[str, Any]) -> Any:
    given = [name for name in ("grid_m", "from_layer", "candidates") if options[name] is not None]
    if len(given) > 1:
        raise CommandError(L("Give one of --grid-m, --from-layer and --candidates.", "候选点来源只能给出一种。"))
    if options["grid_m"] is not None:
        return {"grid": {"spacing_m": options["grid_m"]}}
    if options["candidates"] is not None:
        return read_candidates(options["candidates"])
    if options["from_layer"] is None:
        return None
    key, _, texts = options["from_layer"].partition(":")
    pairs = (text.partition("=") for text in texts.split(",") if text)
    return {"layer": key, "filters": {name: value for name, _, value in pairs}}


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
