"""Whatever the schema allows and forbids, no address answers 500, and answers are as described."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import checks

from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def api_schema(db):
    from mapserver.wsgi import application

    world.area("9901", world.box(109, 34, 110, 35), level="city")
    world.shelter("S-1")
    world.depot("D-1", stock=[{"item": world.item("tent-f"), "on_hand": 5}])
    for signal in (request_started, request_finished):  # the test's transaction must outlive a request
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/schema/?format=json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]


def test_every_get_answers_as_described(api_schema):
    operations = [found.ok() for found in api_schema.include(method="GET").get_all_operations()]
    assert len(operations) > 40
    for operation in operations:

        @settings(
            max_examples=6,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def answers_as_described(case):
            case.call_and_validate(checks=CHECKS, headers={"Host": "localhost", "Accept-Encoding": "identity"})

        answers_as_described()
