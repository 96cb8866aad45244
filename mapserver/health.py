"""For watchers: is the process alive, and can it answer?"""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """GET /healthz: the process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """GET /readyz: the database answers too; 503 while it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT postgis_lib_version()")
            (postgis,) = cursor.fetchone()
    except DatabaseError:
        connection.close()
        return JsonResponse({"status": "degraded", "database": "away"}, status=503, headers={"Retry-After": "5"})
    return JsonResponse({"status": "ok", "database": "ok", "postgis": postgis})
