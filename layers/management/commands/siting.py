"""onemap siting shelters --method mclp -p 3 --radius-m 1000 --area 610502 --grid-m 1000"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console

from layers.api.siting.run import SITING, prepare
from layers.catalog import find_layer
from layers.errors import OneMapError
from layers.management.candidates import add_candidate_arguments, siting_members
from layers.management.questions import NOT_VALID, OPERATOR
from layers.management.siting_tables import show_siting
from layers.management.watching import answered_document
from layers.queries.coverage.siting.choice import Solver
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
        add_candidate_arguments(parser, also_places="--places")
        parser.add_argument("--capacity", metavar="evacuation|post_impact", help="which capacity counts, for served")
        parser.add_argument("--solver", metavar="|".join(Solver.values), help="spopt: by its programs, small tables")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the API's document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            layer = find_layer(options["layer"])
            question = {**_body(options), "layer": layer.key}
            document, _ = answered_document(SITING, question, prepare(question, OPERATOR), quiet=options["as_json"])
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
    names = ("method", "p", "radius_m", "minutes", "area", "level", "population", "capacity", "solver")
    body = {name: options[name] for name in names if options[name] is not None}
    for text in options["filter"]:
        name, _, value = text.partition("=")
        body.setdefault(name, []).append(value)
    return {**body, **siting_members(options)}
