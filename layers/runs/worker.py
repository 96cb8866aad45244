"""The worker: takes task after task from the queue, looks after runs whose worker is gone, waits for the database."""

import logging
import os
import socket
import time

from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult  # noqa: F401  (the queue's table must be known)

from layers.runs import leaving
from layers.runs.records import forget_old, take_up_lost

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.25
WAIT_FOR_DATABASE_S = 1.0
TIDY_EVERY_S = 600.0


def work_until_asked_to_leave() -> None:
    """Carry out what is queued until `leaving.ask` is called; while the database is away, wait."""
    logging.getLogger("django_tasks").setLevel(logging.WARNING)
    logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
    is_away, tidied_at = False, -TIDY_EVERY_S
    while not leaving.is_asked():
        try:
            if time.monotonic() - tidied_at > TIDY_EVERY_S:
                forget_old()
                tidied_at = time.monotonic()
            take_up_lost()
            work_off()
        except (OperationalError, InterfaceError) as error:
            if not is_away:
                log.warning("the database is away; waiting: %s", str(error).strip().replace("\n", " "))
            is_away = True
            _let_go()
            time.sleep(WAIT_FOR_DATABASE_S)
        else:
            if is_away:
                log.warning("the database is back")
            is_away = False
            time.sleep(LOOK_EVERY_S)


def work_off() -> None:
    """Carry out what is queued now, one task at a time; return when nothing is left, or when asked to leave."""
    while not leaving.is_asked():
        worker = _OneTask()
        worker.run()
        if not worker.did_something:
            return


class _OneTask(Worker):
    """django-tasks' own worker, for the next task of the queue."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=f"{socket.gethostname()[:40]}:{os.getpid()}",
            excluded_queue_names=[],
        )

    @property
    def did_something(self) -> bool:
        return self._run_tasks > 0


def _let_go() -> None:
    for connection in connections.all(initialized_only=True):
        try:
            connection.close()
        except DatabaseError:
            connection.connection = None
