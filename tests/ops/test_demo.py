"""The demo's sign-ins: made once, the same at every start, secret, and of the rights their names promise."""

from __future__ import annotations

import io
import json
import stat
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.test import Client
from rich.console import Console

from layers.models import Shelter
from layers.rights import Role, role_of
from mapserver import demo
from mapserver.errors import OperationError
from mapserver.management.commands.demo import print_welcome
from mapserver.serving import Address

pytestmark = pytest.mark.django_db


def test_every_role_signs_in_with_the_password_that_is_printed(tmp_path: Path) -> None:
    sign_ins = demo.ensure_sign_ins(tmp_path)
    assert len(set(sign_ins.passwords.values())) == len(Role)
    for role in Role:
        user = authenticate(username=role.value, password=sign_ins.passwords[role.value])
        assert isinstance(user, User)
        assert role_of(user) is role
        assert user.is_superuser is (role is Role.ADMINISTRATOR)


def test_sign_ins_are_the_same_at_the_next_start_and_in_a_new_database(tmp_path: Path) -> None:
    first = demo.ensure_sign_ins(tmp_path)
    again = demo.ensure_sign_ins(tmp_path)
    assert again == first
    User.objects.all().delete()
    in_a_new_database = demo.ensure_sign_ins(tmp_path)
    assert in_a_new_database.passwords == first.passwords
    assert in_a_new_database.token != first.token, "only its hash was in the database"


def test_the_file_is_its_owners_alone_and_passwords_are_nowhere_in_the_database(tmp_path: Path) -> None:
    sign_ins = demo.ensure_sign_ins(tmp_path)
    path = tmp_path / demo.SIGN_INS_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["passwords"] == sign_ins.passwords
    stored = {user.password for user in User.objects.all()}
    assert not stored & set(sign_ins.passwords.values())


def test_the_token_opens_the_api(tmp_path: Path) -> None:
    token = demo.ensure_sign_ins(tmp_path).token
    answer = Client().get("/api/v1/session", headers={"Authorization": f"Bearer {token}"})
    assert answer.json()["role"] == "commander"
    answer = Client().get("/api/v1/session", headers={"Authorization": f"Bearer {token[:-1]}0x"})
    assert answer.status_code == 401


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / demo.SIGN_INS_FILE).write_text('{"passwords": ')
    with pytest.raises(OperationError, match=r"demo-sign-ins\.json is damaged"):
        demo.ensure_sign_ins(tmp_path)


def test_invented_resources_are_not_mixed_with_real_ones() -> None:
    Shelter.objects.create(code="S-1", name="真实场所", geom="POINT (109.5 34.5)")
    with pytest.raises(OperationError, match="must not be mixed"):
        demo.load_demo_region()
    assert Shelter.objects.count() == 1


def test_the_welcome_can_be_copied_from_a_narrow_terminal(tmp_path: Path) -> None:
    sign_ins = demo.ensure_sign_ins(tmp_path)
    screen = io.StringIO()
    print_welcome(Console(file=screen, width=60), Address("0.0.0.0", 8000), sign_ins)
    lines = screen.getvalue().splitlines()
    (curl,) = [line for line in lines if line.startswith("curl ")]
    assert f"Bearer {sign_ins.token}" in curl
    assert curl.endswith('k=5"')
    assert any("http://127.0.0.1:8000/" in line for line in lines)
    assert all(any(password in line for line in lines) for password in sign_ins.passwords.values())
