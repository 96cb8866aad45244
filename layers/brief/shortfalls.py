"""What stays short of a need, and the nearest that could bring it if the deadline were not."""

from collections.abc import Iterator

from layers.brief import words
from layers.brief.asking import Document
from layers.brief.known import item_texts
from layers.brief.sheet import Cell, Column, Table
from layers.labels import L


def short_table(document: Document) -> Iterator[Table]:
    """Yield the table of what is missing, where anything is."""
    if not document["short"]:
        return
    columns = (
        Column(L("still short", "缺口")),
        Column(L("missing", "尚缺"), "figure"),
        Column(L("nearest source, whatever the deadline", "时限外最近来源")),
        Column(L("has", "可用"), "figure"),
        Column(L("arrives in", "到达"), "figure"),
    )
    texts = item_texts(one["item"] for one in document["short"])
    rows = tuple(_short_row(one, *texts[one["item"]]) for one in document["short"])
    yield Table(L("Still missing", "尚缺"), columns, rows)


def _short_row(one: Document, name: str, unit: str) -> tuple[Cell, ...]:
    missing = Cell(f"{words.number(one['quantity_short'])} {unit}".rstrip(), kind="figure")
    source = one["nearest_source"]
    if source is None:
        return (Cell(name), missing, Cell(L("none anywhere", "没有其他来源")), Cell("–"), Cell("–"))
    return (
        Cell(name),
        missing,
        Cell(words.name_of(source["depot"]), f"{source['depot']['code']} · {words.distance(source['distance_m'])}"),
        Cell(f"{words.number(source['available'])} {unit}".rstrip(), kind="figure"),
        Cell(words.duration(source["arrive_s"]), words.basis(source["basis"]), "figure"),
    )
