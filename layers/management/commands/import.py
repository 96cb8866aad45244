# ruff: noqa: N999 (a management command is named by its module, and this one is called import)
"""``onemap import <layer> <file>``: bring a file in and say what became of every row."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from layers.errors import OneMapError
from layers.ingest.load import ImportOptions, import_file
from layers.ingest.population.report import PopulationReport
from layers.ingest.report import OUTCOMES, ImportReport, save_notes
from layers.ingest.wording import say
from layers.labels import L
from layers.management import population
from layers.management.wording import unwritten

SHOWN = 20
Report = ImportReport | PopulationReport


class Command(BaseCommand):
    help = "Import a CSV, XLSX, GeoJSON, GPKG or Shapefile (also zipped) into a layer, or stock lines into depots."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "layer", help="a layer (shelters, depots, teams, hazards, incidents, areas) or: stock, population"
        )
        parser.add_argument("file", type=Path)
        parser.add_argument("--map", dest="mapping", help="a kept mapping's name, or a TOML file (docs/import.md)")
        parser.add_argument("--crs", help="the coordinate system of the file, such as EPSG:4547")
        parser.add_argument("--datum", choices=["gcj02", "bd09"], help="the coordinates come from a Chinese web map")
        parser.add_argument("--sheet", help="the sheet of a workbook, or the layer of a file with several")
        parser.add_argument("--encoding", help="of text, such as big5; UTF-8 and GB18030 are found out")
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument("--strict", action="store_true", help="write nothing if any row is refused")
        parser.add_argument("--report", type=Path, help="where to save the row report (CSV)")
        parser.add_argument("--json", action="store_true", help="print the whole report as JSON")
        population.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        is_population = options["layer"] == PopulationReport.layer
        report: Report
        try:
            report = population.run(options["file"], options) if is_population else self._import(options)
        except OneMapError as error:
            raise CommandError(str(error)) from None
        saved = self._save(report, options["report"])
        if options["json"]:
            self.stdout.write(json.dumps(report.to_document(), ensure_ascii=False, indent=2))
        elif isinstance(report, PopulationReport):
            population.print_report(report, saved)
        else:
            print_report(report, saved)
        if report.exit_code:
            sys.exit(report.exit_code)

    def _import(self, options: dict[str, Any]) -> ImportReport:
        population.refuse_elsewhere(options)
        layer, path = options["layer"], options["file"]
        chosen = ImportOptions(**{name: options[name] for name in ImportOptions.__dataclass_fields__})
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(path.name, total=None)
            return import_file(
                layer, path, chosen, progress=lambda done, expected: bar.update(task, completed=done, total=expected)
            )

    def _save(self, report: Report, asked: Path | None) -> Path | None:
        if asked is None and not report.notes:
            return None
        stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
        path = asked or Path(settings.DATA_DIR) / "imports" / f"{stamp}-{report.layer}-{Path(report.file).stem}.csv"
        try:
            save_notes(report.notes, path)
        except OSError as error:
            raise CommandError(
                say(
                    "The row report cannot be saved to {path} ({why}).",
                    "行报告无法保存到 {path}（{why}）。",
                    path=path,
                    why=error.strerror,
                )
            ) from None
        return path


def print_report(report: ImportReport, saved: Path | None) -> None:
    """Print the counts, the first notes and where all of them are."""
    console = Console()
    console.print(Text(_summary(report), style="red" if report.exit_code == 1 else "bold"))
    for line in _remarks(report):
        console.print(Text(line))
    if report.notes:
        console.print(_table(report))
    if saved:
        console.print(Text(say("Row report: {path}", "行报告：{path}", path=saved)), soft_wrap=True)


def _summary(report: ImportReport) -> str:
    text = say(
        "{layer}: {read} rows read, {created} new, {updated} updated, {unchanged} unchanged, {refused} refused.",
        "{layer}：读取 {read} 行，新增 {created}，更新 {updated}，无变化 {unchanged}，未导入 {refused}。",
        layer=report.layer,
        read=report.rows_read,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        refused=report.refused,
    )
    return text + unwritten(report)


def _remarks(report: ImportReport) -> list[str]:
    remarks = [
        say(
            "Coordinates: {system}. Encoding: {encoding}.",
            "坐标系：{system}；编码：{encoding}。",
            system=report.coordinates,
            encoding=report.encoding,
        )
    ]
    if report.mapping:
        remarks.append(say("Mapping: {title}.", "映射：{title}。", title=report.mapping))
    if report.ignored_columns:
        remarks.append(
            say("Columns not used: {names}.", "未使用的列：{names}。", names=", ".join(report.ignored_columns))
        )
    return remarks


def _table(report: ImportReport) -> Table:
    more = len(report.notes) - SHOWN
    caption = say("… and {n} more in the row report", "……其余 {n} 条见行报告", n=more) if more > 0 else None
    table = Table(caption=caption)
    for heading in (L("line", "行"), L("outcome", "结果"), L("field", "字段"), L("value", "值"), L("reason", "原因")):
        table.add_column(str(heading), overflow="fold")
    for note in report.notes[:SHOWN]:
        table.add_row(
            *(Text(str(cell)) for cell in (note.line, OUTCOMES[note.outcome], note.field, note.value, note.reason))
        )
    return table
