"""``onemap load_demo``: fill the database with the demo region."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from layers.ingest.wording import say

STEPS = 12  # four levels of areas, seven kinds of rows, the people


class Command(BaseCommand):
    help = (
        "Load the demo region Weinan (outlines real down to counties; positions and town borders invented). "
        "Replaces earlier demo rows only."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if any area or resource is there already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from fixtures.weinan.load import is_empty, load
        from fixtures.weinan.outlines import DemoDataMissingError

        if options["if_empty"] and not is_empty():
            self.stdout.write(
                say("There is data already; the demo region was not loaded.", "已有数据，未加载演示区域。")
            )
            return
        try:
            with Progress(console=Console(stderr=True), transient=True) as bar:
                task = bar.add_task(say("Demo region Weinan", "演示区域：渭南"), total=STEPS)
                counts = load(lambda what, count: bar.update(task, advance=1, description=what))
        except DemoDataMissingError as error:
            raise CommandError(str(error)) from None
        written = ", ".join(f"{name} {count}" for name, count in counts.items())
        self.stdout.write(
            say(
                "Demo region loaded (invented positions): {counts}.",
                "演示区域已加载（位置为虚构）：{counts}。",
                counts=written,
            )
        )
