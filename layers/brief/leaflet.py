"""Leaflet (BSD 2-Clause), which the front end's build brings along, as it goes into a page of its own."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

from layers.errors import MissingPartError
from layers.labels import L


@dataclass(frozen=True)
class Leaflet:
    script: str
    style: str


@cache
def leaflet() -> Leaflet:
    """Return Leaflet's script and style without a reference to any other file.

    Raises
    ------
    MissingPartError
        While the front end is not built.
    """
    script = re.sub(r"\n//# sourceMappingURL=.*", "", _read("leaflet.js"))
    style = re.sub(r"url\([^)]*\)", "none", _read("leaflet.css"))  # icons of controls that a brief does not have
    return Leaflet(script, style)


def _read(name: str) -> str:
    found = finders.find(f"leaflet/{name}")
    if not isinstance(found, str):
        raise MissingPartError(
            L("Briefs need the built front end; run script/setup.", "生成简报需要先构建前端，请运行 script/setup。")
        )
    return Path(found).read_text("utf-8")
