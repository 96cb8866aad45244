"""One asking of one question: its key, and its answer, made once and then taken from what is kept."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.utils import timezone
from rest_framework.renderers import JSONRenderer

from layers.models import KeptAnswer
from layers.rights import Role, reach_of
from layers.runs.kept import find_kept, keep, unkept
from layers.runs.kinds import Document, Kind, Question, Rendered, Work
from layers.runs.progress import Progress

KEEP_FROM_S = 0.05
"""An answer that is made faster is not worth keeping."""
LAYOUT = 2
"""Raised when the same question gives another document than before."""


@dataclass(frozen=True)
class Asking:
    """A question of a kind, asked by a role in a language."""

    kind: Kind
    question: Question
    role: Role | None
    language: str
    understood: Work | None = None
    """The question's work, where it was understood already."""

    @cached_property
    def work(self) -> Work:
        return self.understood or self.kind.prepare(self.question, self.role)

    @cached_property
    def versions(self) -> Mapping[str, Any]:
        """Of the data, when it was asked."""
        return self._versions_now()

    def _versions_now(self) -> Mapping[str, Any]:
        """With the day: areas, stock and rows of tables come into force and go out of it by the day."""
        return {**self.work.versions(), "day": timezone.localdate().isoformat()}

    @property
    def key(self) -> str:
        """Two askings of the same key have the same answer."""
        asked = [LAYOUT, self.kind.name, self.work.question, self.versions]
        return sha256(canonical([*asked, int(reach_of(self.role)), self.language])).hexdigest()

    def kept(self) -> KeptAnswer | None:
        """Return the answer where it is kept."""
        return find_kept(self.key)

    def answer(self, progress: Progress | None = None, *, must_keep: bool = False) -> KeptAnswer:
        """Return the answer, from what is kept or made now.

        Parameters
        ----------
        must_keep
            Whether to keep it whatever it cost.

        Raises
        ------
        RunEndedError
            As `progress` does.
        OneMapError
            As the work does.

        Notes
        -----
        Threads of one process that ask the same wait for the first; processes that make it at the same time all give
        the bytes of the one that was kept first. What is made while the data change is kept for its own run alone.
        """
        key = self.key
        with _alone(key):
            if kept := find_kept(key):
                return kept
            began = time.perf_counter()
            progress = progress or Progress()
            rendered = as_bytes(self.work.answer(progress))
            progress.finish()
            took_s = time.perf_counter() - began
            if self._versions_now() != self.versions:
                key = sha256(f"{key} {time.time_ns()}".encode()).hexdigest()
                worth_it = must_keep
            else:
                worth_it = must_keep or took_s >= KEEP_FROM_S
            return keep(key, rendered, took_s) if worth_it else unkept(key, rendered, took_s)


def canonical(value: Any) -> bytes:
    """Return JSON values as bytes that are the same for equal values, whatever the order of their members."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def as_bytes(document: Document) -> Rendered:
    if isinstance(document, Rendered):
        return document
    return Rendered(JSONRenderer().render(document), "application/json")


_working: dict[str, tuple[threading.Lock, int]] = {}
_guard = threading.Lock()


@contextmanager
def _alone(key: str) -> Iterator[None]:
    """Be the only thread of this process that works on a key."""
    with _guard:
        lock, users = _working.get(key, (threading.Lock(), 0))
        _working[key] = lock, users + 1
    try:
        with lock:
            yield
    finally:
        with _guard:
            lock, users = _working[key]
            if users == 1:
                del _working[key]
            else:
                _working[key] = lock, users - 1
