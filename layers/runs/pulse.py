"""The pulse of a run that is being carried out: a thread that tells how far it is and hears whether it is to end."""

import logging
import threading
from types import TracebackType

from django.db import DatabaseError, InterfaceError, connection

from layers.models import Run
from layers.runs import leaving
from layers.runs.progress import CancelledError, LostError, Progress, RunEndedError, StoppedError
from layers.runs.records import beat

log = logging.getLogger(__name__)

BEAT_S = 0.5


class Pulse:
    """While it lasts, beats; `progress` raises what was heard at the work's next step.

    The work itself never asks the database how it stands, so a step costs nothing and a long step is no silence.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._over = threading.Event()
        self._heard: type[RunEndedError] | None = None
        self._thread = threading.Thread(target=self._beat, name="run-pulse", daemon=True)
        self.progress = Progress(look=self._look)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join(timeout=10)

    def _look(self) -> None:
        if leaving.is_asked():
            raise StoppedError
        if self._heard is not None:
            raise self._heard

    def _beat(self) -> None:
        while not self._over.wait(BEAT_S):
            try:
                cancelled = beat(self._run, self.progress.standing)
            except (DatabaseError, InterfaceError) as error:  # away for a moment; if for long, another takes the run up
                log.warning("no sign of life could be given: %s", str(error).strip().replace("\n", " "))
                connection.close()
                continue
            if cancelled is not False:
                self._heard = LostError if cancelled is None else CancelledError
        connection.close()
