"""What-ifs held against today, as tables: over all, and by area."""

from collections.abc import Iterator, Mapping
from typing import Any

from layers.brief import words
from layers.brief.coverage.figures import people, percent, signed
from layers.brief.coverage.judged import LEAST_PERSON
from layers.brief.coverage.material import Material
from layers.brief.sheet import Cell, Column, Table
from layers.labels import L

MOST_AREAS = 30
Values = Mapping[str, Any]


def comparison_tables(material: Material) -> Iterator[Table]:
    """Yield today beside each scenario, over all and by area."""
    if material.comparison:
        yield _over_all(material, material.comparison)
        yield from _by_area(material, material.comparison)


def served_of(row: Values) -> float:
    """People who have a place, or, where places do not count, people within reach."""
    served = row["served"] if row.get("served") is not None else row.get("covered_people")
    return float(served or 0)


def share_of(row: Values, count: float | None = None) -> float | None:
    count = row.get("people") if count is None else count
    return min(1.0, served_of(row) / count) if count else None


def changes_text(changes: Values | None) -> str:
    """``closes 1, adds 2, other capacity at 3``"""
    texts = {
        "close": L("closes {n}", "关闭 {n} 处"),
        "add": L("adds {n}", "新增 {n} 处"),
        "capacity": L("other capacity at {n}", "调整容量 {n} 处"),
    }
    counts = {kind: len((changes or {}).get(kind) or ()) for kind in texts}
    return words.clauses([text.format(n=counts[kind]) for kind, text in texts.items() if counts[kind]])


def _over_all(material: Material, compared: Values) -> Table:
    columns = (
        Column(L("scenario", "方案")),
        Column(L("people", "人口"), "figure"),
        Column(L("have a place", "有位可住") if material.with_places else L("within reach", "可达"), "figure"),
        Column(L("share", "占比"), "figure"),
        Column(L("against today", "与现状相比"), "figure"),
    )
    today = compared["today"]
    rows = [_scenario_row(str(L("today", "现状")), "", today, None, material)]
    for one in compared["scenarios"]:
        then = one["answer"]
        changed = changes_text(then["query"]["changes"])
        rows.append(_scenario_row(one["scenario"]["name"], changed, then, served_of(then) - served_of(today), material))
    return Table(str(L("What if", "方案对比")), columns, tuple(rows))


def _scenario_row(name: str, under: str, answer: Values, gained: float | None, material: Material) -> tuple[Cell, ...]:
    count = (answer.get("denominator") or {}).get("people")
    return (
        Cell(name, under),
        Cell(people(count), kind="figure"),
        Cell(people(served_of(answer)), kind="figure"),
        Cell(percent(share_of(answer, count), target=material.target), kind="figure"),
        Cell(signed(gained), kind="figure"),
    )


def _by_area(material: Material, compared: Values) -> Iterator[Table]:
    """Yield the areas' shares side by side; of many areas those in which something changes."""
    today, scenarios = compared["today"]["areas"], compared["scenarios"]
    lines = [
        (row, [one["answer"]["areas"][place] for one in scenarios])
        for place, row in enumerate(today)
        if row["code"] is not None and row.get("people")
    ]
    is_cut = len(lines) > MOST_AREAS
    if is_cut:
        lines = [
            (row, others)
            for row, others in lines
            if any(abs(served_of(one) - served_of(row)) > LEAST_PERSON for one in others)
        ]
    if not lines:
        return
    columns = (
        Column(L("area", "行政区")),
        Column(L("today", "现状"), "figure"),
        *(Column(one["scenario"]["name"], "figure") for one in scenarios),
    )
    rows = tuple(
        (
            Cell(words.name_of(row), row["code"]),
            Cell(percent(share_of(row), target=material.target), people(served_of(row)), "figure"),
            *(
                Cell(
                    percent(share_of(one), target=material.target),
                    signed(served_of(one) - served_of(row)),
                    "figure missed" if _falls_short(one, material) and not _falls_short(row, material) else "figure",
                )
                for one in others
            ),
        )
        for row, others in sorted(lines, key=lambda line: (share_of(line[0]) or 0.0, line[0]["code"]))
    )
    note = L("Beneath each share: people today, and how many more or fewer.", "占比之下为现状人数及增减人数。")
    cut = L("Areas that are not listed stay as they are.", "未列出的行政区无变化。") if is_cut else ""
    yield Table(str(L("What if, by area", "方案对比（分区）")), columns, rows, words.sentences(note, cut))


def _falls_short(row: Values, material: Material) -> bool:
    return served_of(row) + LEAST_PERSON < material.target * (row.get("people") or 0)
