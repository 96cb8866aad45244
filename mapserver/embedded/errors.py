"""What can go wrong with the embedded database."""

from __future__ import annotations


class EmbeddedError(Exception):
    """The embedded database cannot do what was asked; the message is one sentence for the person at the terminal."""
