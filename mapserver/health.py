"""For watchers: is the process alive, and what can it answer?"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from layers.live import service
from mapserver.problem import RETRY_AFTER_S


@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """GET /healthz: the process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """GET /readyz: what of the server is ready; 503 while the database is away, even where memory still answers."""
    live = service.report()
    from_memory = live is not None and live["state"] != "loading"
    postgis = _postgis_version()
    if postgis is None:
        answers = ["nearest", "within"] if from_memory else []
        document = {"status": "degraded", "database": "away", "live": live, "answers": answers}
        return JsonResponse(document, status=503, headers={"Retry-After": str(RETRY_AFTER_S)})
    return JsonResponse({"status": "ok", "database": "ok", "postgis": postgis, "live": live, "answers": ["everything"]})


def _postgis_version() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT postgis_lib_version()")
            (version,) = cursor.fetchone()
    except DatabaseError:
        connection.close()
        return None
    return str(version)
