"""Faults in a request's body, each with the JSON pointer (RFC 6901) of its place."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from layers.errors import Fault, InvalidInputError
from layers.labels import L


class Reader:
    """Collects faults while the parts of a body are read."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    @contextmanager
    def at(self, pointer: str) -> Iterator[None]:
        """Whatever is refused inside is wrong at `pointer`, or, where it has a pointer of its own, beneath it."""
        try:
            yield
        except InvalidInputError as error:
            for fault in error.faults:
                beneath = (fault.pointer or "").rstrip("/")
                self.faults.append(Fault(fault.detail, pointer=pointer + beneath))

    def no_others(self, value: Mapping[str, Any], known: Sequence[str], pointer: str) -> None:
        """Refuse keys that nothing reads."""
        listed = ", ".join(known)
        for key in [key for key in value if key not in known]:
            detail = L("There is no “{name}” here; there are: {known}.", "此处没有“{name}”；现有：{known}。")
            escaped = key[:40].replace("~", "~0").replace("/", "~1")
            self.faults.append(Fault(detail.format(name=key[:40], known=listed), pointer=f"{pointer}/{escaped}"))


def refused(detail: str, pointer: str = "") -> InvalidInputError:
    """Build the error for one fault; `Reader.at` puts the place where it is caught before `pointer`."""
    return InvalidInputError(Fault(detail, pointer=pointer))
