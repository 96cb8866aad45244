"""The brief of a nearest answer, made of its document: the same numbers, and no more than the caller may read."""

from collections.abc import Iterator, Mapping
from typing import Any

from layers.brief import words
from layers.brief.asking import Document, filter_facts, limit_facts, place_facts
from layers.brief.drawing import Drawing, Line, Pin, straight_line
from layers.brief.marks import look_of
from layers.brief.ranking import amounts, ranked_table
from layers.brief.reasons import counts_text, left_out_table
from layers.brief.sheet import Age, Fact, LegendEntry, Sheet, Table
from layers.geo import LonLat
from layers.labels import L
from layers.layer import Layer
from layers.queries.danger import Danger

Properties = Mapping[str, Any]
PLACES = {
    "free_places_persons": L("{n} places free", "剩余可容纳 {n} 人"),
    "on_duty_persons": L("{n} people on duty", "在岗 {n} 人"),
}
"""What counts about the first of a layer without goods."""


def nearest_sheet(
    document: Document, layer: Layer, *, danger: Danger | None = None, title: str = "", again: str
) -> Sheet:
    """Return the sheet of a nearest document (`layers.api.answers.nearest_document`); the danger is drawn."""
    query, features = document["query"], document["features"]
    found = [feature["properties"] for feature in features]
    kind = L("Nearest: {layer}", "最近的{layer}").format(layer=layer.title)
    drawing = _drawing(query, features, layer, danger)
    return Sheet(
        title=title or kind,
        kind=kind if title else L("Brief", "简报"),
        facts=(
            *place_facts(query),
            *_wanted(query, layer),
            *filter_facts(layer, query["filters"]),
            *limit_facts({**query, **query["filters"]}),
        ),
        answer=_answer(document, layer, found),
        warnings=tuple(warnings(document)),
        drawing=drawing,
        legend=tuple(_legend(drawing, layer)),
        tables=(*_ranked(document, layer, found), *left_out_table(document)),
        notes=tuple(_notes(document, found)),
        age=age_of(document),
        demo=any(properties.get("is_demo") for properties in found),
        again=again,
    )


def age_of(document: Document) -> Age:
    names = ("as_of", "data_version", "source", "degraded", "age_s")
    return Age(**{name: document[name] for name in names if name in document})


def warnings(document: Document) -> Iterator[str]:
    """Yield what makes an answer doubtful as a whole."""
    if document.get("degraded"):
        yield L(
            "The database was away: this answer comes from memory, last in step {age}.",
            "数据库暂不可用：本答案来自内存，最近一次同步为{age}。",
        ).format(age=words.age(document.get("age_s", 0)))
    if document.get("basis") == "mixed":
        yield str(
            L(
                "Some times are by road, others estimates; each row says which.",
                "部分时间按道路计算，部分为估算，见各行说明。",
            )
        )


def _wanted(query: Document, layer: Layer) -> Iterator[Fact]:
    soonest = query.get("by") == "travel_time"
    order = L("the {k} soonest there", "最快到达的 {k} 个") if soonest else L("the {k} nearest", "距离最近的 {k} 个")
    yield Fact(str(layer.title), order.format(k=query["k"]))


def _ranked(document: Document, layer: Layer, found: list[Properties]) -> Iterator[Table]:
    if found:
        yield ranked_table(layer, found, note="" if document.get("left_out") else counts_text(document))


def _answer(document: Document, layer: Layer, found: list[Properties]) -> str:
    left_out = sum(document["excluded"].values())
    if not found:
        text = L("Nothing meets these conditions.", "没有符合条件的{layer}。").format(layer=layer.title)
        return words.sentences(text, _left_out_text(left_out))
    first = found[0]
    facts = [words.name_of(first), words.distance(first["distance_m"])]
    if first.get("duration_s") is not None:
        facts.append(f"{words.duration(first['duration_s'])} ({words.basis(first.get('basis'))})")
    if first.get("available"):
        facts.append(
            L("available {amounts}", "可用 {amounts}").format(amounts=words.listed(amounts(first["available"])))
        )
    for name, words_of_it in PLACES.items():
        if first.get(name) is not None:
            facts.append(words_of_it.format(n=words.number(first[name])))
    text = L("First: {facts}.", "首选：{facts}。").format(facts=words.clauses(facts))
    if len(found) > 1:
        farthest = words.distance(max(one["distance_m"] for one in found))
        reach = L("All {n} listed lie within {farthest}.", "所列 {n} 个均在 {farthest} 以内。")
        text = words.sentences(text, reach.format(n=len(found), farthest=farthest))
    return words.sentences(text, _left_out_text(left_out))


def _left_out_text(count: int) -> str:
    return L("{n} others were left out.", "另有 {n} 个未入选。").format(n=count) if count else ""


def _drawing(query: Document, features: list[Document], layer: Layer, danger: Danger | None) -> Drawing:
    origin = LonLat(query["lon"], query["lat"])
    start = (origin.lon, origin.lat)
    pins, lines = [], []
    for feature in features:
        straight = straight_line(start, tuple(feature["geometry"]["coordinates"][:2]))
        properties = feature["properties"]
        pins.append(Pin(straight.places[-1], properties["rank"], look_of(layer, properties), words.name_of(properties)))
        lines.append(_route(feature) or straight)
    return Drawing(origin, tuple(pins), tuple(lines), (danger.geometry,) if danger else ())


def _route(feature: Document) -> Line | None:
    route = feature.get("route")
    return Line(tuple((lon, lat) for lon, lat, *_ in route["coordinates"]), road=True) if route else None


def _legend(drawing: Drawing, layer: Layer) -> Iterator[LegendEntry]:
    yield LegendEntry(L("place asked about", "查询地点"), "origin")
    looks = dict.fromkeys(pin.look for pin in drawing.pins)
    for look in sorted(looks, key=lambda look: look.hollow):
        hollow = look.hollow and look.shape != "ring"
        text = L("{layer}, cannot serve now", "{layer}（当前不可用）") if hollow else "{layer}"
        yield LegendEntry(text.format(layer=layer.title), look=look)
    yield from line_legend(drawing)


def line_legend(drawing: Drawing) -> Iterator[LegendEntry]:
    """Yield the kinds of lines on the map, and the ground's."""
    if any(not line.road for line in drawing.lines):
        yield LegendEntry(L("straight line on the ground", "直线（大地线）"), "straight")
    if any(line.road for line in drawing.lines):
        yield LegendEntry(L("way by road", "道路路线"), "road")
    if drawing.avoided:
        yield LegendEntry(L("avoided", "须避开"), "avoided")
    yield LegendEntry(L("administrative border", "行政区界"), "border")


def _notes(document: Document, found: list[Properties]) -> Iterator[str]:
    if not found and counts_text(document):
        yield counts_text(document)
    yield str(
        L(
            "Distances are geodesic on WGS 84 (straight lines on the ground), not along roads.",
            "距离为 WGS 84 椭球面直线距离，不是道路里程。",
        )
    )
    if any(one.get("basis") == "estimate" for one in found):
        yield str(
            L(
                "An estimated time is distance × detour factor ÷ planning speed; it knows no roads and no closures.",
                "估算时间 = 距离 × 绕行系数 ÷ 规划速度，未考虑实际道路和封闭情况。",
            )
        )
