"""The Django project as an app: its checks and its commands."""

from __future__ import annotations

from django.apps import AppConfig


class MapserverConfig(AppConfig):
    name = "mapserver"
    verbose_name = "OneMap"

    def ready(self) -> None:
        from mapserver import checks  # noqa: F401  (registers itself; needs the settings)
