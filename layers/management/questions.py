"""What the commands that ask questions share: filters from the catalog, a table for people, JSON for machines.

Exit codes: 0 something was found, 1 nothing was, 2 the question is not valid.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder
from django.http import QueryDict
from rich.console import Console

from layers import catalog
from layers.api.reading import Asked, read
from layers.errors import OneMapError
from layers.filters import REASONS, Parameter
from layers.labels import L
from layers.rights import Role

OPERATOR = Role.ADMINISTRATOR
"""Whoever may run commands on the server may read its database anyway."""

NOTHING_FOUND, NOT_VALID = 1, 2


class QuestionCommand(BaseCommand):
    """A question of one layer; subclasses say its parameters and how to answer and show it."""

    question: ClassVar[str]
    parameters: ClassVar[tuple[Parameter, ...]]
    positional: ClassVar[tuple[str, ...]] = ()
    positional_count: ClassVar[str | None] = None
    """``?`` where they may be left out."""
    requires_system_checks = ()

    @property
    def word(self) -> str:
        """The command's own, which may be another than its layers' question."""
        return type(self).__module__.rpartition(".")[2]

    def add_arguments(self, parser: ArgumentParser) -> None:
        layers = [layer.key for layer in catalog.layers_asked(self.question)]
        parser.add_argument("layer", help=", ".join(layers))
        for name in self.positional:
            parser.add_argument(name, nargs=self.positional_count)
        asked = {p.name: p for p in self.parameters if p.name not in self.positional}
        narrowing = {
            p.name: p for layer in catalog.layers_asked(self.question) for f in layer.filters for p in f.parameters
        }
        for name, parameter in (narrowing | asked).items():
            dashed = name.replace("_", "-")
            others = ["-k"] if name == "k" else []
            if dashed.endswith("-m") and name.removesuffix("_m") not in asked:
                others.append(f"--{dashed.removesuffix('-m')}")
            parser.add_argument(
                f"--{dashed}",
                *others,
                action="append",
                dest=f"ask_{name}",
                metavar=parameter.kind.upper(),
                help=str(parameter.label),
            )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the API's document")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            layer = catalog.find_layer(options["layer"])
            asked = self._asked(layer, options)
            document = self.answer(layer, asked)
            self.also(layer, asked, document, options)
        except OneMapError as error:
            print(f"onemap {self.word}: {error}", file=sys.stderr)
            sys.exit(NOT_VALID)
        if options["as_json"]:
            json.dump(document, sys.stdout, ensure_ascii=False, cls=DjangoJSONEncoder)
            print()
        else:
            self.show(Console(), layer, document)
        if not self.found(document):
            sys.exit(NOTHING_FOUND)

    def _asked(self, layer: catalog.Layer, options: Mapping[str, Any]) -> Asked:
        query = QueryDict(mutable=True)
        for name in self.positional:
            if options[name] is not None:
                query[name] = options[name]
        for option, texts in options.items():
            if option.startswith("ask_") and texts:
                query.setlist(option.removeprefix("ask_"), texts)
        return read(query, self.parameters, layer, OPERATOR)

    def answer(self, layer: catalog.Layer, asked: Asked) -> dict[str, Any]:
        raise NotImplementedError

    def also(self, layer: catalog.Layer, asked: Asked, document: dict[str, Any], options: Mapping[str, Any]) -> None:
        """What a command makes of an answer beside printing it."""

    def show(self, console: Console, layer: catalog.Layer, document: dict[str, Any]) -> None:
        raise NotImplementedError

    def found(self, document: dict[str, Any]) -> bool:
        return bool(document["features"])


def radius_in_metres(options: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the options with ``--radius 1000`` as metres; ``--radius standard`` is that of each site's profile."""
    radius = options["ask_radius"]
    if radius and radius != ["standard"] and not options["ask_radius_m"]:
        return {**options, "ask_radius": None, "ask_radius_m": radius}
    return options


def distance_text(metres: float | None) -> str:
    if metres is None:
        return ""
    return f"{metres:,.1f} m" if metres < 1000 else f"{metres / 1000:,.3f} km"


def excluded_text(excluded: Mapping[str, int]) -> str:
    """Return the reasons with their counts as one line, empty where nothing was left out."""
    if not excluded:
        return ""
    parts = "; ".join(f"{REASONS[reason]} {count}" for reason, count in excluded.items())
    return f"{L('Left out', '未入选')}: {parts}"
