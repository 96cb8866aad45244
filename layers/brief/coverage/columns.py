"""The figures of an area as columns: one list for tables and geometry, so that every file says the same."""

from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from layers.brief.coverage.judged import Judged, rows, whole
from layers.brief.coverage.material import Material
from layers.brief.coverage.what_ifs import served_of, share_of
from layers.labels import L


class AreaColumn(NamedTuple):
    """A column: its name in geometry files, which is that of the API; its heading in tables; what kind of figure."""

    name: str
    heading: str
    kind: str
    """``text``, ``people``, ``share``, ``year``, ``km2`` or ``flag``."""
    tell: Callable[[Judged], Any]


def area_columns(material: Material) -> Iterator[AreaColumn]:
    """Yield the columns; those of places only where places count."""
    yield AreaColumn("code", L("code", "编码"), "text", lambda one: one.row.get("code"))
    yield AreaColumn("name", L("name", "名称"), "text", lambda one: one.row.get("name") or None)
    yield AreaColumn("name_en", L("English name", "英文名称"), "text", lambda one: one.row.get("name_en") or None)
    yield AreaColumn("level", L("level", "级别"), "text", lambda one: one.row.get("level"))
    yield _plain("people", L("people", "人口"))
    yield _plain("covered_people", L("people within reach", "可达人口"))
    yield _plain("share", L("share within reach", "可达占比"), "share")
    if material.with_places:
        yield _plain("served", L("people with a place", "有位可住人口"))
        yield _plain("served_share", L("share with a place", "有位可住占比"), "share")
        yield _plain("in_reach_no_place", L("in reach, no place", "够得着但没位人口"))
    yield _plain("out_of_reach", L("out of reach", "够不着人口"))
    yield AreaColumn("target", L("target", "目标"), "share", lambda one: one.target)
    yield AreaColumn("meets_target", L("meets the target", "是否达标"), "flag", lambda one: one.passes)
    yield AreaColumn("people_short", L("people short of the target", "距目标差（人）"), "people", lambda one: one.short)
    yield _plain("census_people", L("census", "普查人口"))
    yield _plain("census_year", L("year of the census", "普查年份"), "year")
    yield _plain("census_difference", L("cells less census", "格网减普查"))
    yield _plain("count", L("sites", "场所数"))
    yield _plain("area_km2", L("land km²", "土地 km²"), "km2")
    yield _plain("covered_area_km2", L("covered km²", "覆盖 km²"), "km2")
    yield _plain("area_share", L("share of the land", "占土地"), "share")
    yield from _with_sites(material)
    yield from _with_what_ifs(material)
    for name, heading in (("population", L("population", "人口数据")), ("source", L("source", "来源"))):
        yield _of_denominator(material, name, heading, "text")
    yield _of_denominator(material, "year", L("year of the people", "人口年份"), "year")


def area_rows(material: Material) -> tuple[Judged, ...]:
    """Return a row an area, by code, and one of the people in none of them; the whole place where it has no areas."""
    areas = sorted(rows(material), key=lambda one: (one.code is None, one.code or ""))
    told = tuple(one for one in areas if one.code is not None or one.people)
    if told:
        return told
    everything = whole(material)
    area = material.coverage.get("area") or {}
    names = {name: area.get(name) for name in ("code", "name", "name_en", "level", "census_people", "census_year")}
    row: Mapping[str, Any] = {**everything.row, **names, "census_difference": area.get("census_difference")}
    return (
        Judged(
            row,
            everything.people,
            everything.served,
            everything.in_reach_no_place,
            everything.out_of_reach,
            everything.target,
        ),
    )


def _with_sites(material: Material) -> Iterator[AreaColumn]:
    """Yield what new sites would change."""
    if not material.siting:
        return
    rows = {row["code"]: row for row in material.siting["areas"]}
    then = L("within reach then", "届时可达")
    if material.siting["method"] == "served":
        then = L("with a place then", "届时有位可住")
    for name, member, heading, kind in (
        ("sites_people", "after", then, "people"),
        ("sites_share", "share", L("share then", "届时占比"), "share"),
        ("sites_people_gained", "people_gained", L("gained by new sites", "新增场所增加人数"), "people"),
    ):
        yield AreaColumn(name, heading, kind, _of_row(rows, itemgetter(member)))


def _with_what_ifs(material: Material) -> Iterator[AreaColumn]:
    """Yield each what-if's people and share, numbered in files and named in headings."""
    for number, one in enumerate((material.comparison or {}).get("scenarios", ()), start=1):
        rows = {row["code"]: row for row in one["answer"]["areas"] if row["covered_people"] is not None}
        people, share = L("“{name}”: people", "“{name}”：人数"), L("“{name}”: share", "“{name}”：占比")
        name = one["scenario"]["name"]
        yield AreaColumn(f"what_if_{number}_people", people.format(name=name), "people", _of_row(rows, served_of))
        yield AreaColumn(f"what_if_{number}_share", share.format(name=name), "share", _of_row(rows, share_of))


def _of_row(rows: Mapping[Any, Any], tell: Callable[[Any], Any]) -> Callable[[Judged], Any]:
    """What the same area's row of another answer tells; None where it has none."""
    return lambda one: tell(rows[one.code]) if one.code in rows else None


def _plain(name: str, heading: str, kind: str = "people") -> AreaColumn:
    return AreaColumn(name, heading, kind, lambda one: one.row.get(name))


def _of_denominator(material: Material, name: str, heading: str, kind: str) -> AreaColumn:
    value = (material.denominator or {}).get(name)
    return AreaColumn(name, heading, kind, lambda _: value)
