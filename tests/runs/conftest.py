"""The toy kind is known, and sentences are in English."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from layers.runs import kinds
from tests.api.conftest import anonymous, as_role  # noqa: F401  (fixtures)
from tests.runs.toy import TOY


@pytest.fixture(autouse=True)
def _toy(only_runs_are_kept: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("layers.runs.asking.KEEP_FROM_S", 0.05)
    kinds.register(TOY)
    with override("en"):
        yield
    kinds._KINDS.pop(TOY.name)
