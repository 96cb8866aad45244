"""The key that signs sessions: given by the environment, or made once and kept in the data directory."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from mapserver import environment

FILE_NAME = "secret-key"


def read_secret_key(data_dir: Path) -> str:
    """The key, or an error that says how to get one; never made here, so that importing settings writes nothing."""
    key = environment.secret("ONEMAP_SECRET_KEY")
    if key:
        return key
    path = data_dir / FILE_NAME
    try:
        key = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"There is no secret key: run any `onemap` command once to make {path}, or set ONEMAP_SECRET_KEY."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"Cannot read the secret key {path} ({error}).") from error
    if not key:
        raise ImproperlyConfigured(f"The secret key file {path} is empty: delete it and run `onemap` again.")
    return key


def ensure_secret_key(data_dir: Path) -> None:
    """Make the key file, readable by its owner alone, unless the environment gives a key or the file is there."""
    path = data_dir / FILE_NAME
    if environment.secret("ONEMAP_SECRET_KEY") or path.exists():
        return
    draft = data_dir / f".{FILE_NAME}.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(64) + "\n", encoding="ascii")
    try:
        os.link(draft, path)  # the first of two commands started at once wins; the other uses its key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
