"""What whoever reads the numbers has to know beside them."""

from dataclasses import dataclass
from typing import Any

from layers.labels import BothLanguages, both


@dataclass(frozen=True)
class Note:
    """A sentence in both languages; `key` says which."""

    key: str
    text: BothLanguages


def note(key: str, text: str, **values: Any) -> Note:
    """Return a note of ``L(…)`` with values put in."""
    words = both(text)
    return Note(key, {"en": words["en"].format(**values), "zh": words["zh"].format(**values)})
