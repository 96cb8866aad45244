"""Callers of every role, as in the tests of the API; real files; and nothing kept from one test's world in the next."""

from pathlib import Path

import pytest

from layers.people.kept import KEPT
from layers.queries.coverage import ground, measure, place, walked
from layers.queries.coverage.accessibility import measure as sharing
from layers.queries.coverage.accessibility import neighbours
from tests.api.conftest import anonymous, as_role

__all__ = ["anonymous", "as_role"]

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(autouse=True)
def nothing_kept():
    for kept in (KEPT, ground._KEPT, measure._COSTS, place._KEPT, walked._KEPT, neighbours._KEPT, sharing._KEPT):
        kept.clear()


@pytest.fixture
def shared_data() -> Path:
    """Real files that are not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not here: the real files are not part of the project")
    return SHARED
