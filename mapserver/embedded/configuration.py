"""The configuration files of the embedded cluster, written anew at each start."""

from __future__ import annotations

import os
from pathlib import Path

from mapserver.embedded.account import Account
from mapserver.embedded.places import PORT, ROLE_NAME

INCLUDED_FILE = "onemap.conf"
INCLUDE_LINE = f"include '{INCLUDED_FILE}'"
MIB = 1024 * 1024


def write_configuration(cluster: Path, *, socket_dir: Path, account: Account) -> None:
    """Write our settings and the rules of entry; what stands below our line in postgresql.conf is the owner's."""
    main_file = cluster / "postgresql.conf"
    content = main_file.read_text(encoding="utf-8")
    if INCLUDE_LINE not in content.splitlines():
        _write(main_file, f"{content}\n{INCLUDE_LINE}\n# Your own settings go below this line.\n", account)
    _write(cluster / INCLUDED_FILE, _server_settings(socket_dir), account)
    _write(cluster / "pg_hba.conf", "local all all peer map=onemap\n", account)
    # Peer authentication asks the kernel who is calling: the database's account and root, nobody else, no password.
    users = "".join(f'onemap "{name}" {ROLE_NAME}\n' for name in sorted({"root", account.name}))
    _write(cluster / "pg_ident.conf", users, account)


def _server_settings(socket_dir: Path) -> str:
    memory_mib = _memory_mib()
    settings = {
        "listen_addresses": "''",
        "port": PORT,
        "unix_socket_directories": f"'{socket_dir}'",
        "unix_socket_permissions": "0700",
        "max_connections": 100,
        # Durability is not for sale: an answered write is on the disk.
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "shared_buffers": f"{max(64, min(512, memory_mib // 8))}MB",
        "effective_cache_size": f"{max(256, memory_mib // 2)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{max(64, min(256, memory_mib // 16))}MB",
        "random_page_cost": 1.1,
        # Compiling a plan costs more than running the short spatial queries of a map.
        "jit": "off",
        "password_encryption": "'scram-sha-256'",
        "logging_collector": "on",
        "log_directory": "'log'",
        "log_filename": "'postgresql-%a.log'",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": 0,  # one file a weekday, each overwritten a week later
        "log_line_prefix": "'%m [%p] '",
        "log_min_duration_statement": "5s",
    }
    lines = (f"{name} = {value}" for name, value in settings.items())
    return "# Written by OneMap at each start; change postgresql.conf instead.\n" + "\n".join(lines) + "\n"


def _memory_mib() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MIB


def _write(path: Path, content: str, account: Account) -> None:
    """Replace a file whole, so that a crash leaves the old one or the new one."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(content, encoding="utf-8")
    account.give(draft, mode=0o600)
    draft.replace(path)
