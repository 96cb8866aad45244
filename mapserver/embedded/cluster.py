"""Start and stop the embedded cluster. The caller holds the start lock (see lease.py)."""

from __future__ import annotations

import socket
import stat
import subprocess
import time
from contextlib import suppress
from functools import cached_property

from mapserver.embedded.account import Account, choose_account
from mapserver.embedded.configuration import write_configuration
from mapserver.embedded.creation import create_cluster
from mapserver.embedded.errors import EmbeddedError, telling_line
from mapserver.embedded.installation import Installation, choose_installation
from mapserver.embedded.places import DATABASE_NAME, PORT, ROLE_NAME, Places
from mapserver.embedded.processes import clear_after_crash

START_TIMEOUT_S = 300  # replaying the log after a crash takes time, and must not be cut short
RETRY_S = 20.0
BLOCKED_BY_THE_DEAD = ("pre-existing shared memory block", "lock file")


class Cluster:
    """The cluster of one data directory."""

    def __init__(self, places: Places) -> None:
        self.places = places

    @cached_property
    def account(self) -> Account:
        return choose_account(self.places.cluster)

    @property
    def exists(self) -> bool:
        return (self.places.cluster / "PG_VERSION").is_file()

    @cached_property
    def installation(self) -> Installation:
        version_file = self.places.cluster / "PG_VERSION"
        return choose_installation(int(version_file.read_text()) if version_file.is_file() else None)

    @property
    def is_listening(self) -> bool:
        """Whether a server answers on the socket; cheaper and truer than any pid file."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(5)
            try:
                probe.connect(str(self.places.socket))
            except OSError:
                return False
        return True

    def ensure_running(self) -> None:
        """Attach to the running server, or start it; make the cluster if there is none.

        Raises
        ------
        EmbeddedError
            It cannot be made or started; the message says why.
        """
        self._prepare_socket_dir()
        if self.exists and self.is_listening:
            return
        self.installation  # noqa: B018  (first of all: without a server that fits, nothing is touched)
        try:
            if not self.exists:
                create_cluster(self.places, account=self.account, installation=self.installation)
            write_configuration(self.places.cluster, socket_dir=self.places.socket_dir, account=self.account)
            self._start()
        except OSError as error:
            raise EmbeddedError(f"The database in {self.places.data_dir} cannot be started: {error}.") from error
        self._create_database()

    def stop(self) -> None:
        """Stop the server; open transactions are rolled back, finished ones are on the disk already."""
        if self.is_listening:
            self.account.run([*self._pg_ctl, "-m", "fast", "-w", "-t", "60", "stop"])
        with suppress(OSError):  # still in use, or gone already
            self.places.socket_dir.rmdir()

    @property
    def _pg_ctl(self) -> list[str]:
        return [self.installation.program("pg_ctl"), "-s", "-D", str(self.places.cluster.resolve())]

    def _prepare_socket_dir(self) -> None:
        """The socket's folder must be ours: in /tmp anybody could have made one of that name to play the server."""
        folder = self.places.socket_dir
        folder.mkdir(mode=0o700, exist_ok=True)
        status = folder.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (0, self.account.uid):
            raise EmbeddedError(f"{folder} belongs to somebody else; remove it, then start again.")
        if status.st_uid != self.account.uid or stat.S_IMODE(status.st_mode) != 0o700:
            self.account.give(folder, mode=0o700)

    def _start(self) -> None:
        deadline = time.monotonic() + RETRY_S
        while True:
            clear_after_crash(self.places.cluster, self.places.socket)
            reason = self._try_to_start()
            if reason is None:
                return
            if time.monotonic() > deadline or not any(words in reason for words in BLOCKED_BY_THE_DEAD):
                raise EmbeddedError(f"The database did not start: {reason}")
            time.sleep(0.5)

    def _try_to_start(self) -> str | None:
        """Start the server; ``None`` when it accepts connections, else the reason why not."""
        startup_log = self.places.cluster / "startup.log"
        startup_log.unlink(missing_ok=True)
        try:
            answer = self.account.run(
                [*self._pg_ctl, "-l", str(startup_log.resolve()), "-w", "-t", str(START_TIMEOUT_S), "start"],
                timeout_s=START_TIMEOUT_S + 30,
            )
        except subprocess.TimeoutExpired:
            return f"it was not ready after {START_TIMEOUT_S} s; see {self.places.cluster / 'log'}."
        if answer.returncode == 0:
            return None
        logs = [
            startup_log,
            *sorted((self.places.cluster / "log").glob("*.log"), key=lambda log: log.stat().st_mtime),
        ]
        return telling_line("\n".join(log.read_text(errors="replace") for log in logs[-1:] + logs[:1] if log.is_file()))

    def _create_database(self) -> None:
        answer = self.account.run(
            [
                self.installation.program("psql"),
                "-X",
                "-h",
                str(self.places.socket_dir),
                "-p",
                str(PORT),
                "-U",
                ROLE_NAME,
                "-d",
                "postgres",
                "-c",
                f"CREATE DATABASE {DATABASE_NAME}",
            ]
        )
        if answer.returncode != 0 and "already exists" not in answer.stderr:
            raise EmbeddedError(f"The database {DATABASE_NAME} could not be made: {telling_line(answer.stderr)}")
