"""Members of a body read as the parameters of an address would be."""

from collections.abc import Mapping
from typing import Any

from layers.errors import invalid
from layers.labels import L


def as_texts(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return name → texts; a list is a parameter given more than once, null one not given.

    Raises
    ------
    InvalidInputError
        For a value that no text stands for.
    """
    texts = {}
    for name, value in document.items():
        if value is not None:
            texts[name] = [_text(one, name) for one in (value if isinstance(value, list) else [value])]
    return texts


def _text(value: Any, name: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise invalid(
        name,
        L("{name} must be a text, a number, true or false.", "{name} 必须是文本、数字、true 或 false。").format(
            name=name
        ),
    )
