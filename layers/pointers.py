"""Faults in a document, each with the JSON pointer (RFC 6901) of its place."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from layers.errors import Fault, InvalidInputError
from layers.labels import L


class Reader:
    """Collects faults while the parts of a document are read."""

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

    @contextmanager
    def each_at(self, pointer: str) -> Iterator[None]:
        """Whatever is refused inside is wrong at the member of `pointer` that the fault's parameter names."""
        try:
            yield
        except InvalidInputError as error:
            self.faults.extend(Fault(one.detail, pointer=f"{pointer}/{one.parameter}") for one in error.faults)

    def refuse(self) -> None:
        """Raise what was collected, if anything."""
        if self.faults:
            raise InvalidInputError(*self.faults)

    def no_others(self, value: Mapping[str, Any], known: Sequence[str], pointer: str) -> None:
        """Refuse keys that nothing reads."""
        listed = ", ".join(known)
        for key in [key for key in value if key not in known]:
            detail = L("There is no “{name}” here; there are: {known}.", "此处没有“{name}”；现有：{known}。")
            self.faults.append(Fault(detail.format(name=key[:40], known=listed), pointer=f"{pointer}/{escaped(key)}"))


def refused(detail: str, pointer: str = "") -> InvalidInputError:
    """Build the error for one fault; `Reader.at` puts the place where it is caught before `pointer`."""
    return InvalidInputError(Fault(detail, pointer=pointer))


def escaped(key: str) -> str:
    """Return a key, which may be anything, as a part of a pointer."""
    return key[:40].replace("~", "~0").replace("/", "~1")
