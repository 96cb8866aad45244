"""onemap token create dispatch --role commander --days 365 | list | revoke 1a2b3c4d"""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from knox.models import AuthToken
from rich.console import Console
from rich.table import Table

from layers.labels import L
from layers.rights import ROLE_TITLES, Role, role_of


class Command(BaseCommand):
    help = "API tokens for dispatch tools: create, list, revoke. 接口令牌。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="make a token; it is shown once and kept hashed")
        create.add_argument("username", help="the tool's user; made, without a password, if there is none")
        create.add_argument("--role", choices=[role.value for role in Role], help="the role of a user made here")
        create.add_argument("--days", type=int, help="days until it expires; never, if not given")
        actions.add_parser("list", help="list the tokens there are, without the tokens themselves")
        revoke = actions.add_parser("revoke", help="make a token worthless")
        revoke.add_argument("key", help="its first letters, as listed")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action']}")(options)

    def _create(self, options: dict[str, Any]) -> None:
        if options["days"] is not None and options["days"] <= 0:
            raise CommandError(L("--days must be at least 1.", "--days 至少为 1。"))
        user = User.objects.filter(username=options["username"]).first()
        if user and options["role"]:
            raise CommandError(L("That user exists and keeps its role.", "该用户已存在，角色不变。"))
        if user is None:
            user = _make_user(options["username"], options["role"])
        if role_of(user) is None:
            raise CommandError(
                L("That user has no role; give it one in the admin.", "该用户没有角色，请在管理页面指定。")
            )
        lasts = timedelta(days=options["days"]) if options["days"] else None
        _, token = AuthToken.objects.create(user, expiry=lasts)
        self.stdout.write(token)
        self.stderr.write(L("Keep it now: it is not shown again.", "请立即保存，不会再次显示。"))

    def _list(self, options: dict[str, Any]) -> None:
        table = Table(header_style="bold")
        for heading in (L("key", "键"), L("user", "用户"), L("role", "角色"), L("made", "创建"), L("expires", "到期")):
            table.add_column(str(heading))
        for token in AuthToken.objects.select_related("user").order_by("created"):
            role = role_of(token.user)
            expires = f"{timezone.localtime(token.expiry):%Y-%m-%d}" if token.expiry else "–"
            table.add_row(
                token.token_key[:8],
                token.user.username,
                str(ROLE_TITLES[role]) if role else "–",
                f"{timezone.localtime(token.created):%Y-%m-%d}",
                expires,
            )
        Console().print(table)

    def _revoke(self, options: dict[str, Any]) -> None:
        found = AuthToken.objects.filter(token_key__startswith=options["key"])
        if len(options["key"]) < 6 or found.count() != 1:
            raise CommandError(
                L("Name one token by the key that `onemap token list` shows.", "请给出 onemap token list 显示的键。")
            )
        found.delete()
        self.stderr.write(L("Revoked.", "已吊销。"))


def _make_user(username: str, role: str | None) -> User:
    if not role:
        raise CommandError(L("There is no such user; say its role with --role.", "没有该用户；请用 --role 指定角色。"))
    user = User.objects.create_user(username)
    user.groups.add(Group.objects.get(name=role))
    return user
