"""What one process keeps of coverage: so a slider that moves a radius only compares numbers it has already."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

import numpy as np

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by key, as many bytes as allowed; what was asked for last stays longest. May be made twice at once."""

    def __init__(self, most_bytes: int, size: Callable[[T], int]) -> None:
        self._most, self._size = most_bytes, size
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept for the key, made now if there is nothing."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            if key not in self._values and self._size(value) <= self._most:
                self._values[key] = value
                self._bytes += self._size(value)
            while self._bytes > self._most:
                self._bytes -= self._size(self._values.popitem(last=False)[1])
        return value

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._values

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self._bytes = 0


def digest(*columns: Any) -> str:
    """Return a short name of the contents of columns of numbers."""
    state = hashlib.sha256()
    for column in columns:
        state.update(np.ascontiguousarray(column).tobytes())
        state.update(b"|")
    return state.hexdigest()
