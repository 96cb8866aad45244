"""The report's tables, as cells of text."""

from collections.abc import Callable, Iterator

from layers.brief import words
from layers.brief.coverage.figures import UNKNOWN, bare_percent, people, percent, signed
from layers.brief.coverage.judged import Judged, failing, whole
from layers.brief.coverage.material import Material
from layers.brief.sheet import Cell, Column, Table
from layers.labels import L


def area_name(one: Judged) -> str:
    if one.code is None:
        return str(L("in none of these areas", "不在上述任何区内"))
    return words.name_of(one.row)


def failing_table(material: Material, areas: tuple[Judged, ...]) -> Iterator[Table]:
    """Yield the areas that miss the target, the lowest share first."""
    missed = failing(areas)
    if not missed:
        return
    target = bare_percent(material.target)
    columns = (
        Column("#", "figure"),
        Column(L("area", "行政区")),
        Column(L("people", "人口"), "figure"),
        Column(L("share", "占比"), "figure"),
        Column(L("people short of {target}", "距 {target} 差多少人").format(target=target), "figure"),
    )
    rows = tuple(
        (
            Cell(str(number), kind="figure"),
            Cell(area_name(one)),
            Cell(people(one.people), kind="figure"),
            Cell(percent(one.share, target=material.target), kind="figure"),
            Cell(people(one.short), kind="figure"),
        )
        for number, one in enumerate(missed, start=1)
    )
    caption = L("Below the target of {target}, the lowest share first", "未达 {target} 目标的行政区（占比由低到高）")
    yield Table(caption.format(target=target), columns, rows)


def areas_table(material: Material, areas: tuple[Judged, ...]) -> Iterator[Table]:
    """Yield every area with its denominator, its people by class, and how cells and census differ."""
    everyone = whole(material)
    if everyone.people is None:
        return
    judged = [*(one for one in areas if one.code is not None or one.people), everyone]
    told = list(_columns(material))
    rows = tuple(tuple(tell(one, one is everyone) for _, tell in told) for one in judged)
    yield Table(
        str(L("All areas, with their people", "各行政区人口与覆盖")),
        tuple(column for column, _ in told),
        rows,
        _areas_note(material),
    )


def ground_table(material: Material) -> Iterator[Table]:
    """Yield the ground covered by area, where it was measured."""
    measured = [row for row in material.coverage["areas"] if row.get("area_share") is not None]
    if not measured:
        return
    columns = (
        Column(L("area", "行政区")),
        Column(L("sites", "场所数"), "figure"),
        Column(L("land km²", "土地 km²"), "figure"),
        Column(L("covered km²", "覆盖 km²"), "figure"),
        Column(L("of the land", "占土地"), "figure"),
    )
    rows = tuple(
        (
            Cell(words.name_of(row), row["code"] or ""),
            Cell(people(row.get("count")), kind="figure"),
            Cell(_km2(row["area_km2"]), kind="figure"),
            Cell(_km2(row["covered_area_km2"]), kind="figure"),
            Cell(percent(row["area_share"]), kind="figure"),
        )
        for row in measured
    )
    note = L(
        "Ground is drawn and compared; people are never counted through it.", "土地覆盖仅供对照；人口不经由图形统计。"
    )
    yield Table(str(L("Ground covered", "土地覆盖")), columns, rows, str(note))


def _columns(material: Material) -> Iterator[tuple[Column, Callable[[Judged, bool], Cell]]]:
    """Yield each column with what fills it, of an area or, at last, of all together."""
    bold = "figure"
    target = material.target
    served = L("have\na place", "有位\n可住") if material.with_places else L("within\nreach", "可达")
    yield Column(L("area", "行政区")), lambda one, last: _area_cell(one, last)
    yield Column(L("people", "人口"), bold), lambda one, _: Cell(people(one.people), kind=bold)
    if material.with_places:
        yield (
            Column(L("covered", "覆盖"), bold),
            lambda one, _: Cell(people(one.row.get("covered_people")), percent(one.row.get("share")), bold),
        )
    yield Column(served, bold), lambda one, _: Cell(people(one.served), percent(one.share, target=target), bold)
    if material.with_places:
        yield (
            Column(L("in reach,\nno place", "够得着\n但没位"), bold),
            lambda one, _: Cell(people(one.in_reach_no_place), kind=bold),
        )
    yield Column(L("out of\nreach", "够不着"), bold), lambda one, _: Cell(people(one.out_of_reach), kind=bold)
    yield Column(L("short of\ntarget", "距目标\n差"), bold), lambda one, _: _short_cell(one)
    if any(row.get("census_people") is not None for row in material.coverage["areas"]):
        yield Column(L("census", "普查人口"), bold), lambda one, _: _census_cell(one)


def _area_cell(one: Judged, is_whole: bool) -> Cell:
    if not is_whole:
        return Cell(area_name(one), one.code or "")
    return Cell(L("all together", "合计"), kind="total")


def _short_cell(one: Judged) -> Cell:
    if one.short is None:
        return Cell(UNKNOWN, kind="figure")
    return Cell(
        people(one.short) if one.short else L("met", "达标"), kind="figure missed" if one.short else "figure met"
    )


def _census_cell(one: Judged) -> Cell:
    row = one.row.get("area") or one.row if one.code is None else one.row
    difference = row.get("census_difference")
    under = L("cells {d}", "格网 {d}").format(d=signed(difference)) if difference is not None else ""
    return Cell(people(row.get("census_people")), under, "figure")


def _areas_note(material: Material) -> str:
    row = next((one for one in material.coverage["areas"] if one.get("census_year")), None)
    if row is None:
        return ""
    return L(
        "Census: the area's own count ({year}), and by how many people its cells differ from it.",
        "普查人口为行政区自身人口数（{year} 年），其下为格网人口与之相差。",
    ).format(year=row["census_year"])


def _km2(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.1f}"
