"""What can go wrong, in the domain's words. `mapserver.problem` alone knows how each becomes HTTP."""

from collections.abc import Sequence
from dataclasses import dataclass

from layers.labels import L


class OneMapError(Exception):
    """A fault that the person asking can understand; its text is a sentence for them."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input: in a query ``parameter`` or at a JSON ``pointer`` of the body."""

    detail: str
    parameter: str | None = None
    pointer: str | None = None


class InvalidInputError(OneMapError):
    """The question cannot be understood; carries every fault found, each with its place."""

    def __init__(self, *faults: Fault) -> None:
        self.faults: Sequence[Fault] = faults
        super().__init__(" ".join(str(fault.detail) for fault in faults))


class TooBroadError(InvalidInputError):
    """The question is understood but asks for more than one answer may hold."""


class UnknownLayerError(OneMapError):
    """No layer of that name is in the catalog."""


class UnknownFeatureError(OneMapError):
    """No resource or area of that id or code."""


class NotSignedInError(OneMapError):
    """Only people with a role may ask this, and nobody is signed in."""

    def __init__(self, what: str) -> None:
        super().__init__(L("Sign in to see {what}.", "请登录后查看{what}。").format(what=what))


class NotAllowedError(OneMapError):
    """Signed in, but the role does not reach this far."""


class ConflictError(OneMapError):
    """The change contradicts what is already stored."""


class TooManyRunsError(OneMapError):
    """The caller has as much long work unfinished as may be; `wait_s` says when to ask again."""

    def __init__(self, sentence: str, *, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__(sentence)


def invalid(parameter: str, detail: str) -> InvalidInputError:
    """Build the error for a single bad parameter."""
    return InvalidInputError(Fault(detail, parameter=parameter))


class MissingPartError(OneMapError):
    """Something that the installation should have brought along is not there."""


class WrongPasswordError(OneMapError):
    """Nobody has this name and password."""
