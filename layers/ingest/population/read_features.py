"""GeoPackage, GeoJSON and Shapefile → batches of points or polygons, one column of people read and no other."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError

from layers.ingest.errors import BadFileError, BadValueError
from layers.ingest.population.batches import Batch, CellFile, Floats, ReadingOptions
from layers.ingest.population.columns import persons_column
from layers.ingest.read_geo import BYTES, decoded, open_layer, unreadable
from layers.ingest.sniff import Format
from layers.ingest.values import as_float
from layers.ingest.wording import say

FEATURES_AT_ONCE = 20_000
GEOJSON_AT_ONCE = 200_000
"""GDAL reads a GeoJSON from its beginning each time."""
Fields = tuple[NDArray[Any], NDArray[np.object_], NDArray[Any]]


def open_features(path: Path, kind: Format, options: ReadingOptions) -> CellFile:
    """Open a layer of points or polygons.

    Raises
    ------
    BadFileError, BadOptionError
        It cannot be read, has several layers, no geometries, or no column of people.
    """
    opened = open_layer(path, kind, sheet=options.sheet, encoding=options.encoding)
    if opened.info["geometry_type"] is None:
        raise BadFileError(
            say(
                "{name} has no geometries; as a table save it as CSV.",
                "{name} 没有几何；如为表格请另存为 CSV。",
                name=path.name,
            )
        )
    people = persons_column(opened.columns, options.persons_column)
    raw_name = str(opened.info["fields"][opened.columns.index(people)])
    count = int(opened.info["features"])
    return CellFile(
        form=None,
        batches=_batches(path, kind, opened, raw_name),
        persons_column=people,
        crs=opened.info["crs"],
        expected=count if count >= 0 else None,
        encoding=opened.encoding or "utf-8",
    )


def _batches(path: Path, kind: Format, opened: Any, column: str) -> Iterator[Batch]:
    done = 0
    for fids, shapes, values in _pages(path, kind, opened, column):
        persons, reasons = _persons(values, opened.encoding)
        done += len(fids)
        lines = np.arange(done - len(fids) + 1, done + 1)
        geometries = shapely.from_wkb(shapes, on_invalid="ignore")
        yield Batch(lines, persons, geometries=geometries, reasons=reasons, done=done)


def _pages(path: Path, kind: Format, opened: Any, column: str) -> Iterator[Fields]:
    """A GeoPackage is paged by its key, so that each page costs the same; a shapefile has its features by number."""
    size = GEOJSON_AT_ONCE if kind is Format.GEOJSON else FEATURES_AT_ONCE
    key = opened.info.get("fid_column") if kind is Format.GPKG else None
    start, last = 0, None
    while True:
        place = {"where": f'"{key}" > {last}'} if last is not None else {} if key else {"skip_features": start}
        try:
            _, fids, shapes, data = pyogrio.raw.read(
                opened.source,
                layer=opened.layer,
                encoding=opened.encoding and BYTES,
                columns=[column],
                max_features=size,
                return_fids=True,
                datetime_as_string=True,
                **place,
            )
        except (DataSourceError, DataLayerError, FeatureError, UnicodeDecodeError) as error:
            raise unreadable(path, error) from None
        if len(fids):
            yield fids, shapes, data[0]
        if len(fids) < size:
            return
        start += len(fids)
        last = int(fids[-1]) if key else None


def _persons(values: NDArray[Any], encoding: str | None) -> tuple[Floats, dict[int, tuple[str, str]]]:
    """Numbers as they are; text as people write numbers."""
    if values.dtype.kind in "iuf":
        return values.astype(float), {}
    persons, reasons = np.full(len(values), np.nan), dict[int, tuple[str, str]]()
    for index, raw in enumerate(values):
        text = decoded(raw, encoding, errors="replace") if isinstance(raw, str) else raw
        try:
            value = as_float(text)
        except BadValueError as error:
            reasons[index] = (str(text)[:80], str(error))
            continue
        if value is not None:
            persons[index] = value
    return persons, reasons
