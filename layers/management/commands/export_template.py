"""``onemap export_template <layer> --out file.xlsx``: an empty workbook that the import understands."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from layers.errors import OneMapError
from layers.ingest.template import export_template
from layers.ingest.wording import say


class Command(BaseCommand):
    help = "Write the import template (XLSX) of a layer, or of stock."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("layer")
        parser.add_argument("--out", type=Path, help="default: <layer>-template.xlsx")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["out"] or Path(f"{options['layer']}-template.xlsx")
        try:
            export_template(options["layer"], path)
        except OneMapError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(
                say(
                    "The template cannot be written to {path} ({why}).",
                    "模板无法写入 {path}（{why}）。",
                    path=path,
                    why=error.strerror,
                )
            ) from None
        self.stdout.write(say("Import template written to {path}.", "导入模板已写入 {path}。", path=path))
