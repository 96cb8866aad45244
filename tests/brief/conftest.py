"""Callers of every role, and briefs taken apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from django.conf import settings

from tests.api.conftest import as_role

__all__ = ["as_role"]

HOSTILE = "<script>alert('x')</script> `${alert(1)}` \\u003c/script>"
"""A name that tries every place where text stands in a brief: HTML, attributes, JavaScript strings and templates."""


@pytest.fixture(autouse=True)
def leaflet_is_built() -> None:
    built = settings.FRONTEND_DIST / "leaflet" / "leaflet.js"
    assert built.exists(), "The page is not built: run script/setup, or `npm ci && npm run build` in frontend/."


REFERRING = ("src", "href", "xlink:href", "action", "formaction", "data", "srcset", "poster", "background")


@dataclass
class TakenApart(HTMLParser):
    """What a brief's HTML holds: its text, its tables row by row, its scripts, and all that it refers to."""

    html: str
    texts: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()
        self.within: list[str] = []
        self.feed(self.html)

    def handle_startendtag(self, tag, attrs):
        self.note(tag, dict(attrs))

    def handle_starttag(self, tag, attrs):
        self.note(tag, dict(attrs))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "script":
            self.scripts.append("")
        if tag not in ("meta", "input"):
            self.within.append(tag)

    def note(self, tag, values):
        self.references += [values[name] for name in REFERRING if values.get(name)]
        self.styles += [values["style"]] if values.get("style") else []
        if tag == "meta" and "http-equiv" in values:
            self.metas[values["http-equiv"]] = values["content"]

    def handle_endtag(self, tag):
        while self.within.pop() != tag:
            pass

    def handle_data(self, data):
        where = self.within[-1] if self.within else ""
        if where == "script":
            self.scripts[-1] += data
        elif where == "style":
            self.styles.append(data)
        else:
            self.texts.append(data)
            if {"td", "th"} & set(self.within):
                self.rows[-1][-1] += data + "\n"

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.fixture
def brief_of():
    """``brief_of(response)`` → the parts of a brief, once it is sure that it is one."""

    def take(response):
        assert response.status_code == 200, response.content.decode()
        assert response["Content-Type"] == "text/html; charset=utf-8"
        return TakenApart(response.content.decode())

    return take
