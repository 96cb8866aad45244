"""`onemap restore FILE`: a backup into an empty database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from mapserver.errors import OperationError
from mapserver.postgres_tools import absolute, run_tool


class Command(BaseCommand):
    help = "Read a backup into the database, which must be empty; all of it or nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a file that `onemap backup` or pg_dump --format=custom wrote")

    def handle(self, *args: Any, **options: Any) -> None:
        source = absolute(options["file"])
        if not source.is_file():
            raise OperationError(f"There is no file {source}.")
        if "django_migrations" in connection.introspection.table_names():
            raise OperationError("The database is not empty; nothing was restored. Use another ONEMAP_DATA_DIR.")
        connection.close()
        database = str(connection.settings_dict["NAME"])
        how = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        run_tool("pg_restore", *how, f"--dbname={database}", str(source))
        self.stdout.write("Restored. Now: onemap migrate")
