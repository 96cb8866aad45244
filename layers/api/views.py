"""What the endpoints of one layer share: the catalog entry, the caller's role, and the layer's rights."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.views import APIView

from layers.api.reading import Asked, read
from layers.catalog import Layer
from layers.errors import NotAllowedError, NotSignedInError
from layers.filters import Parameter
from layers.labels import L
from layers.rights import Role, require_reach, role_of

ROLE_OF_CALLER = "onemap.role"
"""Where a request's environment says, once it is known, which role its caller has."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class OpenView(APIView):
    """An endpoint that anyone may call; what it answers depends on the caller's role."""

    permission_classes = ()
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    responds: ClassVar[str] = ""
    """The schema component of the answer."""
    media_type: ClassVar[str] = "application/json"
    other_media_types: ClassVar[tuple[str, ...]] = ()
    may_run: ClassVar[bool] = False
    """Whether the answer may be a run, because it takes long (`layers.api.runs.answer_or_run`)."""
    more_errors: ClassVar[tuple[int, ...]] = ()
    """What it may answer beside the usual, for the schema."""

    @property
    def role(self) -> Role | None:
        return role_of(self.request.user)

    def asked(self, request: Request) -> Asked:
        return read(request.query_params, self.parameters)


class LayerView(OpenView):
    """An endpoint of one layer; nobody gets past `initial` who may not read (or, to write, change) the layer."""

    layer: Layer = None  # type: ignore[assignment]
    filtered: ClassVar[bool] = True
    writes: ClassVar[frozenset[str]] = frozenset()
    """The methods that change the register."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        request._request.META[ROLE_OF_CALLER] = self.role
        require_reach(self.role, self.layer.sensitivity, self.layer.title)
        if request.method in self.writes:
            require_writer(self.layer, self.role)

    def asked(self, request: Request) -> Asked:
        return read(request.query_params, self.parameters, self.layer if self.filtered else None, self.role)


def require_writer(layer: Layer, role: Role | None) -> None:
    """Raise unless the role may change the layer."""
    if role is None:
        raise NotSignedInError(layer.title)
    if not layer.writable_by(role):
        raise NotAllowedError(
            L("Your role may not change {layer}.", "您的角色无权修改{layer}。").format(layer=layer.title)
        )
