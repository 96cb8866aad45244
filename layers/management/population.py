"""``onemap import population``: its options, its progress, and its report in words."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from layers.ingest.errors import BadOptionError
from layers.ingest.population.batches import ReadingOptions
from layers.ingest.population.load import About, PopulationOptions, import_population
from layers.ingest.population.load import Progress as Step
from layers.ingest.population.report import PopulationReport
from layers.ingest.wording import say
from layers.labels import L
from layers.management.wording import unwritten

NEEDED = ("code", "name", "source", "year")
OWN = (*NEEDED, "name_en", "persons_column", "estimate", "method", "nodata", "band")
STAGES = {"read": L("Reading and storing", "读取并入库"), "overlaps": L("Looking for overlaps", "检查重叠")}
SHOWN = 10


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options that only people have."""
    group = parser.add_argument_group("population", "only for: onemap import population FILE")
    group.add_argument("--code", help="the population's code, such as hualien-2017; a known one is replaced as a whole")
    group.add_argument("--name", help="what people call it")
    group.add_argument("--name-en", help="the same in English")
    group.add_argument("--source", help="who counted, in which publication")
    group.add_argument("--year", type=int, help="the year counted or estimated for")
    group.add_argument("--persons-column", metavar="NAME", help="the column of people; usual names are found")
    group.add_argument("--estimate", action="store_true", help="the people were not counted where the cells are")
    group.add_argument("--method", metavar="TEXT", help="of an estimate: by what rule it was made")
    group.add_argument("--nodata", type=float, metavar="VALUE", help="of a raster: marks pixels without data")
    group.add_argument("--band", type=int, metavar="N", help="of a raster with several: the band with people")


def refuse_elsewhere(options: dict[str, Any]) -> None:
    """Refuse the options of people where something else is imported."""
    for name in OWN:
        if options[name] is not None and options[name] is not False:
            option = name.replace("_", "-")
            raise BadOptionError(
                name,
                say("--{option} belongs to a population.", "--{option} 只用于人口数据。", option=option),
            )


def run(path: Path, options: dict[str, Any]) -> PopulationReport:
    """Import, with a bar of progress; raises what `import_population` raises."""
    missing = [f"--{name}" for name in NEEDED if options[name] is None]
    if missing:
        sentence = say("A population needs {missing}.", "导入人口数据还需要 {missing}。", missing=", ".join(missing))
        raise BadOptionError(missing[0][2:], sentence)
    if options["mapping"]:
        raise BadOptionError("map", say("--map means nothing for a population.", "--map 不用于人口数据。"))
    about = About(
        code=options["code"],
        name=options["name"],
        name_en=options["name_en"] or "",
        source=options["source"],
        year=options["year"],
        is_estimate=options["estimate"],
        method=options["method"] or "",
    )
    reading = ReadingOptions(**{name: options[name] for name in ReadingOptions.__dataclass_fields__})
    chosen = PopulationOptions(
        reading, options["crs"], options["datum"], dry_run=options["dry_run"], strict=options["strict"]
    )
    with _bar() as step:
        return import_population(path, about, chosen, progress=step)


def print_report(report: PopulationReport, saved: Path | None) -> None:
    """Print who is stored and who is not, and the first notes."""
    console = Console()
    console.print(Text(_summary(report), style="red" if report.exit_code == 1 else "bold"))
    for line in _remarks(report):
        console.print(Text(line), soft_wrap=True)
    if report.notes:
        console.print(_table(report))
    if saved:
        console.print(Text(say("Row report: {path}", "行报告：{path}", path=saved)), soft_wrap=True)


@contextmanager
def _bar() -> Iterator[Step]:
    """Percent and time left on a terminal; where there is none, nothing."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn(str(L("left", "剩余"))),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def step(stage: str, done: int, expected: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(str(STAGES[stage]), total=expected)
            bar.update(tasks[stage], completed=done, total=expected)

        yield step


def _summary(report: PopulationReport) -> str:
    text = say(
        "{code}: {people} people in {cells:,} cells ({form}), version {version}.",
        "{code}：{people} 人，{cells:,} 个单元（{form}），版本 {version}。",
        code=report.code,
        people=_people(report.stored_persons),
        cells=report.cells,
        form=report.form,
        version=report.version,
    )
    return text + unwritten(report)


def _remarks(report: PopulationReport) -> Iterator[str]:
    account, overlaps = report.account, report.overlaps
    yield say(
        "File: {file} people; stored {stored}, lost {lost}, difference {difference:g}.",
        "文件人口 {file}；入库 {stored}，丢失 {lost}，差额 {difference:g}。",
        file=_people(account.file_persons),
        stored=_people(report.stored_persons),
        lost=_people(account.lost_persons),
        difference=report.difference,
    )
    yield say(
        "Rows: {read:,} read, {empty:,} without people, {unknown:,} without a number, {without_data:,} without data,"
        " {refused:,} refused, {mended:,} outlines mended.",
        "行：读取 {read:,}，无人 {empty:,}，人口数缺失 {unknown:,}，无数据 {without_data:,}，"
        "未导入 {refused:,}，修复边界 {mended:,}。",
        read=account.rows_read,
        empty=account.empty,
        unknown=account.unknown,
        without_data=report.without_data,
        refused=account.refused,
        mended=account.mended,
    )
    for reason, count in account.reasons.most_common():
        yield f"  {count:,} × {reason}"
    if overlaps.pairs:
        pairs = ", ".join(f"{one.lines[0]}/{one.lines[1]} ({one.share:.0%})" for one in overlaps.named[:SHOWN])
        yield say(
            "{pairs:,} pairs of polygons lie on one another ({cells:,} polygons; each is counted once, as a whole):"
            " lines {named}.",
            "{pairs:,} 对多边形相互重叠（涉及 {cells:,} 个多边形，每个只计一次）：行 {named}。",
            pairs=overlaps.pairs,
            cells=len(overlaps.cells),
            named=pairs,
        )
    yield say(
        "People from: {column}. Coordinates: {system}.",
        "人口列：{column}；坐标系：{system}。",
        column=report.persons_column,
        system=report.coordinates,
    )
    if report.replaced_persons is not None:
        yield say("Before: {people} people.", "原有：{people} 人。", people=_people(report.replaced_persons))


def _table(report: PopulationReport) -> Table:
    more = len(report.notes) - SHOWN
    caption = say("… and {n} more in the row report", "……其余 {n} 条见行报告", n=more) if more > 0 else None
    table = Table(caption=caption)
    for heading in (L("line", "行"), L("field", "字段"), L("value", "值"), L("reason", "原因")):
        table.add_column(str(heading), overflow="fold")
    for note in report.notes[:SHOWN]:
        table.add_row(*(Text(str(cell)) for cell in (note.line, note.field, note.value, note.reason)))
    return table


def _people(persons: float) -> str:
    return f"{persons:,.0f}" if persons == round(persons) else f"{persons:,.3f}"
