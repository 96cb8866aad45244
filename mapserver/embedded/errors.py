"""What can go wrong with the embedded database."""

from __future__ import annotations


class EmbeddedError(Exception):
    """The embedded database cannot do what was asked; the message is one sentence for the person at the terminal."""


def telling_line(output: str) -> str:
    """The line of a PostgreSQL program's output that says why it failed."""
    if "No space left on device" in output:
        return "no space is left on the device."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL:" in line or "PANIC:" in line or "error:" in line]
    return (telling or lines or ["no reason was given."])[-1]
