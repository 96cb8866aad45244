"""/api/v1/session: who is signed in; signing in and out of the map."""

from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.middleware.csrf import get_token
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle

from layers.api.views import OpenView
from layers.errors import Fault, InvalidInputError, WrongPasswordError
from layers.labels import L, both
from layers.rights import ROLE_TITLES, role_of


class SignInThrottle(AnonRateThrottle):
    """Slows guessing of passwords down, per address."""

    scope = "sign-in"
    rate = "20/min"


@method_decorator(csrf_protect, name="dispatch")
class SessionView(OpenView):
    """GET says who is signed in; POST signs in with username and password; DELETE signs out."""

    responds = "Session"

    def get_throttles(self) -> list[Any]:
        return [SignInThrottle()] if self.request.method == "POST" else []

    def get(self, request: Request) -> Response:
        self.asked(request)
        return Response(_session(request))

    def post(self, request: Request) -> Response:
        """Sign in."""
        body = request.data if isinstance(request.data, dict) else {}
        missing = [
            name
            for name in ("username", "password")
            if not isinstance(body.get(name), str) or not 0 < len(body[name]) <= 200
        ]
        if missing:
            raise InvalidInputError(
                *(
                    Fault(L("{name} is missing.", "缺少 {name}。").format(name=name), pointer=f"/{name}")
                    for name in missing
                )
            )
        user = authenticate(request._request, username=body["username"], password=body["password"])
        if user is None:
            raise WrongPasswordError(L("The name or the password is wrong.", "用户名或密码不正确。"))
        login(request._request, user)
        request.user = user
        return Response(_session(request))

    def delete(self, request: Request) -> Response:
        """Sign out."""
        logout(request._request)
        request.user = request._request.user
        return Response(_session(request))


def _session(request: Request) -> dict[str, Any]:
    user, role = request.user, role_of(request.user)
    return {
        "user": {"username": user.get_username(), "display_name": user.get_full_name() or user.get_username()}
        if user.is_authenticated
        else None,
        "role": role.value if role else None,
        "role_title": both(ROLE_TITLES[role]) if role else None,
        "csrf": get_token(request._request),
    }
