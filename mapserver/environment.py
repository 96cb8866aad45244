"""Typed reading of the environment: every ONEMAP_* variable passes through here and fails loudly."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str = "") -> str:
    """The variable, or the default where it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def secret(name: str) -> str:
    """The variable, or the content of the file that ``<name>_FILE`` points to; empty where neither is set."""
    file_name = text(f"{name}_FILE")
    if not file_name:
        return text(name)
    if text(name):
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set; set one of them.")
    try:
        return Path(file_name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE: cannot read {file_name} ({error}).") from error


def flag(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE_WORDS | FALSE_WORDS:
        return value in TRUE_WORDS
    raise ImproperlyConfigured(f"{name} is {value!r}; write true or false.")


def seconds(name: str, default: int) -> int:
    """A whole number of seconds, zero or more."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number of seconds, 0 or more.")
    return int(value)


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A comma-separated list."""
    found = [word.strip() for word in text(name).split(",") if word.strip()]
    return found or list(default)


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(allowed)}.")
    return value


def document(name: str) -> Any:
    """A JSON document, written in the variable itself or in the file it names; ``None`` where unset."""
    value = text(name)
    if not value:
        return None
    try:
        return json.loads(value if value[0] in "[{" else Path(value).read_text(encoding="utf-8"))
    except OSError as error:
        raise ImproperlyConfigured(f"{name}: cannot read {value} ({error.strerror}).") from error
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is not JSON: {error}.") from error
