"""The brief of a fill answer: who gives what, by when, and what stays short."""

from collections.abc import Iterator, Mapping
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from layers.brief import words
from layers.brief.asking import Document, limit_facts, need_text, place_facts
from layers.brief.drawing import Drawing, Line, Pin, straight_line
from layers.brief.known import depots_are_demo, item_texts
from layers.brief.marks import look_of
from layers.brief.nearest import age_of, line_legend, warnings
from layers.brief.reasons import counts_text
from layers.brief.sheet import Cell, Column, Fact, LegendEntry, Sheet, Table
from layers.brief.shortfalls import short_table
from layers.catalog import DEPOTS
from layers.geo import LonLat
from layers.labels import L
from layers.queries.fill.need import REASONS, Choice

DEPOT = look_of(DEPOTS, {})
MOST_NAMED = 4
"""Items named in the answer; the table has them all."""


def fill_sheet(document: Document, *, title: str = "", again: str) -> Sheet:
    """Return the sheet of a fill document (`layers.api.supply.fill.fill_document`)."""
    query = document["query"]
    numbers = _numbers(document["parts"])
    kind = L("Filling a need from several depots", "多库联合调拨方案")
    drawing = _drawing(document, numbers)
    return Sheet(
        title=title or kind,
        kind=kind if title else L("Brief", "简报"),
        facts=(*place_facts(query), *_need(query), *limit_facts(_limits(document)), *_choice(query)),
        answer=_answer(document),
        warnings=tuple(warnings(document)),
        drawing=drawing,
        legend=(
            LegendEntry(L("where it is needed", "需求地点"), "origin"),
            LegendEntry(str(DEPOTS.title), look=DEPOT),
            *line_legend(drawing),
        ),
        tables=(*short_table(document), *_parts_table(document, numbers)),
        notes=tuple(_notes(document)),
        age=age_of(document),
        demo=depots_are_demo(numbers),
        again=again,
    )


def _numbers(parts: list[Document]) -> dict[str, int]:
    """Depots are numbered in the order in which their parts arrive."""
    codes = dict.fromkeys(part["depot"]["code"] for part in parts)
    return {code: number for number, code in enumerate(codes, start=1)}


def _need(query: Document) -> Iterator[Fact]:
    texts = item_texts(one["item"] for one in query["items"])
    needs = [need_text(*texts[one["item"]], one["quantity"]) for one in query["items"]]
    yield Fact(L("Need", "需要"), words.listed(needs))


def _limits(document: Document) -> Document:
    """The question's limits; by road alone the planning speed plays no part."""
    query = document["query"]
    return {**query, "vehicle": query["vehicle"]["key"]} if document.get("basis") == "road" else query


def _choice(query: Document) -> Iterator[Fact]:
    yield Fact(L("Chosen by", "选择方式"), str(Choice(query["choose"]).label))
    if not query["keep_minimum"]:
        yield Fact(L("Minimum stock", "库存下限"), L("may be used", "可动用"))
    if not query["usable_only"]:
        yield Fact(L("Depots", "储备库"), L("of any state", "不限状态"))


def _answer(document: Document) -> str:
    whole = _whole(document)
    if not document["parts"]:
        return whole
    last = L(
        "The last part arrives in {duration}, at {clock} ({basis}).", "最后一批{duration}后到（{clock}，{basis}）。"
    )
    text = last.format(
        duration=words.duration(document["complete_s"]),
        clock=words.clock(document["complete_at"], document["as_of"]),
        basis=words.basis(document.get("basis") or document["parts"][0].get("basis")),
    )
    return words.sentences(whole, text)


def _whole(document: Document) -> str:
    """Who brings what part of it all."""
    n = document["depots"]
    depots = L("{n} depots", "{n} 个储备库").format(n=n) if n > 1 else L("one depot", "1 个储备库")
    if document["complete"]:
        return L("All of it comes from {depots}.", "由 {depots}全部满足。").format(depots=depots)
    texts = item_texts(one["item"] for one in document["short"])
    missing = [need_text(*texts[one["item"]], one["quantity_short"]) for one in document["short"]]
    listed = words.listed(missing[:MOST_NAMED]) + (" …" if len(missing) > MOST_NAMED else "")
    if not document["parts"]:
        return L("Nothing of it can be there in time: {missing}.", "时限内无库可调：{missing}。").format(missing=listed)
    return L("Still missing: {missing}. The rest comes from {depots}.", "尚缺{missing}；其余由 {depots}调出。").format(
        missing=listed, depots=depots
    )


def _drawing(document: Document, numbers: Mapping[str, int]) -> Drawing:
    query = document["query"]
    origin = LonLat(query["lon"], query["lat"])
    pins: dict[str, Pin] = {}
    lines: dict[str, Line] = {}
    for part in document["parts"]:
        depot = part["depot"]
        straight = straight_line((origin.lon, origin.lat), (depot["lon"], depot["lat"]))
        pins[depot["code"]] = Pin(straight.places[-1], numbers[depot["code"]], DEPOT, words.name_of(depot))
        route = part.get("route")
        road = Line(tuple((lon, lat) for lon, lat, *_ in route["coordinates"]), road=True) if route else None
        lines[depot["code"]] = road or straight
    return Drawing(origin, tuple(pins.values()), tuple(lines.values()), _avoided(query))


def _avoided(query: Document) -> tuple[BaseGeometry, ...]:
    return (shapely.geometry.shape(query["avoid"]),) if query.get("avoid") else ()


def _parts_table(document: Document, numbers: Mapping[str, int]) -> Iterator[Table]:
    if not document["parts"]:
        return
    columns = (
        Column("#"),
        Column(L("depot", "储备库")),
        Column(L("gives", "调出")),
        Column(L("distance", "距离"), "figure"),
        Column(L("leaves", "出发"), "figure"),
        Column(L("arrives", "到达"), "figure"),
    )
    by_depot: dict[str, list[Document]] = {}
    for part in document["parts"]:
        by_depot.setdefault(part["depot"]["code"], []).append(part)
    rows = tuple(_depot_row(parts, numbers[code], document["as_of"]) for code, parts in by_depot.items())
    yield Table(L("Who gives what", "调拨明细"), columns, rows, counts_text(document, REASONS))


def _depot_row(parts: list[Document], number: int, begins: str) -> tuple[Cell, ...]:
    """All that one depot gives; it leaves and arrives together."""
    first, depot = parts[0], parts[0]["depot"]
    goods = [f"{part['item_name'][words.language()]} {_amount(part['quantity'], part['unit'])}" for part in parts]
    loading = L("loading {t}", "装车 {t}").format(t=words.duration(first["load_s"]))
    arrives = L("in {t} ({basis})", "{t}后（{basis}）").format(
        t=words.duration(first["arrive_s"]), basis=words.basis(first["basis"])
    )
    return (
        Cell(str(number), look=DEPOT),
        Cell(words.name_of(depot), depot["code"]),
        Cell("\n".join(goods)),
        Cell(words.distance(first["distance_m"]), kind="figure"),
        Cell(words.clock(first["depart_at"], begins), loading, "figure"),
        Cell(words.clock(first["arrive_at"], begins), arrives, "figure"),
    )


def _notes(document: Document) -> Iterator[str]:
    yield L("A plan only: nothing is reserved by it.", "仅为方案，未占用任何库存。")
    yield str(
        L(
            "Times count from {moment}, loading included; distances are geodesic on WGS 84, not along roads.",
            "时间自 {moment} 起算，含装车；距离为 WGS 84 椭球面直线距离，不是道路里程。",
        )
    ).format(moment=words.moment(document["as_of"]))
    if document.get("gap"):
        yield L("At most {gap:.0%} from the fewest depots.", "与最少库数相差不超过 {gap:.0%}。").format(
            gap=document["gap"]
        )
    if document.get("tonne_km") is not None:
        yield L("{n} tonne-kilometres.", "共 {n} 吨公里。").format(n=words.number(document["tonne_km"]))


def _amount(quantity: float, unit: Any) -> str:
    return f"{words.number(quantity)} {unit[words.language()] if unit else ''}".rstrip()
