"""The short way to the question asked most: nearest, past the middleware, for callers whom the long way has just seen.

The first answer goes the long way, and its role and headers are remembered by everything in the request that could
change them. For a moment the same caller's plain questions are then answered from memory (`layers.api.nearest.direct`)
with those headers; whatever is not plain, wrong, or answered otherwise than by success goes the long way as ever.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.utils.text import compress_string

from layers.api.nearest.direct import nearest_directly
from layers.api.views import ROLE_OF_CALLER
from layers.live import service
from layers.rights import Role
from mapserver.callers import AWAY_S, MOST_CALLERS

log = logging.getLogger("onemap.express")

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

PREFIX = "/api/v1/nearest/"
TELLING = (
    "HTTP_HOST",
    "HTTP_AUTHORIZATION",
    "HTTP_COOKIE",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_X_FORWARDED_PROTO",
    "wsgi.url_scheme",
)
"""What of a request may change the role and the headers of a successful answer."""
CREDENTIALS = ("HTTP_AUTHORIZATION", "HTTP_COOKIE")
SIGNED_IN_S = 1.0
"""A revoked token, an ended session or a changed role holds no longer than this."""
ANYBODY_S = 60.0
GZIP_RANDOM_BYTES = 100
"""As Django's own middleware: the length of an answer should not tell what is in it."""


@dataclass(frozen=True)
class Caller:
    """What the long way said of a caller: the role, and the headers of an answer less its length."""

    role: Role | None
    headers: Headers
    compressed: bool
    until: float
    until_away: float

    def is_known(self, now: float) -> bool:
        return now < self.until or (now < self.until_away and service.is_away())


class Express:
    """The WSGI application around the ordinary one."""

    def __init__(self, ordinary: Application) -> None:
        self._ordinary = ordinary
        self._callers: dict[bytes, Caller] = {}
        # The interpreter lets one thread run at a time; taking turns spares it the changing between them.
        self._turn = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] != "GET":
            return self._ordinary(environ, start_response)
        key = blake2b(repr([environ.get(name) for name in TELLING]).encode(), digest_size=16).digest()
        caller = self._callers.get(key)
        if caller is not None and caller.is_known(time.monotonic()):
            with self._turn:
                body = _try_directly(path[len(PREFIX) :], environ["QUERY_STRING"], caller.role)
            if body is not None:
                return _answer(caller, body, start_response)
        return self._ordinary(environ, self._noting(key, environ, start_response))

    def _noting(self, key: bytes, environ: Environ, start_response: StartResponse) -> StartResponse:
        """Remember the caller as the answer begins, if it is a success that sets no cookie."""
        asked_at = time.monotonic()

        def note(status: str, headers: Headers, *rest: Any) -> Any:
            names = {name.lower() for name, _ in headers}
            if status.startswith("200 ") and ROLE_OF_CALLER in environ and "set-cookie" not in names:
                has_credentials = any(name in environ for name in CREDENTIALS)
                if len(self._callers) >= MOST_CALLERS:
                    self._callers.clear()
                self._callers[key] = Caller(
                    environ[ROLE_OF_CALLER],
                    [header for header in headers if header[0].lower() != "content-length"],
                    "content-encoding" in names,
                    asked_at + (SIGNED_IN_S if has_credentials else ANYBODY_S),
                    asked_at + AWAY_S,
                )
            return start_response(status, headers, *rest)

        return note


def _try_directly(layer_key: str, query: str, role: Role | None) -> bytes | None:
    try:
        return nearest_directly(layer_key, query, role)
    except Exception:  # a fault of ours; the long way answers all the same, or says so properly
        log.exception("nearest by the short way")
        return None


def _answer(caller: Caller, body: bytes, start_response: StartResponse) -> Iterable[bytes]:
    if caller.compressed:
        body = compress_string(body, max_random_bytes=GZIP_RANDOM_BYTES)
    start_response("200 OK", [*caller.headers, ("Content-Length", str(len(body)))])
    return (body,)
