"""The report as a workbook: summary, areas, sites, cells, what else was asked, notes."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from layers.brief.coverage.columns import AreaColumn, area_columns, area_rows
from layers.brief.coverage.headline import layer_noun
from layers.brief.coverage.material import Material
from layers.brief.coverage.report import CoverageReport, coverage_report
from layers.brief.coverage.settled import settled
from layers.brief.coverage.shades import people_classes
from layers.brief.coverage.what_ifs import share_of
from layers.brief.sheet import Table
from layers.labels import L

FORMATS = {"people": "#,##0", "share": "0.0%", "year": "0", "km2": "#,##0.00", "degrees": "0.00000"}
MOST_CELLS = 10_000
"""More of them are no longer a table that anyone reads; the squares of the map stand for them. A GeoPackage has all."""
HEAD = PatternFill("solid", fgColor="E8EDF1")
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


def write_workbook(material: Material) -> bytes:
    """Return a workbook in the current language: summary, areas, sites, cells, what else was asked, and notes."""
    report = coverage_report(material)
    book = Workbook(write_only=True)
    _summary(book, report)
    _areas(book, material)
    _sites(book, material)
    _cells(book, material)
    _new_sites(book, material)
    _curve(book, material)
    _what_ifs(book, material)
    for table in report.targets:
        _plain_table(book, table)
    _notes(book, report)
    out = io.BytesIO()
    book.save(out)
    as_of = material.coverage.get("as_of")
    return settled(out.getvalue(), datetime.fromisoformat(as_of).astimezone(UTC) if as_of else EPOCH)


def _summary(book: Workbook, report: CoverageReport) -> None:
    sheet = _sheet(book, L("Summary", "摘要"), (26, 90))
    sheet.append([_cell(sheet, report.title, bold=True)])
    sheet.append([_cell(sheet, report.headline, bold=True)])
    sheet.append([])
    for figure in report.figures:
        sheet.append([_cell(sheet, figure.text), _cell(sheet, " · ".join(filter(None, (figure.number, figure.under))))])
    sheet.append([])
    for fact in (*report.facts, *report.method):
        sheet.append([_cell(sheet, fact.label), _cell(sheet, fact.text, wrap=True)])
    sheet.append([])
    sheet.append([_cell(sheet, L("Ask again", "重新查询")), _cell(sheet, report.again)])


def _areas(book: Workbook, material: Material) -> None:
    columns = tuple(area_columns(material))
    values = ([column.tell(one) for column in columns] for one in area_rows(material))
    _table(book, L("Areas", "行政区"), columns, values)


def _sites(book: Workbook, material: Material) -> None:
    columns = (
        *_column("code", L("code", "编码"), "text"),
        *_column("name", L("name", "名称"), "text"),
        *_column("lon", L("longitude", "经度"), "degrees"),
        *_column("lat", L("latitude", "纬度"), "degrees"),
        *_column("capacity_persons", L("places", "容量"), "people"),
        *_column("persons", L("people given a place", "安置人数"), "people"),
    )
    shown = columns if material.with_places else columns[:4]
    values = ([getattr(site, column.name) for column in shown] for site in material.sites)
    title = layer_noun(material)
    _table(book, title[:1].upper() + title[1:], shown, values)


def _cells(book: Workbook, material: Material) -> None:
    """The people cell by cell, or, of very many, by the squares of the map."""
    cells, picture = material.cells, material.picture
    names = ("served", "in_reach_no_place", "out_of_reach")
    texts = {one.key: one.text for one in people_classes(material)}
    columns = (
        *_column("lon", L("longitude", "经度"), "degrees"),
        *_column("lat", L("latitude", "纬度"), "degrees"),
        *(column for name in names if name in texts for column in _column(name, texts[name], "people")),
    )
    if cells is not None and len(cells) <= MOST_CELLS:
        lists = [cells.lons, cells.lats, *(getattr(cells, name) for name in names if name in texts)]
        _table(book, L("Cells", "人口单元"), columns, zip(*(one.tolist() for one in lists), strict=True))
    elif picture is not None:
        lists = [picture[column.name] for column in columns]
        _table(book, L("Squares of the map", "图上方格"), columns, zip(*lists, strict=True))


def _new_sites(book: Workbook, material: Material) -> None:
    if not material.siting:
        return
    far = [
        *_column("mean_m", L("metres on average", "平均米数"), "people"),
        *_column("farthest_m", L("metres of the farthest", "最远米数"), "people"),
        *_column("mean_s", L("seconds on foot on average", "平均步行秒数"), "people"),
        *_column("farthest_s", L("seconds on foot of the farthest", "最远步行秒数"), "people"),
    ]
    columns = (
        *_column("rank", L("rank", "序号"), "people"),
        *_column("name", L("name", "名称"), "text"),
        *_column("code", L("code", "编码"), "text"),
        *_column("lon", L("longitude", "经度"), "degrees"),
        *_column("lat", L("latitude", "纬度"), "degrees"),
        *_column("capacity_persons", L("places", "容量"), "people"),
        *_column("people_gained", L("people gained", "新增人数"), "people"),
        *_column("own_people_gained", L("people gained alone", "单独新增人数"), "people"),
        *_column("share", L("share then", "累计占比"), "share"),
        *(one for one in far if material.siting["after"].get(one.name) is not None),
    )
    values = ([pick[column.name] for column in columns] for pick in material.siting["picks"])
    _table(book, L("New sites", "新增场所"), columns, values)


def _curve(book: Workbook, material: Material) -> None:
    if not material.siting or not material.siting["curve"]:
        return
    columns = (
        *_column("n", L("new sites", "新增场所数"), "people"),
        *_column("people", L("people gained", "新增人数"), "people"),
        *_column("share", L("share then", "累计占比"), "share"),
        *_column("is_best", L("no choice of as many gains more", "同数量下最优"), "flag"),
    )
    values = ([point[column.name] for column in columns] for point in material.siting["curve"])
    _table(book, L("Curve of gain", "增益曲线"), columns, values)


def _what_ifs(book: Workbook, material: Material) -> None:
    """Today and each what-if, over all; by area they stand beside the areas."""
    if not material.comparison:
        return
    columns = (
        *_column("name", L("scenario", "方案"), "text"),
        *_column("people", L("people", "人口"), "people"),
        *_column("covered_people", L("people within reach", "可达人口"), "people"),
        *_column("served", L("people with a place", "有位可住人口"), "people"),
        *_column("share", L("share", "占比"), "share"),
    )
    answers = [(str(L("today", "现状")), material.comparison["today"])]
    answers += [(one["scenario"]["name"], one["answer"]) for one in material.comparison["scenarios"]]
    rows = []
    for name, answer in answers:
        count = (answer["denominator"] or {}).get("people")
        rows.append([name, count, answer["covered_people"], answer["served"], share_of(answer, count)])
    _table(book, L("What if", "方案对比"), columns, rows)


def _plain_table(book: Workbook, table: Table) -> None:
    sheet = _sheet(book, table.caption, (28,) * len(table.columns))
    sheet.append([_cell(sheet, column.heading, head=True) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, " · ".join(filter(None, (str(cell.text), str(cell.under))))) for cell in row])


def _notes(book: Workbook, report: CoverageReport) -> None:
    sheet = _sheet(book, L("Notes", "说明"), (120,))
    for note in (*report.notes, report.data):
        sheet.append([_cell(sheet, note, wrap=True)])


def _column(name: str, heading: str, kind: str) -> tuple[AreaColumn]:
    return (AreaColumn(name, heading, kind, lambda one: one.row.get(name)),)


def _table(book: Workbook, title: str, columns: Sequence[AreaColumn], rows: Iterable[Sequence[Any]]) -> None:
    """A sheet with its heading held fast and a format for each kind of figure.

    Figures go through one cell a column, which is written at once: making a million styled cells takes a minute.
    """
    sheet = _sheet(book, title, [16 if column.kind != "text" else 22 for column in columns])
    sheet.freeze_panes = "B2"
    sheet.append([_cell(sheet, column.heading, head=True) for column in columns])
    figures = [_figure(sheet, column.kind) for column in columns]
    n_rows = 1
    for row in rows:
        sheet.append([_filled(sheet, figure, value) for figure, value in zip(figures, row, strict=True)])
        n_rows += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{n_rows}"


def _figure(sheet: Any, kind: str) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.number_format = FORMATS.get(kind, "General")
    return cell


def _filled(sheet: Any, figure: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, bool):
        return _cell(sheet, L("yes", "是") if value else L("no", "否"))
    if isinstance(value, str):
        return _cell(sheet, value)
    figure.value = value
    return figure


def _sheet(book: Workbook, title: str, widths: Sequence[float]) -> Any:
    sheet = book.create_sheet(re.sub(r"[\\/*?:\[\]]", " ", str(title))[:31])
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    return sheet


def _cell(sheet: Any, text: Any, *, bold: bool = False, head: bool = False, wrap: bool = False) -> Any:
    """A cell of text, even where it begins like a formula."""
    cell = WriteOnlyCell(sheet, str(text))
    cell.data_type = "s"
    if bold or head:
        cell.font = Font(bold=True)
    if head:
        cell.fill = HEAD
    if wrap or head:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
