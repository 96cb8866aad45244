"""The Content-Security-Policy header: pages load nothing from other hosts than the configured base maps'."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def content_security_policy(base_map_origins: Iterable[str]) -> str:
    """The policy for every page of ours; base maps are both images (raster) and fetches (MapLibre's worker)."""
    origins = " ".join(sorted(set(base_map_origins)))
    directives = {
        "default-src": "'self'",
        "script-src": "'self'",
        # Chart tooltips, the API page and the admin's map widget set inline styles; a style cannot run code.
        "style-src": "'self' 'unsafe-inline'",
        "img-src": f"'self' data: blob: {origins}",
        "connect-src": f"'self' {origins}",
        "worker-src": "'self' blob:",
        "font-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}".strip() for name, value in directives.items())


class ContentSecurityPolicyMiddleware:
    """Adds the policy to every answer that does not bring its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = content_security_policy(origin for base_map in settings.BASE_MAPS for origin in base_map.origins)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        return response
