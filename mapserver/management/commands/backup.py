"""`onemap backup FILE`: the whole database in one file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mapserver.errors import OperationError
from mapserver.postgres_tools import absolute, run_tool


class Command(BaseCommand):
    help = "Write the whole database to one file (pg_dump's custom format); the server may go on."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the file to write; it must not exist yet")

    def handle(self, *args: Any, **options: Any) -> None:
        target = absolute(options["file"])
        if target.exists():
            raise OperationError(f"{target} exists already; nothing was written.")
        draft = target.with_name(f"{target.name}.part")
        try:
            draft.touch(mode=0o600, exist_ok=False)  # people's names and phones are in it
        except OSError as error:
            raise OperationError(f"Cannot write {draft} ({error.strerror}).") from error
        try:
            run_tool("pg_dump", "--format=custom", f"--file={draft}")
            draft.rename(target)
        finally:
            draft.unlink(missing_ok=True)
        self.stdout.write(f"{target}: {target.stat().st_size / 1e6:.1f} MB")
