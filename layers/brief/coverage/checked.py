"""The check of the table of targets, where a report is given it."""

from collections.abc import Iterator, Mapping
from typing import Any

from layers.brief import words
from layers.brief.coverage.figures import UNKNOWN, people
from layers.brief.coverage.material import Material
from layers.brief.coverage.method import text_of
from layers.brief.sheet import Cell, Column, Table
from layers.labels import L

MOST_PLACES = 6
"""Areas named where a target is missed."""


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
