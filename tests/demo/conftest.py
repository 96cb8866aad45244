"""The demo region, loaded once for a module's tests and taken out again."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import connection

from fixtures.weinan.load import load
from layers.models import CoverageTarget, DeliveryClock, Item, StandardProfile

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
REFERENCE = (CoverageTarget, DeliveryClock, Item, StandardProfile)
"""What the migrations filled stays for other tests."""


@pytest.fixture(scope="module")
def weinan(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[dict[str, int]]:
    """The rows that the loader says it wrote, by kind; committed, for loading takes longer than all the tests."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        counts = load(now=NOW)
    yield counts
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _empty()


def _empty() -> None:
    tables = [model._meta.db_table for model in apps.get_app_config("layers").get_models() if model not in REFERENCE]
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE " + ", ".join(connection.ops.quote_name(table) for table in tables))
