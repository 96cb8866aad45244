"""Any file that people can come in → batches of cells."""

from pathlib import Path

from layers.ingest.errors import BadFileError, BadOptionError
from layers.ingest.population.batches import CellFile, ReadingOptions
from layers.ingest.population.read_features import open_features
from layers.ingest.population.read_raster import ENDINGS, open_raster
from layers.ingest.population.read_table import open_table
from layers.ingest.sniff import Format, recognise
from layers.ingest.wording import say


def open_cells(path: Path, options: ReadingOptions) -> CellFile:
    """Open a file by what it is.

    Raises
    ------
    BadFileError, BadOptionError
        It cannot be read, or an option does not fit it.
    """
    if path.suffix.lower() in ENDINGS:
        if not path.is_file():
            raise BadFileError(say("There is no file {name}.", "没有文件 {name}。", name=path.name))
        _refuse(options.given("persons_column", "sheet", "encoding"), say("a raster", "栅格"))
        return open_raster(path, options)
    if path.is_file() and path.suffix.lower() not in KNOWN:
        raise BadFileError(
            say(
                "{name}: people come in as {known}.",
                "{name}：人口数据文件须为 {known}。",
                name=path.name,
                known="CSV, GeoJSON, GPKG, Shapefile, GeoTIFF",
            )
        )
    kind = recognise(path)
    _refuse(options.given("band", "nodata"), kind.value.upper())
    if kind is Format.CSV:
        _refuse(options.given("sheet"), "CSV")
        return open_table(path, options)
    return open_features(path, kind, options)


KNOWN = {".csv", ".txt", ".tsv", ".geojson", ".json", ".gpkg", ".shp", ".zip"}


def _refuse(options: list[str], what: str) -> None:
    """An option that would change nothing is more likely a misunderstanding than a wish."""
    for name in options:
        raise BadOptionError(
            name,
            say(
                "--{option} means nothing for {what}.",
                "--{option} 对 {what} 没有意义。",
                option=name.replace("_", "-"),
                what=what,
            ),
        )
