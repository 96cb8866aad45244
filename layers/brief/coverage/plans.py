"""New sites, what-ifs and targets as tables, where a report is given them."""

from collections.abc import Iterator, Mapping
from typing import Any

from layers.brief import words
from layers.brief.coverage.figures import UNKNOWN, bare_percent, people, percent, signed
from layers.brief.coverage.material import Material
from layers.brief.coverage.method import text_of
from layers.brief.sheet import Cell, Column, Table
from layers.labels import L

MOST_PLACES = 6
"""Areas named where a target is missed."""


def picks_table(material: Material) -> Iterator[Table]:
    """Yield the new sites in the order in which they gain the most."""
    siting = material.siting
    if not siting or not siting["picks"]:
        return
    columns = (
        Column("#", "figure"),
        Column(L("site", "场所")),
        Column(L("place", "位置")),
        Column(L("places", "容量"), "figure"),
        Column(L("people gained", "新增人数"), "figure"),
        Column(L("share then", "累计占比"), "figure"),
    )
    rows = tuple(
        (
            Cell(str(pick["rank"]), kind="figure"),
            Cell(_pick_name(pick), L("more places", "扩容") if pick.get("is_upgrade") else ""),
            Cell(words.position(pick["lon"], pick["lat"]), kind="firm"),
            Cell(people(pick.get("capacity_persons")), kind="figure"),
            Cell(signed(pick["people_gained"]), kind="figure"),
            Cell(percent(pick.get("share"), target=material.target), kind="figure"),
        )
        for pick in siting["picks"]
    )
    yield Table(str(L("Where to build next", "建议新增场所")), columns, rows, _siting_note(siting, material))


def comparison_table(material: Material) -> Iterator[Table]:
    """Yield today beside each scenario."""
    compared = material.comparison
    if not compared:
        return
    columns = (
        Column(L("scenario", "方案")),
        Column(L("people", "人口"), "figure"),
        Column(L("have a place", "有位可住") if material.with_places else L("within reach", "可达"), "figure"),
        Column(L("share", "占比"), "figure"),
        Column(L("against today", "与现状相比"), "figure"),
    )
    today = compared["today"]
    rows = [_scenario_row(str(L("today", "现状")), today, None, material)]
    rows += [
        _scenario_row(one["scenario"]["name"], one["answer"], _served(one["answer"]) - _served(today), material)
        for one in compared["scenarios"]
    ]
    yield Table(str(L("What if", "方案对比")), columns, tuple(rows))


def targets_table(material: Material) -> Iterator[Table]:
    """Yield each target of the table of targets, and where it is missed."""
    if not material.targets or not material.targets["targets"]:
        return
    columns = (
        Column(L("target", "目标")),
        Column(L("pass", "达标"), "figure"),
        Column(L("fail", "未达标"), "figure"),
        Column(L("undefined", "无法判定"), "figure"),
        Column(L("missed in", "未达标的行政区")),
    )
    rows = tuple(_target_row(one) for one in material.targets["targets"])
    yield Table(str(L("Targets checked", "目标核查")), columns, rows)


def _pick_name(pick: Mapping[str, Any]) -> str:
    return words.name_of({**pick, "name": pick.get("name") or pick.get("code") or UNKNOWN})


def _siting_note(siting: Mapping[str, Any], material: Material) -> str:
    text = L(
        "Chosen by {method} among {n} candidates ({solver}, at most {gap} from the best); each gain counts those whom "
        "no earlier pick had reached.",
        "在 {n} 个候选点中按 {method} 选出（{solver}，与最优相差不超过 {gap}）；新增人数不含先前已覆盖的人。",
    )
    return text.format(
        method=str(siting["method"]).upper(),
        n=f"{siting.get('candidates', 0):,}",
        solver=siting.get("solver") or UNKNOWN,
        gap=bare_percent(siting.get("gap") or 0),
    )


def _served(answer: Mapping[str, Any]) -> float:
    served = answer["served"] if answer.get("served") is not None else answer.get("covered_people")
    return float(served or 0)


def _scenario_row(name: str, answer: Mapping[str, Any], gained: float | None, material: Material) -> tuple[Cell, ...]:
    count = (answer.get("denominator") or {}).get("people")
    share = _served(answer) / count if count else None
    return (
        Cell(name),
        Cell(people(count), kind="figure"),
        Cell(people(_served(answer)), kind="figure"),
        Cell(percent(share, target=material.target), kind="figure"),
        Cell(signed(gained), kind="figure"),
    )


def _target_row(target: Mapping[str, Any]) -> tuple[Cell, ...]:
    missed = [row for row in target["areas"] if row["outcome"] == "fail"]
    named = words.listed([words.name_of(row) for row in missed[:MOST_PLACES]])
    more = (
        L(" and {n} more", "等，另有 {n} 个").format(n=len(missed) - MOST_PLACES) if len(missed) > MOST_PLACES else ""
    )
    source = " ".join(filter(None, (target.get("standard_no"), target.get("clause"))))
    no_text = str(L("a planning target, no official text seen", "规划目标，未见正式文件"))
    return (
        Cell(text_of(target["title"]), source or no_text),
        *(Cell(people(target.get(outcome)), kind="figure") for outcome in ("pass", "fail", "undefined")),
        Cell(named + str(more) or UNKNOWN),
    )
