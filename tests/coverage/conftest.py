"""Callers of every role, as in the tests of the API; and nothing kept from one test's world in the next."""

import pytest

from layers.people.kept import KEPT
from layers.queries.coverage import ground, measure, place, walked
from tests.api.conftest import as_role

__all__ = ["as_role"]


@pytest.fixture(autouse=True)
def nothing_kept():
    for kept in (KEPT, ground._KEPT, measure._COSTS, place._KEPT, walked._KEPT):
        kept.clear()
