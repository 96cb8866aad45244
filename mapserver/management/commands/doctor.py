"""`onemap doctor`: is this installation sound?"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from mapserver.doctor import State, examine

STYLES = {State.GOOD: "green", State.WARNING: "yellow", State.BAD: "bold red"}


class Command(BaseCommand):
    help = "Look at the installation and say what is wrong with it; exit code 1 if something is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        if options["json"]:
            self.stdout.write(json.dumps({"findings": [asdict(finding) for finding in findings]}, ensure_ascii=False))
        else:
            table = Table("", "subject", "found")
            for finding in findings:
                table.add_row(f"[{STYLES[finding.state]}]{finding.state}[/]", finding.subject, finding.detail)
            Console().print(table)
        if any(finding.state is State.BAD for finding in findings):
            raise SystemExit(1)
