"""Signing in with a password or a token."""

import json

import pytest
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client
from knox.models import AuthToken

from layers.api.session import SignInThrottle

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_throttle():
    cache.clear()


@pytest.fixture
def commander():
    user = User.objects.create_user("zhihui", password="a-long-Password-1")
    user.groups.add(Group.objects.get(name="commander"))
    return user


def sign_in(client, password="a-long-Password-1"):
    token = client.get("/api/v1/session").json()["csrf"]
    return client.post(
        "/api/v1/session",
        json.dumps({"username": "zhihui", "password": password}),
        content_type="application/json",
        headers={"x-csrftoken": token},
    )


def test_signing_in_and_out(commander):
    client = Client(enforce_csrf_checks=True)
    assert client.get("/api/v1/session").json()["role"] is None
    signed_in = sign_in(client)
    assert signed_in.status_code == 200, signed_in.content
    assert signed_in.json()["role"] == "commander"
    assert client.get("/api/v1/layers/teams/features").status_code == 200
    out = client.delete("/api/v1/session", headers={"x-csrftoken": signed_in.json()["csrf"]})
    assert out.json()["user"] is None
    assert client.get("/api/v1/layers/teams/features").status_code == 401


def test_a_wrong_password_is_401_and_does_not_say_which_part_is_wrong(commander):
    answers = [sign_in(Client(), "wrong")]
    User.objects.all().delete()
    answers.append(sign_in(Client()))
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()


def test_signing_in_without_the_pages_csrf_token_is_refused(commander):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/api/v1/session", "{}", content_type="application/json")
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"


def test_guessing_is_slowed_down(commander):
    tries = [sign_in(Client(), f"guess-{n}").status_code for n in range(25)]
    assert tries.count(429) == 25 - int(SignInThrottle.rate.split("/")[0])


def test_a_token_is_kept_hashed_and_reaches_as_far_as_its_users_role(commander):
    stored, token = AuthToken.objects.create(commander)
    assert token not in str(AuthToken.objects.values())
    client = Client(headers={"authorization": f"Bearer {token}"})
    assert client.get("/api/v1/layers/teams/features").status_code == 200
    stored.delete()
    refused = client.get("/api/v1/layers/teams/features")
    assert refused.status_code == 401
    assert refused["WWW-Authenticate"].startswith("Bearer")


def test_a_bad_token_is_refused_even_where_nobody_needs_one():
    response = Client(headers={"authorization": "Bearer nonsense"}).get("/api/v1/layers")
    assert response.status_code == 401
