"""Files mapped into memory that are read once, from one end to the other."""

import mmap
from collections.abc import Iterator
from typing import Any

PART_BYTES = 16 << 20


def let_go(mapped: Any) -> None:
    """Let go of the pages that were read: they stay in the system's cache, but no longer count as this process's."""
    if isinstance(mapped, mmap.mmap):
        mapped.madvise(mmap.MADV_DONTNEED)


def in_passing(mapped: Any) -> Iterator[memoryview]:
    """Yield bytes part by part, each let go of before the next."""
    with memoryview(mapped) as view:
        for begin in range(0, len(view), PART_BYTES):
            yield view[begin : begin + PART_BYTES]
            let_go(mapped)
