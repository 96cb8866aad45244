"""The one map's page: one HTML file of the front end's build."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import ensure_csrf_cookie

NOT_BUILT = (
    "<!doctype html><meta charset=utf-8><title>OneMap</title><p>The map's page is not built yet. "
    "Run <code>script/setup</code>.<p>地图页面尚未构建，请运行 <code>script/setup</code>。"
)


@ensure_csrf_cookie
@cache_control(no_cache=True)
def one_map(request: HttpRequest) -> HttpResponse:
    """GET /"""
    index = settings.FRONTEND_DIST / "index.html"
    try:
        return HttpResponse(index.read_bytes())
    except FileNotFoundError:
        return HttpResponse(NOT_BUILT, status=503)


@cache_control(max_age=86400)
def root_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """The few files that browsers look for at the root."""
    path = settings.FRONTEND_DIST / name
    if not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"))
