"""Import templates: an XLSX that a bureau can fill in, made from the same fields that the import reads."""

from pathlib import Path
from typing import Any

from django.contrib.postgres.fields import ArrayField
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from layers.ingest.tables import COMMENT
from layers.ingest.targets import Target, TargetField, find_target
from layers.labels import both
from layers.models import YesNoUnknown

ROWS = 2000
"""So many rows below the header offer the choices as a list."""
FIRST = ("code", "name", "name_en", "lon", "lat")
LIST_SHEET = "choices"
_HEAD = PatternFill("solid", fgColor="1F4E78")
_NOTE = PatternFill("solid", fgColor="F2F2F2")

SAMPLES: dict[str, Any] = {
    "code": "610502-S-901",
    "name": "示例（导入时忽略本行）",
    "name_en": "Example (this row is ignored)",
    "lon": 109.509,
    "lat": 34.502,
    "depot": "610502-D-001",
    "item": "tent-12",
    "stock": "tent-12:500;quilt:300",
    "suitability": "flood:yes;earthquake:no",
    "vehicles": "消防车:3;运兵车:2",
    "equipment": "破拆工具组:4",
    "contact_phone": "0913-000-0001",
}
NOTES = {
    "lon": "WGS 84 / CGCS2000，度 degrees；116.39 或 116°23′24″；其他坐标系用 --crs、--datum 指明",
    "lat": "WGS 84 / CGCS2000，度 degrees",
    "stock": "物资:数量;物资:数量 item:amount;…（无批次；分批导入用 onemap import stock）",
    "vehicles": "名称:数量;… name:count;…",
    "equipment": "名称:数量;… name:count;…",
}


def export_template(layer: str, path: Path) -> None:
    """Write the import template of a layer (or of ``stock``).

    Row 1 holds for each field the Chinese label, the English label and the field name; row 2 what to write there;
    row 3 an example. Rows 2 and 3 begin with ``# `` and are passed over by the import.

    Raises
    ------
    UnknownLayerError
        There is no such layer.
    """
    target = find_target(layer)
    fields = _columns(target)
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 (a new workbook has a sheet)
    sheet.title = layer
    sheet.append([_heading(field) for field in fields])
    sheet.append(_marked([_note(field, target) for field in fields]))
    sheet.append(_marked([_sample(field) for field in fields]))
    _offer_choices(book, sheet, fields)
    _dress(sheet, fields)
    book.save(path)


def _columns(target: Target) -> list[TargetField]:
    """Identity and place first, then the rest as the model has them; a matrix cell by cell, not as one text."""
    names = [name for name in (*target.identity, *FIRST) if name in target.fields]
    rest = [name for name in target.fields if name not in names and name != "suitability"]
    return [target.fields[name] for name in dict.fromkeys([*names, *rest])]


def _heading(field: TargetField) -> str:
    label = both(field.label)
    return f"{label['zh']}\n{label['en']}\n{field.name}"


def _note(field: TargetField, target: Target) -> str:
    texts = [NOTES[field.name]] if field.name in NOTES else []
    if field.name in target.identity and field.name != "batch":
        texts.append("必填 required")
    help_text = both("" if texts else getattr(field.field, "help_text", ""))
    texts.extend(dict.fromkeys(filter(None, (help_text["zh"], help_text["en"]))))
    if isinstance(field.field, ArrayField):
        texts.append("多个值用逗号分隔 separate by commas: " + ", ".join(_choices(field.field.base_field)))
    if field.points_to is not None:
        texts.append("填编码 its code")
    return " · ".join(texts)


def _sample(field: TargetField) -> Any:
    if field.name in SAMPLES:
        return SAMPLES[field.name]
    choices = _choices_of(field)
    return choices[0] if choices else ""


def _marked(cells: list[Any]) -> list[Any]:
    return [f"{COMMENT}{cells[0]}", *cells[1:]]


def _choices_of(field: TargetField) -> list[str]:
    if field.name.startswith("suitability."):
        return [both(choice.label)["zh"] for choice in YesNoUnknown]
    return _choices(field.field) if field.field is not None else []


def _choices(field: Any) -> list[str]:
    return [both(label)["zh"] for _, label in getattr(field, "flatchoices", None) or ()]


def _offer_choices(book: Workbook, sheet: Any, fields: list[TargetField]) -> None:
    """Lists stand on a hidden sheet, for a list written into the rule itself may hold 255 characters only."""
    lists = book.create_sheet(LIST_SHEET)
    lists.sheet_state = "hidden"
    for number, field in enumerate(fields, start=1):
        choices = _choices_of(field)
        if not choices:
            continue
        letter = get_column_letter(number)
        for row, choice in enumerate(choices, start=1):
            lists.cell(row, number, choice)
        rule = DataValidation(
            "list",
            formula1=f"{LIST_SHEET}!${letter}$1:${letter}${len(choices)}",
            allow_blank=True,
            showErrorMessage=True,
        )
        sheet.add_data_validation(rule)
        rule.add(f"{letter}4:{letter}{ROWS}")


def _dress(sheet: Any, fields: list[TargetField]) -> None:
    sheet.freeze_panes = "C4"
    for number, field in enumerate(fields, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = 22
        if "phone" in field.name or "code" in field.name or field.points_to:
            column.number_format = "@"  # text, so that codes keep their zeros and telephone numbers their digits
        head, note, sample = (sheet.cell(row, number) for row in (1, 2, 3))
        head.font, head.fill = Font(bold=True, color="FFFFFF"), _HEAD
        head.alignment = note.alignment = Alignment(wrap_text=True, vertical="top")
        note.font, note.fill = Font(size=9, color="595959"), _NOTE
        sample.font = Font(italic=True, color="7F7F7F")
