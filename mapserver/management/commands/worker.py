"""`onemap worker`: carry out long work until told to stop."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand

from layers.runs import leaving
from layers.runs.worker import work_until_asked_to_leave
from mapserver.worker import SERVER_PID_VARIABLE, end_with_server

NICER = 5
"""So much lower is its priority than that of the server's processes, which somebody waits for."""


class Command(BaseCommand):
    help = (
        "Carry out long work until told to stop; `onemap serve` runs one of these itself. "
        "执行后台任务，直至收到停止信号（onemap serve 已自带一个）。"
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        import layers.api.urls  # noqa: F401  (registers the kinds of work)

        if os.environ.get(SERVER_PID_VARIABLE, str(os.getppid())) != str(os.getppid()):
            return  # the server that began this one was gone before it was ready
        end_with_server()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _leave)
        os.nice(NICER)
        work_until_asked_to_leave()


def _leave(number: int, frame: object) -> None:
    """The first signal lets the work in hand come to its next step; the second ends the process."""
    if leaving.is_asked():
        sys.exit(128 + number)
    leaving.ask()
