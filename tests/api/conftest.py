"""Callers of every role."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

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
