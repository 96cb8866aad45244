"""onemap sweep shelters --radius 1000 --level county --workers 8"""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from layers.api.coverage.document import coverage_document
from layers.api.coverage.reading import PARAMETERS, coverage_question
from layers.api.reading import GEOMETRY, Asked
from layers.catalog import COVERAGE, Layer
from layers.labels import L
from layers.management.coverage_tables import show_coverage
from layers.management.questions import OPERATOR, QuestionCommand, radius_in_metres
from layers.queries.coverage.sweep.crew import crew
from layers.queries.coverage.sweep.sweep import Swept, require_separable, sweep_coverage


class Command(QuestionCommand):
    help = "Whom a layer's resources reach in a province or a nation: tile by tile, by processes. 省级、全国人口覆盖。"
    question = COVERAGE
    parameters = tuple(one for one in PARAMETERS if one.name not in ("ground", GEOMETRY.name))

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        who = parser.add_mutually_exclusive_group()
        who.add_argument("--workers", type=_at_least_one, metavar="N", help="processes of this machine 本机进程数")
        who.add_argument("--scheduler", metavar="tcp://HOST:PORT", help="a Dask cluster instead 使用 Dask 集群")

    def handle(self, *args: Any, **options: Any) -> None:
        self._crew = {"workers": options["workers"], "scheduler": options["scheduler"]}
        self._quiet = options["as_json"]
        super().handle(*args, **options)

    def answer(self, layer: Layer, asked: Asked) -> dict[str, Any]:
        question = coverage_question(layer, asked, OPERATOR)
        require_separable(question)
        with crew(**self._crew) as hands, _progress(quiet=self._quiet) as progress:
            began = perf_counter()
            document = coverage_document(sweep_coverage(question, hands=hands, progress=progress))
            self._took_s = perf_counter() - began
        return document

    def _asked(self, layer: Layer, options: Mapping[str, Any]) -> Asked:
        return super()._asked(layer, radius_in_metres(options))

    def show(self, console: Console, layer: Layer, document: dict[str, Any]) -> None:
        show_coverage(console, layer, document)
        console.print(L("{s:.2f} s", "用时 {s:.2f} 秒").format(s=self._took_s), style="dim")

    def found(self, document: dict[str, Any]) -> bool:
        return document["count"] > 0  # type: ignore[no-any-return]


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(L("{text} is not a whole number from 1 up", "{text} 不是正整数").format(text=text))
    return int(text)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[Swept], None]]:
    """Show tiles, people a second and the time left, on a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task(str(L("tiles", "瓦片")), total=None, speed="")
        began = perf_counter()

        def show(swept: Swept) -> None:
            a_second = swept.people / max(perf_counter() - began, 1e-9)
            speed = L("{n:,.0f} people/s", "{n:,.0f} 人/秒").format(n=a_second)
            bar.update(task, completed=swept.tiles, total=swept.all_tiles, speed=speed)

        yield show
