"""The demo: its region loaded once, and sign-ins whose passwords are made once and kept in the data directory."""

from __future__ import annotations

import json
import secrets
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import transaction
from knox.crypto import hash_token
from knox.models import AuthToken

from layers.errors import ConflictError
from layers.labels import L
from layers.models import Depot, HazardPoint, Resource, Shelter, Team
from layers.rights import Role
from layers.travel import engine
from layers.travel.building.publish import build_roads
from layers.travel.times import roads_in_use
from mapserver.errors import OperationError

SIGN_INS_FILE = "demo-sign-ins.json"
TOKEN_ROLE = Role.COMMANDER
STAFF_ROLES = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
# Without letters that are easily mistaken for each other.
PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # noqa: S105
RESOURCES: tuple[type[Resource], ...] = (Shelter, Depot, Team, HazardPoint)


@dataclass
class SignIns:
    """What the demo prints: a password for each role's user, a token for the API."""

    passwords: dict[str, str] = field(default_factory=dict)
    token: str = ""


def load_demo_region() -> None:
    """Load the demo region unless it is there.

    Raises
    ------
    OperationError
        The database holds resources of its own, with which invented ones must not be mixed.
    """
    if all(model._default_manager.filter(is_demo=True).exists() for model in RESOURCES):
        return
    if any(model._default_manager.filter(is_demo=False).exists() for model in RESOURCES):
        raise OperationError(
            "The database holds resources of its own, and the demo's invented ones must not be mixed with them: "
            "use `onemap serve`, or another ONEMAP_DATA_DIR for the demo."
        )
    call_command("load_demo")


def ensure_demo_roads(folder: Path) -> str:
    """Build the demo's invented roads unless there are roads already; return a sentence about it, or nothing."""
    from fixtures.weinan.roads import FILE_NAME, NOTE, write_demo_roads

    if not engine.is_available():
        return L("The road engine is not installed: travel times are estimates.", "未安装路网引擎，行程时间为估算。")
    if roads_in_use() is not None:
        return ""
    rows = (model._default_manager.filter(is_demo=True).order_by("code") for model in (Depot, Shelter, Team))
    places = [(row.geom.x, row.geom.y) for found in rows for row in found.only("geom")]
    try:
        with tempfile.TemporaryDirectory(prefix="onemap-roads-") as made:
            write_demo_roads(Path(made) / FILE_NAME, places)
            build_roads(Path(made) / FILE_NAME, folder, note=NOTE)
    except ConflictError as error:
        return L("No demo roads: {why}", "未生成演示路网：{why}").format(why=error)
    return L("Demo roads built (invented).", "已生成演示路网（虚构）。")


def ensure_sign_ins(data_dir: Path) -> SignIns:
    """One user a role and one API token, the same at every start; kept in a file that its owner alone can read."""
    path = data_dir / SIGN_INS_FILE
    sign_ins = _read(path)
    with transaction.atomic():
        for role in Role:
            password = sign_ins.passwords.setdefault(role.value, _new_password())
            _ensure_user(role, password)
        sign_ins.token = _ensure_token(sign_ins.token)
        # Inside the transaction: passwords that cannot be kept are not set either.
        _write(path, sign_ins)
    return sign_ins


def _ensure_user(role: Role, password: str) -> None:
    user, _ = User.objects.get_or_create(username=role.value)
    user.is_active = True
    user.is_staff = role in STAFF_ROLES
    user.is_superuser = role is Role.ADMINISTRATOR
    if not user.check_password(password):
        user.set_password(password)
    user.save()
    group, _ = Group.objects.get_or_create(name=role.value)
    user.groups.set([group])


def _ensure_token(token: str) -> str:
    """The database keeps the token's hash alone, so the token itself is remembered beside the passwords."""
    user = User.objects.get(username=TOKEN_ROLE.value)
    if token and AuthToken.objects.filter(digest=hash_token(token), user=user).exists():
        return token
    _, new_token = AuthToken.objects.create(user)
    return str(new_token)


def _new_password() -> str:
    """Twelve letters in three groups, about 59 bits."""
    return "-".join("".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(4)) for _ in range(3))


def _read(path: Path) -> SignIns:
    try:
        return SignIns(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return SignIns()
    except (ValueError, TypeError) as error:
        raise OperationError(f"{path} is damaged: delete it, and new demo sign-ins are made.") from error


def _write(path: Path, sign_ins: SignIns) -> None:
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(sign_ins), indent=2) + "\n", encoding="utf-8")
    draft.replace(path)
