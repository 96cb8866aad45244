"""Candidates from a file, as the API takes them."""

import csv
import json
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from layers.labels import L

COLUMNS = ("name", "lon", "lat", "capacity_persons")


def read_candidates(name: str) -> Any:
    """Return a GeoJSON document, or the rows of a CSV file in UTF-8 with columns name, lon, lat, capacity_persons."""
    path = Path(name)
    try:
        text = path.read_text("utf-8-sig")
        return _rows(text) if path.suffix.lower() == ".csv" else json.loads(text)
    except (OSError, ValueError) as error:
        raise CommandError(
            L("{file} cannot be read: {why}", "无法读取 {file}：{why}").format(file=name, why=error)
        ) from None


def _rows(text: str) -> list[dict[str, Any]]:
    rows = csv.DictReader(text.splitlines())
    known = [column for column in COLUMNS if column in (rows.fieldnames or ())]
    if not {"lon", "lat"} <= set(known):
        raise ValueError(L("it needs columns lon and lat", "缺少 lon、lat 列"))
    return [{column: row[column] or None for column in known} for row in rows]
