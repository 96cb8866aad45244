"""The areas as CSV, for spreadsheets."""

import csv
import io
from typing import Any

from layers.brief.coverage.columns import area_columns, area_rows
from layers.brief.coverage.material import Material

BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(material: Material) -> bytes:
    """Return a row an area, with headings in the current language; with a mark of UTF-8, for spreadsheets."""
    columns = tuple(area_columns(material))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([str(column.heading) for column in columns])
    for one in area_rows(material):
        writer.writerow([_csv_value(column.tell(one)) for column in columns])
    return out.getvalue().encode("utf-8-sig")


def _csv_value(value: Any) -> Any:
    """A text that begins like a formula must not become one when the file is opened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "'" + value if isinstance(value, str) and value.startswith(BEGINS_FORMULA) else value
