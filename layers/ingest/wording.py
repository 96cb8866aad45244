"""Sentences for people, in the language of whoever started the import."""

from typing import Any

from layers.labels import L


def say(en: str, zh: str, **values: Any) -> str:
    """Return the sentence in the current language with its values filled in."""
    return L(en, zh).format(**values)
