"""CSV with a column of longitudes, one of latitudes and one of people → batches of points."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from layers.ingest.angles import parse_coordinate
from layers.ingest.errors import BadFileError, BadValueError
from layers.ingest.headers import match, spellings
from layers.ingest.population.batches import Batch, CellFile, Floats, ReadingOptions
from layers.ingest.population.columns import persons_column
from layers.ingest.read_csv import EXTRA, read_csv
from layers.ingest.tables import Record
from layers.ingest.values import as_float
from layers.ingest.wording import say
from layers.models import CellForm

ROWS_AT_ONCE = 20_000
PLACES = {"lon": spellings("lon"), "lat": spellings("lat")}


def open_table(path: Path, options: ReadingOptions) -> CellFile:
    """Open a CSV file of points.

    Raises
    ------
    BadFileError, BadOptionError
        No columns with positions, or none with people.
    """
    table = read_csv(path, encoding=options.encoding)
    by_heading = match(table.columns, PLACES)
    by_place = {place: heading for heading, place in by_heading.items()}
    if len(by_place) < len(PLACES):
        raise BadFileError(
            say(
                "{name} needs columns lon and lat; it has: {columns}.",
                "{name} 需要经度、纬度（lon、lat）列；现有：{columns}。",
                name=path.name,
                columns=", ".join(table.columns),
            )
        )
    people = persons_column([name for name in table.columns if name not in by_heading], options.persons_column)
    return CellFile(
        form=CellForm.POINTS,
        batches=_batches(table.records, people, by_place["lon"], by_place["lat"]),
        persons_column=people,
        encoding=table.encoding,
    )


def _batches(records: Iterator[Record], people: str, lon: str, lat: str) -> Iterator[Batch]:
    done = 0
    while chunk := list(islice(records, ROWS_AT_ONCE)):
        done += len(chunk)
        reasons: dict[int, tuple[str, str]] = {}
        persons = _column(chunk, people, as_float, reasons)
        x = _column(chunk, lon, lambda raw: parse_coordinate(raw, axis="x"), reasons)
        y = _column(chunk, lat, lambda raw: parse_coordinate(raw, axis="y"), reasons)
        for index, record in enumerate(chunk):
            if EXTRA in record.cells:
                reasons[index] = ("", say("The row has more cells than the header.", "该行的单元格多于表头。"))
        yield Batch(np.array([record.line for record in chunk]), persons, x, y, reasons=reasons, done=done)


def _column(
    chunk: list[Record], name: str, parse: Callable[[Any], float | None], reasons: dict[int, tuple[str, str]]
) -> Floats:
    values = np.full(len(chunk), np.nan)
    for index, record in enumerate(chunk):
        raw = record.cells.get(name)
        try:
            value = parse(raw)
        except BadValueError as error:
            reasons.setdefault(index, (str(raw)[:80], str(error)))
            continue
        if value is not None:
            values[index] = value
    return values
