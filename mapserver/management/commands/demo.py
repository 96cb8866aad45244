"""`onemap demo`: the demo region, ready to look at."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from layers.labels import both
from layers.rights import ROLE_TITLES, Role
from mapserver.database import missing_migrations
from mapserver.demo import TOKEN_ROLE, SignIns, ensure_sign_ins, load_demo_region
from mapserver.management.commands.serve import add_server_arguments, serve_until_stopped
from mapserver.serving import Address, ensure_port_is_free, only_server

QUESTION = "api/v1/nearest/depots?lon=109.51&lat=34.50&item=tent&quantity=500&k=5"


class Command(BaseCommand):
    help = "Load the demo region, make demo sign-ins, and serve the map until told to stop."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_server_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        address = Address(options["host"], options["port"])
        with only_server(settings.DATA_DIR, address) if not settings.DATABASE_URL else nullcontext():
            ensure_port_is_free(address)
            if missing_migrations():
                self.stdout.write("Preparing the database …")
                call_command("migrate", verbosity=0, interactive=False)
            load_demo_region()
            print_welcome(Console(), address, ensure_sign_ins(settings.DATA_DIR))
            serve_until_stopped(address, workers=options["workers"])


def print_welcome(console: Console, address: Address, sign_ins: SignIns) -> None:
    """Tell the address, who can sign in, and one question to ask."""
    table = Table("role", "user", "password", title="Demo sign-ins", title_justify="left")
    for role in Role:
        title = both(ROLE_TITLES[role])
        table.add_row(f"{title['zh']} {title['en']}", role.value, sign_ins.passwords[role.value])
    console.print(f"\n[bold]OneMap is at {address.url}[/bold]  (Ctrl-C stops it; demo data, invented positions)\n")
    console.print(table)
    # Lines to copy: never folded, never highlighted.
    plain = {"soft_wrap": True, "highlight": False, "markup": False}
    console.print(f"\nAPI token ({TOKEN_ROLE.value}): {sign_ins.token}\n", **plain)  # type: ignore[arg-type]
    question = f'curl -H "Authorization: Bearer {sign_ins.token}" "{address.url}{QUESTION}"'
    console.print(f"The five nearest depots with 500 tents:\n{question}\n", **plain)  # type: ignore[arg-type]
