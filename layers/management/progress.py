"""A progress bar for long commands: on the terminal alone, never in what is piped on."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from layers.labels import L
from layers.management.wording import language
from layers.runs.progress import Progress, Standing


@contextmanager
def shown_progress() -> Iterator[Progress]:
    """Give a `Progress` that is drawn on stderr while the work goes on, and is gone when it is done."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Progress()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        bar = bars.add_task(str(L("Starting", "正在开始")), total=1.0)

        def show(standing: Standing) -> None:
            text = standing.text["zh" if language() == "zh" else "en"]
            bars.update(bar, completed=standing.fraction, description=text)

        yield Progress(show=show)


def took_text(took_s: float) -> str:
    """Return the last line of a command: how long the answer took to make."""
    text: str = L("Made in {s:.2f} s.", "用时 {s:.2f} 秒。").format(s=took_s)
    return text


def say_took(took_s: float) -> None:
    print(took_text(took_s), file=sys.stderr)
