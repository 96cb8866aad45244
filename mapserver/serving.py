"""Serve the application: granian's workers in front of Django, one server a data directory, one a port."""

from __future__ import annotations

import errno
import fcntl
import json
import multiprocessing
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from mapserver import environment
from mapserver.errors import OperationError
from mapserver.worker import SERVER_PID_VARIABLE

EXIT_ALREADY_SERVING = 3
LOOPBACK = ("127.0.0.1", "localhost", "::1")
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104
MAX_PORT = 65_535
# Each thread keeps a database connection; the database takes a hundred in all.
THREADS_A_WORKER = 4
MAX_DEFAULT_WORKERS = 4


@dataclass(frozen=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address to type into a browser on this machine."""
        host = "127.0.0.1" if self.host in EVERY_ADDRESS else self.host
        return f"http://[{host}]:{self.port}/" if ":" in host else f"http://{host}:{self.port}/"


def own_names(address: Address) -> list[str]:
    """The names that others may ask this machine by, where the server listens to others at all."""
    if address.host in LOOPBACK:
        return []
    if address.host not in EVERY_ADDRESS:
        return [address.host]
    names = {socket.gethostname(), socket.getfqdn()}
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as route:
        route.connect(("192.0.2.1", 9))  # sends nothing: the system only chooses the address it would send from
        names.add(route.getsockname()[0])
    return sorted(names)


def default_workers() -> int:
    return min(os.cpu_count() or 1, MAX_DEFAULT_WORKERS)


def ensure_port_is_free(address: Address) -> None:
    """Try the address before anything slow is done.

    Raises
    ------
    OperationError
        It cannot be listened on; the message says why.
    """
    if not 1 <= address.port <= MAX_PORT:
        raise OperationError(f"There is no port {address.port}: ports go from 1 to {MAX_PORT}.")
    shown = f"port {address.port} on {address.host}"
    try:
        infos = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, location = infos[0]
        with socket.socket(family, kind, protocol) as probe:
            # A port whose last server has just closed is free, one that another program listens on is not.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(location)
            probe.listen(1)
    except socket.gaierror as error:
        raise OperationError(f"{address.host} is not an address of this machine ({error.strerror}).") from error
    except OSError as error:
        reasons = {
            errno.EADDRINUSE: f"{shown} is taken by another program: choose another with --port.",
            errno.EACCES: f"{shown} needs more rights: choose a port from 1024 up with --port.",
            errno.EADDRNOTAVAIL: f"{address.host} is not an address of this machine: choose another with --host.",
        }
        message = reasons.get(error.errno or 0, f"cannot listen on {shown} ({error.strerror}).")
        raise OperationError(message[0].upper() + message[1:]) from error


@contextmanager
def only_server(data_dir: Path, address: Address) -> Iterator[None]:
    """Be the only server of a data directory; the kernel's lock ends with the process, however it ends.

    Raises
    ------
    OperationError
        Another one is serving; the message says where and as which process.
    """
    with (data_dir / "serve.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OperationError(
                f"{_describe_holder(lock.name)} is serving {data_dir} already.", exit_code=EXIT_ALREADY_SERVING
            ) from None
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "url": address.url}))
        lock.flush()
        yield
        lock.truncate(0)


def _describe_holder(lock_file: str) -> str:
    try:
        holder = json.loads(Path(lock_file).read_text(encoding="utf-8"))
        return f"OneMap at {holder['url']} (process {holder['pid']})"
    except (OSError, ValueError, KeyError):
        return "Another OneMap"


def run_server(address: Address, *, workers: int) -> None:
    """Serve until told to stop (Ctrl-C, SIGTERM)."""
    # Forked workers would share this process's locks and database connections.
    multiprocessing.set_start_method("spawn", force=True)
    os.environ[SERVER_PID_VARIABLE] = str(os.getpid())
    if not environment.text("ONEMAP_ALLOWED_HOSTS"):
        os.environ["ONEMAP_ALLOWED_HOSTS"] = ",".join(own_names(address))
    Server(
        "mapserver.wsgi:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS_A_WORKER,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=15,
        log_dictconfig=settings.LOGGING,
        log_level=LogLevels.error,
    ).serve()
