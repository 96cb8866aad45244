"""`onemap bench nearest --rows 1000000 --json`: measure OneMap beside its peers, on the same rows, in one run."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from mapserver.bench import registry
from mapserver.bench.lab import DEFAULT_WORKERS, Lab
from mapserver.bench.report import Report, limit_text, markdown, shown, verdict
from mapserver.errors import OperationError


class Command(BaseCommand):
    help = "Measure OneMap beside its peers on data of its own; nothing is left behind. 与同类系统并排测速。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bench", choices=registry.names(), help="what to measure")
        parser.add_argument("--rows", type=_at_least_one, help="rows of data (default: the bench's own)")
        parser.add_argument("--rounds", type=_at_least_one, default=5, help="interleaved rounds (default 5)")
        parser.add_argument(
            "--seconds", type=float, default=5.0, help="length of one measurement of a rate (default 5)"
        )
        parser.add_argument("--workers", type=_at_least_one, default=DEFAULT_WORKERS, help="processes of each server")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="one JSON document")
        form.add_argument("--markdown", action="store_true", help="a section for docs/performance.md")
        form.add_argument("--into", type=Path, help="put that section into this file, between its marks")

    def handle(self, *args: Any, **options: Any) -> None:
        bench = registry.find(options["bench"])
        if options["into"]:
            replace_section(options["into"], options["bench"], None)  # a file without marks is told of at once
        console = Console(stderr=True)
        with Lab(console, options["rounds"], max(0.2, options["seconds"]), options["workers"]) as lab:
            report = bench.run(lab, options["rows"] or bench.ROWS)
        if options["json"]:
            self.stdout.write(json.dumps(report.as_document(), ensure_ascii=False, indent=2))
        elif options["markdown"]:
            self.stdout.write(markdown(report.as_document()))
        elif options["into"]:
            replace_section(options["into"], options["bench"], markdown(report.as_document()))
        else:
            print_report(Console(), report)


def _at_least_one(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 1 up")
    return int(text)


def replace_section(file: Path, name: str, section: str | None) -> None:
    """Write a section between the marks of its bench; None only looks whether they are there.

    Raises
    ------
    OperationError
        The file has no such marks.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    try:
        before, rest = file.read_text(encoding="utf-8").split(begin)
        _, after = rest.split(end)
    except (OSError, ValueError):
        raise OperationError(f"{file} has no section “{begin.strip()} … {end}” to write to.") from None
    if section is not None:
        file.write_text(f"{before}{begin}{section}{end}{after}", encoding="utf-8")


def print_report(console: Console, report: Report) -> None:
    """The machine, the medians, and each target with what was measured."""
    document = report.as_document()
    console.print(f"[bold]{report.title}[/bold]\n{report.data}")
    console.print("; ".join(document["machine"].values()), style="dim")
    cases = Table(header_style="bold", title=f"medians of {report.rounds} interleaved rounds", title_justify="left")
    for heading in ("contender", "median", "also", "note"):
        cases.add_column(heading, justify="right" if heading == "median" else "left")
    for case in report.cases:
        also = ", ".join(f"{name} {shown(value)}" for name, value in case.details.items())
        cases.add_row(case.name, f"{shown(case.value)} {case.unit}", also, case.note)
    console.print(cases)
    targets = Table(header_style="bold", title="targets", title_justify="left")
    for heading in ("target", "measured", "limit", ""):
        targets.add_column(heading)
    for target in document["targets"]:
        style = "green" if target["met"] else "red"
        measured = f"{shown(target['measured'])} {target['unit']}"
        targets.add_row(target["name"], measured, limit_text(target), f"[{style}]{verdict(target)}[/{style}]")
    console.print(targets)
    for note in report.notes:
        console.print(note)
