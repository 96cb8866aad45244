"""Long work in a shell: answered from what is kept where it is, shown by a bar, ended by Ctrl-C with one line."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.utils.translation import get_language
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bar

from layers.labels import L
from layers.management.questions import OPERATOR
from layers.management.wording import language
from layers.models import KeptAnswer
from layers.runs.asking import Asking
from layers.runs.kinds import Kind, Question, Work
from layers.runs.progress import Progress, Standing

INTERRUPTED = 128 + signal.SIGINT


def answered(kind: Kind, question: Question, work: Work, *, quiet: bool) -> KeptAnswer:
    """Return the answer to a question of a kind of work, kept for whoever asks the same again.

    Parameters
    ----------
    quiet
        As for `watched`.
    """
    with watched(quiet=quiet) as progress:
        asking = Asking(kind, question, OPERATOR, get_language() or "en", work)
        return asking.kept() or asking.answer(progress)


def answered_document(kind: Kind, question: Question, work: Work, *, quiet: bool) -> tuple[dict[str, Any], str]:
    """Return the answer's document, and, as a text, how long that took."""
    began = perf_counter()
    kept = answered(kind, question, work, quiet=quiet)
    took = L("{s:.2f} s", "用时 {s:.2f} 秒").format(s=perf_counter() - began)
    return json.loads(bytes(kept.body)), took


@contextmanager
def watched(*, quiet: bool) -> Iterator[Progress]:
    """Give the progress for a command's work, shown on stderr while it lasts.

    Parameters
    ----------
    quiet
        No bar, whatever stderr is: the output is for a machine.
    """
    try:
        console = Console(stderr=True)
        if quiet or not console.is_terminal:
            yield Progress()
            return
        text, left = TextColumn("{task.description}"), TextColumn("{task.fields[left]}")
        with Bar(text, BarColumn(), TaskProgressColumn(), left, console=console, transient=True) as bar:
            task = bar.add_task("", total=1.0, left="")

            def show(standing: Standing) -> None:
                words = standing.text["zh" if language() == "zh" else "en"]
                bar.update(task, completed=standing.fraction, description=words, left=_left(standing))

            yield Progress(show=show)
    except KeyboardInterrupt:
        print(f"onemap: {L('stopped; nothing was kept of it.', '已中断，未保留任何结果。')}", file=sys.stderr)
        sys.exit(INTERRUPTED)


def _left(standing: Standing) -> str:
    if standing.time_left_s is None:
        return ""
    return L("about {s:.0f} s left", "约剩 {s:.0f} 秒").format(s=standing.time_left_s)
