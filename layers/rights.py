"""Who may see and change what. The catalog gives each layer and field a sensitivity; roles reach so far.

Roles are Django groups of the same name; a user's role is the highest of them.
"""

from enum import IntEnum, StrEnum

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin

from layers.errors import NotAllowedError, NotSignedInError
from layers.labels import L


class Role(StrEnum):
    """Roles from the least to the most entrusted."""

    VIEWER = "viewer"
    PLANNER = "planner"
    COMMANDER = "commander"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


ROLE_TITLES = {
    Role.VIEWER: L("Viewer", "查看"),
    Role.PLANNER: L("Planner", "规划"),
    Role.COMMANDER: L("Commander", "指挥"),
    Role.EDITOR: L("Editor", "编辑"),
    Role.ADMINISTRATOR: L("Administrator", "管理员"),
}


class Sensitivity(IntEnum):
    """How far a layer or field may travel."""

    PUBLIC = 0
    """Anyone, without signing in."""
    INTERNAL = 1
    """Anyone with a role."""
    RESTRICTED = 2
    """Those who act on it: commanders, editors, administrators. Names and phones of people."""


_RESTRICTED_READERS = frozenset({Role.COMMANDER, Role.EDITOR, Role.ADMINISTRATOR})
EDITORS = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
COMMANDERS_AND_EDITORS = EDITORS | {Role.COMMANDER}
PLANNERS = COMMANDERS_AND_EDITORS | {Role.PLANNER}
"""Who may keep scenarios: everyone with a role but to view."""


def reach_of(role: Role | None) -> Sensitivity:
    """Return the highest sensitivity that `role` (None: not signed in) may read."""
    if role is None:
        return Sensitivity.PUBLIC
    return Sensitivity.RESTRICTED if role in _RESTRICTED_READERS else Sensitivity.INTERNAL


def require_reach(role: Role | None, sensitivity: Sensitivity, what: str) -> None:
    """Raise unless the role may read what is so sensitive."""
    if reach_of(role) >= sensitivity:
        return
    if role is None:
        raise NotSignedInError(what)
    raise NotAllowedError(L("Your role may not see {what}.", "您的角色无权查看{what}。").format(what=what))


def role_of(user: AbstractBaseUser | AnonymousUser | None) -> Role | None:
    """Return the user's highest role; None for nobody, or for a user in no role's group."""
    if not isinstance(user, PermissionsMixin) or not user.is_authenticated:
        return None
    if user.is_superuser:
        return Role.ADMINISTRATOR
    known = vars(user)  # kept on the user, who lives as long as the request
    if "_onemap_role" not in known:
        names = set(user.groups.values_list("name", flat=True))
        known["_onemap_role"] = next((role for role in reversed(Role) if role.value in names), None)
    role: Role | None = known["_onemap_role"]
    return role


def ensure_roles() -> None:
    """Create the groups that roles are."""
    from django.contrib.auth.models import Group

    for role in Role:
        Group.objects.get_or_create(name=role.value)
