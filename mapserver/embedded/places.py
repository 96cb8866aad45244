"""Where the embedded cluster keeps its files. Everything here is computed from the data directory's path alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROLE_NAME = "onemap"
DATABASE_NAME = "onemap"
PORT = 5432  # only part of the socket's file name; nothing listens on TCP
OUTSIDE_ROOT = Path("/var/lib/onemap")
# Writable by anybody, so cluster.py makes sure that the folder in it is ours.
SOCKETS_ROOT = Path("/tmp")  # noqa: S108


@dataclass(frozen=True)
class Places:
    """The paths that belong to one data directory."""

    data_dir: Path

    @property
    def cluster(self) -> Path:
        """The cluster, or a symbolic link to it where the database account cannot reach the data directory."""
        return self.data_dir / "postgres"

    @property
    def outside_cluster(self) -> Path:
        return OUTSIDE_ROOT / self.key

    @property
    def key(self) -> str:
        """Short and unique to the data directory."""
        return hashlib.sha256(str(self.data_dir.resolve()).encode()).hexdigest()[:12]

    @property
    def socket_dir(self) -> Path:
        """A socket's path may have about 100 bytes, so it cannot live in the data directory; nor may TMPDIR move it."""
        return SOCKETS_ROOT / f"onemap-{self.key}"

    @property
    def socket(self) -> Path:
        return self.socket_dir / f".s.PGSQL.{PORT}"

    @property
    def start_lock(self) -> Path:
        """Held, exclusively, while the cluster is being started or stopped."""
        return self.data_dir / "postgres.start.lock"

    @property
    def lease_lock(self) -> Path:
        """Held, shared, by every process that uses the cluster."""
        return self.data_dir / "postgres.lease.lock"


def connection_settings(data_dir: Path) -> dict[str, Any]:
    """Return Django's NAME, USER, HOST and PORT of the embedded database. Touches nothing."""
    return {
        "NAME": DATABASE_NAME,
        "USER": ROLE_NAME,
        "PASSWORD": "",
        "HOST": str(Places(data_dir).socket_dir),
        "PORT": str(PORT),
    }
