"""The domain as a Django app; after every migrate the database's own functions and the roles are brought up to date."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from layers.labels import L


class LayersConfig(AppConfig):
    name = "layers"
    verbose_name = L("Emergency resources", "应急资源")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(_bring_database_up_to_date, sender=self)


def _bring_database_up_to_date(plan: Any = None, **_: Any) -> None:
    """After ``migrate``, whatever it found to do; a ``flush``, which has no plan, leaves triggers as they are."""
    from layers import catalog, sql
    from layers.models import Item
    from layers.rights import ensure_roles

    if plan is not None:
        sql.install([("items", Item), *((layer.key, layer.model) for layer in catalog.layers())])
    ensure_roles()
