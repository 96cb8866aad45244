"""The version: the newest numbered heading of CHANGELOG.md, its single source."""

from __future__ import annotations

import re
from pathlib import Path

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"


def read_version(changelog: Path = CHANGELOG) -> str:
    """The ``x.y.z`` of the first ``## [x.y.z]`` heading, or ``0.0.0`` where there is none."""
    try:
        heading = re.search(r"^## \[(\d+\.\d+\.\d+[^\]]*)\]", changelog.read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        return "0.0.0"
    return heading[1] if heading else "0.0.0"


__version__ = read_version()
