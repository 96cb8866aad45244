"""`onemap demo`: the demo region, ready to look at."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.table import Table

from layers.labels import L
from layers.rights import ROLE_TITLES, Role
from mapserver.database import missing_migrations
from mapserver.demo import SignIns, ensure_demo_roads, ensure_sign_ins, load_demo_region
from mapserver.management.commands.serve import add_server_arguments, serve_until_stopped
from mapserver.serving import Address, ensure_port_is_free, only_server

QUESTION = "api/v1/nearest/depots?lon=109.51&lat=34.50&item=tent&quantity=500&k=5"
COLUMNS = (("role", "角色"), ("user", "用户名"), ("password", "密码"))


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
            if told := ensure_demo_roads(settings.ROADS_DIR):
                self.stdout.write(told)
            print_welcome(Console(), address, ensure_sign_ins(settings.DATA_DIR))
            serve_until_stopped(address, workers=options["workers"])


def print_welcome(console: Console, address: Address, sign_ins: SignIns) -> None:
    """Tell the address, who can sign in, and one question to ask."""

    def tell(text: str) -> None:
        """Print a line to copy: never folded, never coloured by guesses."""
        console.print(text, soft_wrap=True, highlight=False, markup=False)

    table = Table(title=str(L("Demo sign-ins", "演示账号")), title_justify="left")
    for words in COLUMNS:
        table.add_column(str(L(*words)), no_wrap=True, overflow="ignore")
    for role in Role:
        table.add_row(str(ROLE_TITLES[role]), role.value, sign_ins.passwords[role.value])
    tell(
        str(L("\nOneMap (demo data, invented positions): ", "\n应急一张图（演示数据，位置为虚构）："))
        + f"{address.url}\n"
    )
    console.print(table)
    tell(str(L("\nAPI token of the commander: ", "\n指挥角色的 API 令牌：")) + sign_ins.token)
    tell(str(L("\nThe five nearest depots with 500 tents:", "\n最近的五个有 500 顶帐篷的储备库：")))
    tell(f'curl -H "Authorization: Bearer {sign_ins.token}" "{address.url}{QUESTION}"')
    tell(str(L("\nCtrl-C stops the server and its database.", "\n按 Ctrl-C 停止服务及其数据库。")))
