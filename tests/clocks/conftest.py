"""Callers of every role, as in the tests of the API."""

from tests.api.conftest import as_role

__all__ = ["as_role"]
