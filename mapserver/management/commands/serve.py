"""`onemap serve`: serve the map and the API until told to stop."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connections

from layers.live import service
from mapserver.background import worker_beside
from mapserver.database import ensure_migrated
from mapserver.embedded.supervisor import supervised
from mapserver.errors import DatabaseAwayError
from mapserver.serving import Address, default_workers, ensure_port_is_free, only_server, run_server

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000


class Command(BaseCommand):
    help = "Serve the map and the API until told to stop."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add_server_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        address = Address(options["host"], options["port"])
        # The private database belongs to one server; several may share an ordinary one.
        is_private = not settings.DATABASE_URL
        with only_server(settings.DATA_DIR, address) if is_private else nullcontext():
            ensure_port_is_free(address)
            try:
                ensure_migrated()
            except DatabaseAwayError as error:
                if not service.has_snapshot():
                    raise
                self.stderr.write(f"{error} Until it is back, nearest and within are answered from the last snapshot.")
            self.stdout.write(f"OneMap is at {address.url} (Ctrl-C stops it).")
            serve_until_stopped(address, workers=options["workers"])


def add_server_arguments(parser: CommandParser) -> None:
    parser.add_argument("--host", default=DEFAULT_HOST, help=f"address to listen on (default {DEFAULT_HOST})")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"port (default {DEFAULT_PORT})")
    parser.add_argument(
        "--workers", type=int, default=default_workers(), help="server processes (default: one a core, at most 4)"
    )


def serve_until_stopped(address: Address, *, workers: int) -> None:
    """Serve, with the private database kept alive beside."""
    connections.close_all()
    with nullcontext() if settings.DATABASE_URL else supervised(settings.DATA_DIR), worker_beside():
        run_server(address, workers=workers)
