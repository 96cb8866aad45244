"""The `onemap` command: Django's management commands, with the database they need brought up around them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from threading import Timer
from types import FrameType
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured

from mapserver import embedded, environment
from mapserver.data_dir import data_dir
from mapserver.errors import DatabaseAwayError, OperationError
from mapserver.secret_key import ensure_secret_key
from mapserver.version import __version__

EXIT_FAILED = 1
AGAIN_AFTER_S = 0.05
WITHOUT_DATABASE = frozenset({"help", "version", "check", "compilemessages", "makemessages", "doctor", "spectacular"})
STATEMENT_TIMEOUT = "ONEMAP_STATEMENT_TIMEOUT_S"
SNAPSHOT = "live/snapshot"
SERVING = frozenset({"serve", "demo"})


def main(arguments: list[str] | None = None) -> int:
    """Run one command; our own faults are one sentence on stderr, the exit code tells success."""
    arguments = sys.argv[1:] if arguments is None else arguments
    command = next((word for word in arguments if not word.startswith("-")), "help")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapserver.settings")
    signal.signal(signal.SIGTERM, _leave)
    sys.unraisablehook = _leave_all_the_same
    if command == "version" or "--version" in arguments:
        print(__version__)
        return 0
    try:
        if command not in SERVING:
            _lift_statement_limit()
        _ensure_data_dir()
        with _database_for(command, arguments):
            _run(arguments)
    except (embedded.EmbeddedError, ImproperlyConfigured, OperationError) as error:
        if "--traceback" in arguments:
            raise
        print(f"onemap: {error}", file=sys.stderr)
        return getattr(error, "exit_code", EXIT_FAILED)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def _lift_statement_limit() -> None:
    """The limit protects the server from its callers; an import or a migration may rightly take longer."""
    environment.seconds(STATEMENT_TIMEOUT, 0)  # a wrong value is told all the same
    os.environ[STATEMENT_TIMEOUT] = "0"


def _ensure_data_dir() -> None:
    folder = data_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ensure_secret_key(folder)
    except OSError as error:
        raise ImproperlyConfigured(f"Cannot write to the data directory {folder} ({error.strerror}).") from error


@contextmanager
def _database_for(command: str, arguments: list[str]) -> Iterator[None]:
    """Have the database ready that the command needs: the private one, or the server named in the environment."""
    if command in WITHOUT_DATABASE or {"--help", "-h"} & set(arguments):
        yield
        return
    # A server may begin without its database where it has a snapshot to answer from; `serve` looks at it closely.
    can_wait = command == "serve" and (data_dir() / SNAPSHOT).is_file()
    can_wait |= command == "worker"
    if environment.secret("ONEMAP_DATABASE_URL"):
        import django

        django.setup()
        from mapserver.database import ensure_usable_server

        with suppress(DatabaseAwayError) if can_wait else nullcontext():
            ensure_usable_server()
        yield
    else:
        with embedded.attached(data_dir(), must_run=not can_wait):
            yield


def _run(arguments: list[str]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["onemap", *arguments])


def _leave(signal_number: int, frame: FrameType | None) -> NoReturn:
    """Leave by an exception, so that the database is let go of on the way out."""
    raise SystemExit(128 + signal_number)


def _leave_all_the_same(dropped: sys.UnraisableHookArgs) -> None:
    """Send a signal again whose exception met code that cannot raise (a finaliser, a hook of fork): Python drops it."""
    if isinstance(dropped.exc_value, SystemExit | KeyboardInterrupt):
        number = signal.SIGINT if isinstance(dropped.exc_value, KeyboardInterrupt) else signal.SIGTERM
        again = Timer(AGAIN_AFTER_S, os.kill, (os.getpid(), number))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(dropped)


if __name__ == "__main__":
    sys.exit(main())
