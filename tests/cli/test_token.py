"""Tokens for tools are made, listed and revoked in a shell."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

pytestmark = pytest.mark.django_db


def teams(token):
    return Client(headers={"authorization": f"Bearer {token}"}).get("/api/v1/layers/teams/features").status_code


def test_a_token_works_until_it_is_revoked(capsys):
    call_command("token", "create", "dispatch", "--role", "viewer", "--days", "30")
    token = capsys.readouterr().out.strip()
    assert teams(token) == 200
    call_command("token", "list")
    listed = capsys.readouterr().out
    assert token[:8] in listed
    assert token not in listed
    call_command("token", "revoke", token[:8])
    assert teams(token) == 401


@pytest.mark.parametrize(
    "arguments",
    [("create", "nobody"), ("create", "x", "--role", "viewer", "--days", "0"), ("revoke", "zzzzzzzz"), ("revoke", "")],
)
def test_what_cannot_be_done_is_said(arguments):
    with pytest.raises(CommandError):
        call_command("token", *arguments)
