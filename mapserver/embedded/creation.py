"""Make the embedded cluster, whole or not at all."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from mapserver.embedded.account import Account
from mapserver.embedded.errors import EmbeddedError, telling_line
from mapserver.embedded.installation import Installation
from mapserver.embedded.places import OUTSIDE_ROOT, ROLE_NAME, Places

logger = logging.getLogger(__name__)

NEW_CLUSTER_BYTES = 300 * 1024 * 1024


def create_cluster(places: Places, *, account: Account, installation: Installation) -> None:
    """Make the cluster where the account can reach it, and have ``places.cluster`` lead there.

    Raises
    ------
    EmbeddedError
        There is no space, or initdb failed; nothing is left behind.
    """
    home = _choose_home(places, account)
    if shutil.disk_usage(home.parent).free < NEW_CLUSTER_BYTES:
        raise EmbeddedError(f"No space for a database in {home.parent}: at least 300 MB must be free.")
    if not (home / "PG_VERSION").is_file():
        # Made under another name and renamed when whole: a start that was cut short leaves no half cluster.
        draft = home.with_name(f"{home.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        account.give(draft, mode=0o700)
        _initdb(draft, account=account, installation=installation)
        draft.rename(home)
    if home != places.cluster:
        places.cluster.symlink_to(home)


def _choose_home(places: Places, account: Account) -> Path:
    """The data directory, unless the database's account cannot reach it (as below /root)."""
    if not account.is_other or account.run(["test", "-x", str(places.data_dir)]).returncode == 0:
        return places.cluster
    OUTSIDE_ROOT.mkdir(mode=0o755, exist_ok=True)
    home = places.outside_cluster
    logger.warning("User %s cannot reach %s: the database is in %s.", account.name, places.data_dir, home)
    return home


def _initdb(folder: Path, *, account: Account, installation: Installation) -> None:
    command = [installation.program("initdb"), "-D", str(folder), "-U", ROLE_NAME]
    command += ["--auth=peer", "--encoding=UTF8", "--data-checksums"]
    for locale in ("C.UTF-8", "C"):  # macOS may lack the first; without it Chinese text search is weaker
        answer = account.run([*command, f"--locale={locale}"])
        if answer.returncode == 0:
            return
        if "locale" not in answer.stderr:
            break
    shutil.rmtree(folder, ignore_errors=True)
    raise EmbeddedError(f"The database could not be made in {folder.parent}: {telling_line(answer.stderr)}")
