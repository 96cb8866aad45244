"""The one place where errors become HTTP: RFC 9457 problem documents, for the API, plain views, 404 and 500."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions as drf

from layers import errors
from layers.labels import L

log = logging.getLogger("onemap.problem")

PROBLEM_JSON = "application/problem+json"
RETRY_AFTER_S = 5

# class → (type, title, status); the first that fits decides, so the narrower stand first.
TABLE: tuple[tuple[type[Exception], str, str, int], ...] = (
    (errors.TooBroadError, "too-broad", L("Too much asked at once", "请求范围过大"), 400),
    (errors.InvalidInputError, "invalid-input", L("Invalid input", "输入无效"), 400),
    (errors.UnknownLayerError, "unknown-layer", L("No such layer", "没有该图层"), 404),
    (errors.UnknownFeatureError, "not-found", L("Not found", "未找到"), 404),
    (errors.NotSignedInError, "sign-in-needed", L("Sign in first", "请先登录"), 401),
    (errors.WrongPasswordError, "wrong-password", L("Not signed in", "登录失败"), 401),
    (errors.NotAllowedError, "not-allowed", L("Not allowed", "没有权限"), 403),
    (errors.ConflictError, "conflict", L("Conflict", "数据冲突"), 409),
    (errors.TooManyRunsError, "too-many-requests", L("Too many requests", "请求过于频繁"), 429),
    (errors.MissingPartError, "missing-part", L("Not fully installed", "安装不完整"), 503),
    (drf.NotAuthenticated, "sign-in-needed", L("Sign in first", "请先登录"), 401),
    (drf.AuthenticationFailed, "bad-token", L("Not signed in", "登录失败"), 401),
    (drf.PermissionDenied, "not-allowed", L("Not allowed", "没有权限"), 403),
    (PermissionDenied, "not-allowed", L("Not allowed", "没有权限"), 403),
    (drf.MethodNotAllowed, "method-not-allowed", L("Method not allowed", "不支持该方法"), 405),
    (drf.NotAcceptable, "not-acceptable", L("Format not available", "不支持该格式"), 406),
    (drf.UnsupportedMediaType, "unsupported-media-type", L("Body format not understood", "不支持的请求格式"), 415),
    (drf.Throttled, "too-many-requests", L("Too many requests", "请求过于频繁"), 429),
    (drf.ParseError, "malformed-body", L("Malformed body", "请求体格式错误"), 400),
    (drf.ValidationError, "invalid-input", L("Invalid input", "输入无效"), 400),
    (SuspiciousOperation, "bad-request", L("Bad request", "错误的请求"), 400),
    (Http404, "not-found", L("Not found", "未找到"), 404),
    (drf.NotFound, "not-found", L("Not found", "未找到"), 404),
)
AWAY = ("database-away", L("Database not reachable", "数据库暂不可用"), 503)
TIMED_OUT = ("timed-out", L("Took too long", "查询超时"), 503)
BUG = ("internal-error", L("Something went wrong here", "服务器内部错误"), 500)


def problem(
    slug: str,
    title: str,
    status: int,
    detail: str = "",
    *,
    faults: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """Build a problem document."""
    body: dict[str, Any] = {"type": f"/problems/{slug}", "title": str(title), "status": status}
    if detail:
        body["detail"] = str(detail)
    if faults:
        body["errors"] = list(faults)
    response = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = PROBLEM_JSON
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="OneMap"'
    if status == 503:
        response["Retry-After"] = str(RETRY_AFTER_S)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def problem_of(error: BaseException) -> JsonResponse:
    """Return the problem document of any exception; what is not known is our bug and stays unexplained."""
    for kind, slug, title, status in TABLE:
        if isinstance(error, kind):
            return problem(slug, title, status, _detail(error), faults=_faults(error), headers=_headers(error))
    if isinstance(error, OperationalError | InterfaceError | DatabaseError):
        if getattr(error.__cause__, "pgcode", None) == "57014":  # query_canceled: the statement timeout
            return problem(
                *TIMED_OUT,
                L("The question took too long; narrow it and ask again.", "查询耗时过长，请缩小范围后重试。"),
            )
        if isinstance(error, OperationalError | InterfaceError):
            log.warning("database: %s", str(error).strip().replace("\n", " "))
            return problem(
                *AWAY,
                L("The database does not answer just now; try again shortly.", "数据库暂时没有响应，请稍后重试。"),
            )
    log.error("unexpected %s", type(error).__name__, exc_info=error)
    return problem(*BUG, L("The fault is ours and has been logged.", "这是系统的问题，已记录。"))


def _detail(error: BaseException) -> str:
    if isinstance(error, Http404):
        return L("There is nothing at this address.", "该地址下没有内容。")
    if isinstance(error, drf.ValidationError):
        return " ".join(fault["detail"] for fault in _faults(error))
    if isinstance(error, drf.APIException):
        return str(error.detail)
    return str(error)


def _faults(error: BaseException) -> list[dict[str, str]]:
    if isinstance(error, errors.InvalidInputError):
        return [
            {
                name: str(value)
                for name, value in (
                    ("detail", fault.detail),
                    ("parameter", fault.parameter),
                    ("pointer", fault.pointer),
                )
                if value is not None
            }
            for fault in error.faults
        ]
    if isinstance(error, drf.ValidationError):
        return list(_flatten(error.detail, ""))
    return []


def _flatten(detail: Any, pointer: str) -> list[dict[str, str]]:
    """DRF's nested errors as a flat list, each with the JSON pointer of its place."""
    if isinstance(detail, dict):
        return [
            fault
            for key, value in detail.items()
            for fault in _flatten(value, pointer if key == "non_field_errors" else f"{pointer}/{key}")
        ]
    if isinstance(detail, list):
        nested = any(isinstance(one, dict | list) for one in detail)
        return [
            fault
            for index, value in enumerate(detail)
            for fault in _flatten(value, f"{pointer}/{index}" if nested else pointer)
        ]
    name = pointer.rsplit("/", 1)[-1]
    return [{"detail": f"{name}: {detail}" if name else str(detail), "pointer": pointer or "/"}]


def _headers(error: BaseException) -> dict[str, str]:
    wait_s = getattr(error, "wait", None) if isinstance(error, drf.Throttled) else None
    if isinstance(error, errors.TooManyRunsError):
        wait_s = error.wait_s
    return {"Retry-After": str(int(wait_s) + 1)} if wait_s is not None else {}


def exception_handler(error: Exception, context: Mapping[str, Any]) -> JsonResponse:
    """DRF's hook. A transaction that the request had open is rolled back by its own context manager."""
    response = problem_of(error)
    if isinstance(error, drf.MethodNotAllowed) and context.get("view") is not None:
        response["Allow"] = ", ".join(context["view"].allowed_methods)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    return problem_of(exception if isinstance(exception, SuspiciousOperation) else SuspiciousOperation())


def forbidden(request: HttpRequest, exception: Exception) -> JsonResponse:
    return problem_of(exception)


def not_found(request: HttpRequest, exception: Exception) -> JsonResponse:
    return problem_of(exception)


def server_error(request: HttpRequest) -> JsonResponse:
    import sys

    return problem_of(sys.exc_info()[1] or RuntimeError("unknown"))


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    return problem(
        "csrf",
        L("The page is out of date", "页面已过期"),
        403,
        L("Load the page again and repeat what you did.", "请刷新页面后重试。"),
    )
