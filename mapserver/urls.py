"""Every address of the server: the page, the API, the tiles, the admin, and the watchers' questions."""

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from mapserver import health, page

urlpatterns = [
    path("", page.one_map),
    path("", include("layers.api.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema")),
    path("admin/", admin.site.urls),
    path("healthz", health.alive),
    path("readyz", health.ready),
    re_path(r"^(?P<name>favicon\.(?:ico|svg)|robots\.txt)$", page.root_file),
]

handler400 = "mapserver.problem.bad_request"
handler403 = "mapserver.problem.forbidden"
handler404 = "mapserver.problem.not_found"
handler500 = "mapserver.problem.server_error"
