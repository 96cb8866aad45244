"""Who is asking, also while the database is away: those seen a few minutes before it went may go on reading.

Each process remembers the callers whom the database vouched for, by their token or session, and asks its memory only
where the database cannot be reached. So a revoked token or a changed role holds no longer than `AWAY_S` while the
database is away, and not a moment while it is there. Nothing can be written meanwhile: that needs the database.
"""

import threading
import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from knox.auth import TokenAuthentication
from rest_framework.authentication import SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from layers.live import service
from layers.rights import role_of

AWAY_S = 600.0
"""While the database is away nobody can be asked who is who: those seen before it went may go on so long."""
MOST_CALLERS = 4096

Found = tuple[Any, Any] | None
Key = bytes


class _Seen:
    """Users by credential, with the moment at which the database last knew them."""

    def __init__(self) -> None:
        self._users: dict[Key, tuple[float, Any]] = {}
        self._lock = threading.Lock()

    def note(self, key: Key, user: Any) -> None:
        role_of(user)  # kept on the user, so that it is known without the database
        with self._lock:
            if len(self._users) >= MOST_CALLERS:
                self._users.clear()
            self._users[key] = time.monotonic(), user

    def recall(self, key: Key) -> Any | None:
        with self._lock:
            seen_at, user = self._users.get(key, (0.0, None))
        return user if user is not None and time.monotonic() - seen_at < AWAY_S else None

    def forget(self, key: Key) -> None:
        with self._lock:
            self._users.pop(key, None)


_seen = _Seen()


def _key(kind: str, credential: bytes | str) -> Key:
    """No credential is kept in memory in plain text."""
    text = credential.encode() if isinstance(credential, str) else credential
    return blake2b(kind.encode() + b" " + text, digest_size=16).digest()


def _known(key: Key, ask_database: Callable[[], Found], *, recalled: Callable[[], None] = lambda: None) -> Found:
    """Return whom the database knows by a credential; while it is away, whom it knew a few minutes before.

    Where the live index has noticed already that it is away, nobody waits for a connection that will not come.
    """
    if service.is_away() and (user := _seen.recall(key)) is not None:
        recalled()
        return user, None
    try:
        found = ask_database()
    except (OperationalError, InterfaceError):
        user = _seen.recall(key)
        if user is None:
            raise
        recalled()
        return user, None
    except AuthenticationFailed:
        _seen.forget(key)
        raise
    if found:
        _seen.note(key, found[0])
    else:
        _seen.forget(key)
    return found


class KnownToken(TokenAuthentication):  # type: ignore[misc]  # knox has no types
    """A token, as knox checks it; while the database is away, one that it knew a few minutes before."""

    def authenticate(self, request: Request) -> Found:
        header = get_authorization_header(request)
        if not header:
            return None
        return _known(_key("token", header), lambda: super(KnownToken, self).authenticate(request))


class KnownSession(SessionAuthentication):
    """A session; while the database is away, one that it knew a few minutes before."""

    def authenticate(self, request: Request) -> Found:
        cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if not cookie:
            return None
        return _known(
            _key("session", cookie),
            lambda: super(KnownSession, self).authenticate(request),
            recalled=lambda: self.enforce_csrf(request),
        )
