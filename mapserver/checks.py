"""Django system checks: what is wrong with this installation, with an id and what to do about it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register()
def check_front_end(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The map page must have been built."""
    if (settings.FRONTEND_DIST / "index.html").is_file():
        return []
    return [Warning("The map page is not built.", hint="Run script/setup.", id="mapserver.W001")]


@register()
def check_https(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A server that answers to other names than loopback should be behind HTTPS."""
    public = set(settings.ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]"}
    if not public or settings.HTTPS or settings.DEBUG:
        return []
    return [
        Warning(
            "Sign-ins travel unprotected: ONEMAP_ALLOWED_HOSTS names other hosts, ONEMAP_HTTPS is off.",
            hint="Put the server behind a proxy that speaks HTTPS and set ONEMAP_HTTPS=true.",
            id="mapserver.W002",
        )
    ]
