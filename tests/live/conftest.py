"""A live index that the test itself drives, step by step."""

import pytest

from layers.live.index import LiveIndex


@pytest.fixture
def live(transactional_db):
    index = LiveIndex()
    try:
        index.connect()
        yield index
    finally:
        index.close()
