"""The demo region, loaded once for the tests of this folder and taken out again."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction

from fixtures.weinan.load import load

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def weinan(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[dict[str, int]]:
    """The rows that the loader says it wrote, by kind."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield load(now=NOW)
        transaction.set_rollback(True)
