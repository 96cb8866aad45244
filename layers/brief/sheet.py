"""What stands on a brief, before it is written: question, answer, map, tables, age."""

from dataclasses import dataclass
from typing import NamedTuple

from layers.brief import words
from layers.brief.drawing import Drawing
from layers.brief.marks import Look
from layers.labels import L


class Fact(NamedTuple):
    """One line of the question: what it is about, and what was asked."""

    label: str
    text: str


class Figure(NamedTuple):
    """One number to be seen from the back of the room."""

    number: str
    text: str
    under: str = ""
    color: str = "#15202b"
    part: float | None = None
    """Of the bar beneath, from 0 to 1."""


class Cell(NamedTuple):
    """A table's cell, its text perhaps of several lines, with smaller print under it.

    `kind` is some of ``figure``, ``firm`` (no line breaks) and ``doubtful``, `look` the mark that carries the text.
    """

    text: str
    under: str = ""
    kind: str = ""
    look: Look | None = None


class Column(NamedTuple):
    heading: str
    kind: str = ""


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


class LegendEntry(NamedTuple):
    """`look` for a kind of resource, else `sign`: ``origin``, ``road``, ``straight``, ``avoided`` or ``border``."""

    text: str
    sign: str = ""
    look: Look | None = None


@dataclass(frozen=True)
class Age:
    """How fresh the answer is, as its document says."""

    as_of: str
    data_version: str
    source: str
    degraded: bool = False
    age_s: float = 0.0

    @property
    def text(self) -> str:
        sources = {"live": L("from memory", "内存应答"), "database": L("from the database", "数据库应答")}
        return L(
            "as of {moment} · data version {version} · {source}", "截至 {moment} · 数据版本 {version} · {source}"
        ).format(
            moment=words.moment(self.as_of), version=self.data_version, source=sources.get(self.source, self.source)
        )


@dataclass(frozen=True)
class Sheet:
    """All that a brief says, in the current language."""

    title: str
    kind: str
    """What sort of answer it is."""
    facts: tuple[Fact, ...]
    answer: str
    warnings: tuple[str, ...]
    drawing: Drawing
    legend: tuple[LegendEntry, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    age: Age
    demo: bool
    again: str
    """The address, or the command, that asks the question again."""

    @property
    def looks(self) -> list[Look]:
        """Every look there is on the sheet, each once."""
        pins = [pin.look for pin in self.drawing.pins]
        cells = [cell.look for table in self.tables for row in table.rows for cell in row]
        found = {look for look in (*pins, *cells, *(entry.look for entry in self.legend)) if look}
        return sorted(found, key=lambda look: look.symbol)
