"""The kinds of work that may take long, by name; the API's modules register theirs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from layers.errors import Fault, InvalidInputError
from layers.labels import L
from layers.rights import Role, Sensitivity
from layers.runs.progress import Progress

Question = Mapping[str, Any]


NAMES_APART = "/"


@dataclass(frozen=True)
class Rendered:
    """An answer that is no JSON document: a page, a table, a drawing."""

    body: bytes
    media_type: str
    file_name: str = ""
    """In plain letters; after `NAMES_APART`, where there is one, the same in any script."""


Document = Mapping[str, Any] | Rendered


@dataclass(frozen=True)
class Work:
    """A question that was understood: what to do, and what its answer depends on.

    The same question on data of the same versions must give the same document, whenever it is asked.
    """

    question: Question
    """What the answer depends on, in JSON's types."""
    answer: Callable[[Progress], Document]
    versions: Callable[[], Mapping[str, Any]]
    """What the answer depends on beside the question, as it is now, in JSON's types: the versions of the data, and
    whatever changes without them, by the clock above all."""
    estimate_s: float = 0.0
    """How long the answer is expected to take."""
    sensitivity: Sensitivity = Sensitivity.PUBLIC
    """Of the answer: what one must be allowed to read to see it."""


@dataclass(frozen=True)
class Kind:
    """A kind of work.

    `prepare` understands a question, the body of a POST with its layer, on behalf of a role; it raises what the
    endpoint would raise, and is quick.
    """

    name: str
    title: str
    prepare: Callable[[Question, Role | None], Work]


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; one of the same name is replaced."""
    _KINDS[kind.name] = kind
    return kind


def known_kinds() -> Mapping[str, Kind]:
    return _KINDS


def find_kind(name: object) -> Kind:
    """Return the kind of that name.

    Raises
    ------
    InvalidInputError
        There is none; the message names those there are.
    """
    if isinstance(name, str) and name in _KINDS:
        return _KINDS[name]
    known = ", ".join(sorted(_KINDS)) or str(L("none", "无"))
    detail = L("There is no such kind of work; there are: {known}.", "没有这种任务；现有：{known}。").format(
        known=known
    )
    raise InvalidInputError(Fault(detail, pointer="/kind"))
