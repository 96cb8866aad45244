"""Who may open and change what in the admin: the catalog's rights."""

from typing import Any

from django.http import HttpRequest

from layers.rights import EDITORS, Role, role_of


class CatalogRights:
    """Whoever may write the layer may open and change it here; nobody else may."""

    writers: frozenset[Role] = EDITORS

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request)

    def _may(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_staff", False)) and role_of(request.user) in self.writers
