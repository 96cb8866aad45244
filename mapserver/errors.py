"""What can go wrong when running OneMap, in one sentence for the person at the terminal."""

from __future__ import annotations


class OperationError(Exception):
    """A command cannot do what was asked; `exit_code` tells scripts why."""

    def __init__(self, message: str, *, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class DatabaseAwayError(OperationError):
    """The database does not answer."""
