"""The operating-system account that runs the database: PostgreSQL refuses root, so root steps down for it."""

from __future__ import annotations

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mapserver.embedded.errors import EmbeddedError

ACCOUNTS_FOR_ROOT = ("onemap", "postgres")


@dataclass(frozen=True)
class Account:
    """Who runs the database's programs."""

    name: str
    uid: int
    gid: int
    home: str

    @property
    def is_other(self) -> bool:
        """Whether it is not the account of this process."""
        return self.uid != os.geteuid()

    def run(self, command: Sequence[str], *, timeout_s: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, in a session of its own so that Ctrl-C to OneMap does not reach it."""
        return subprocess.run(
            command,
            # Only the account's own uid may be asked for without being root.
            user=self.uid if self.is_other else None,
            group=self.gid if self.is_other else None,
            extra_groups=[] if self.is_other else None,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "HOME": self.home, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            start_new_session=True,
            timeout=timeout_s,
            check=False,
        )

    def give(self, path: Path, *, mode: int) -> None:
        """Make a file or folder this account's own."""
        if self.is_other:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def account_by_uid(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedError(
            f"User id {uid} has no entry in the system's list of users, so PostgreSQL cannot run as it; "
            "use a named user, or set ONEMAP_DATABASE_URL."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, entry.pw_dir)


def choose_account(cluster: Path) -> Account:
    """The owner of an existing cluster, else this process's account, else (for root) a system account.

    Raises
    ------
    EmbeddedError
        The cluster belongs to somebody else, or root finds no account to step down to.
    """
    this_uid = os.geteuid()
    owner_uid = cluster.stat().st_uid if cluster.exists() else None
    if this_uid != 0:
        if owner_uid not in (None, this_uid):
            raise EmbeddedError(
                f"The database in {cluster} belongs to {_user_name(owner_uid)}: "
                "run as that user or as root, or choose another ONEMAP_DATA_DIR."
            )
        return account_by_uid(this_uid)
    if owner_uid:
        return account_by_uid(owner_uid)
    for name in ACCOUNTS_FOR_ROOT:
        try:
            return account_by_uid(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    raise EmbeddedError(
        "PostgreSQL does not run as root and there is no user to run it as: "
        "create one with `useradd --system onemap`, or run OneMap as an ordinary user."
    )


def _user_name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return f"user id {uid}"
