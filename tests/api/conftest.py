"""Callers of every role, and an index in memory that answers them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client

from layers.live import service
from layers.live.index import LiveIndex
from layers.rights import Role


@pytest.fixture
def anonymous():
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def as_role(db):
    """``as_role("commander")`` → a signed-in client; ``as_role(None)`` → nobody."""

    def client(role):
        caller = Client(headers={"accept-language": "en"})
        if role is not None:
            user, _ = User.objects.get_or_create(username=f"{role}-user")
            user.groups.set([Group.objects.get(name=Role(role).value)])
            user.is_staff = role in ("editor", "administrator")
            user.save()
            caller.force_login(user)
        return caller

    return client


@pytest.fixture
def live_index(transactional_db):
    """The index that this process answers from, followed by hand; with the standard profiles, which a flush took."""
    import_module("layers.migrations.0002_reference_data").add_standards(apps, None)
    index = LiveIndex()
    index.connect()
    service.use(index)
    yield index
    service.use(None)
    index.close()
