"""GeoTIFF and other rasters that GDAL reads → batches of pixels with people, window by window."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

from layers.ingest.errors import BadFileError, BadOptionError
from layers.ingest.population.batches import Batch, CellFile, ReadingOptions
from layers.ingest.wording import say
from layers.models import CellForm

PIXELS_AT_ONCE = 2_000_000
MOST_BLOCK_PIXELS = 64_000_000
"""A raster is unpacked at least a block at a time; one stored in larger blocks is asked to be stored anew."""
GDAL_CACHE_MB = 64
ENDINGS = (".tif", ".tiff")


def open_raster(path: Path, options: ReadingOptions) -> CellFile:
    """Open one band of a raster whose pixels hold people.

    Raises
    ------
    BadFileError, BadOptionError
        It cannot be read, has no position on the Earth, several bands and none named, or is stored in one huge piece.
    """
    import rasterio
    from rasterio.errors import RasterioError

    try:
        with _environment(), rasterio.open(path) as raster:
            band = _band(raster, options.band)
            _check(path, raster, band)
            crs = raster.crs.to_wkt() if raster.crs else None
            expected = raster.width * raster.height
    except RasterioError as error:
        raise _unreadable(path, error) from None
    file = CellFile(
        form=CellForm.RASTER,
        batches=iter(()),
        persons_column=say("band {band}", "波段 {band}", band=band),
        crs=crs,
        expected=expected,
    )
    file.batches = _batches(file, path, band, options.nodata)
    return file


def _batches(file: CellFile, path: Path, band: int, nodata: float | None) -> Iterator[Batch]:
    import rasterio
    from rasterio.errors import RasterioError

    with ExitStack() as stack:
        try:
            stack.enter_context(_environment())
            raster = stack.enter_context(rasterio.open(path))
            done = 0
            for window in _windows(raster, band):
                values, is_empty = _read(raster, band, window, nodata)
                file.without_data += int(is_empty.sum())
                done += values.size
                yield _batch(raster, window, values, is_empty, done)
        except RasterioError as error:
            raise _unreadable(path, error) from None


def _environment() -> Any:
    import rasterio

    return rasterio.Env(GDAL_CACHEMAX=GDAL_CACHE_MB)


def _band(raster: Any, asked: int | None) -> int:
    if asked is None and raster.count == 1:
        return 1
    if asked is None or not 1 <= asked <= raster.count:
        raise BadOptionError(
            "band",
            say(
                "The raster has {count} bands; say which holds the people with --band 1 to {count}.",
                "栅格有 {count} 个波段；请用 --band 1 至 {count} 指明人口所在波段。",
                count=raster.count,
            ),
        )
    return asked


def _check(path: Path, raster: Any, band: int) -> None:
    if raster.transform.is_identity:
        raise BadFileError(
            say(
                "{name} does not say where on the Earth its pixels lie (no geotransform).",
                "{name} 没有说明像元的地理位置（缺少地理变换参数）。",
                name=path.name,
            )
        )
    if np.dtype(raster.dtypes[band - 1]).kind not in "iuf":
        raise BadFileError(say("The pixels of {name} are no real numbers.", "{name} 的像元不是实数。", name=path.name))
    height, width = raster.block_shapes[band - 1]
    if height * width > MOST_BLOCK_PIXELS:
        raise BadFileError(
            say(
                "{name} is stored in pieces of {width:,} × {height:,} pixels, too large to read one by one; store it in"
                " tiles first: gdal_translate -co TILED=YES {name} tiled.tif.",
                "{name} 按 {width:,} × {height:,} 像元的整块存储，无法分块读取；请先转为分块存储："
                "gdal_translate -co TILED=YES {name} tiled.tif。",
                name=path.name,
                width=width,
                height=height,
            )
        )


def _windows(raster: Any, band: int) -> Iterator[Any]:
    """Whole blocks, as many as make up `PIXELS_AT_ONCE`: rows of blocks, or parts of a row of blocks."""
    from rasterio.windows import Window

    height, width = raster.block_shapes[band - 1]
    across = max(1, min(-(-raster.width // width), PIXELS_AT_ONCE // (height * width))) * width
    up = max(1, PIXELS_AT_ONCE // (height * min(across, raster.width))) * height if across >= raster.width else height
    for row in range(0, raster.height, up):
        for column in range(0, raster.width, across):
            yield Window(column, row, min(across, raster.width - column), min(up, raster.height - row))


def _read(raster: Any, band: int, window: Any, nodata: float | None) -> tuple[Any, Any]:
    """The pixels as people, and which of them are empty: marked as having no data, or not a number."""
    pixels = raster.read(band, window=window, masked=True)
    is_empty = np.ma.getmaskarray(pixels)
    if nodata is not None:
        is_empty = is_empty | (pixels.data == np.asarray(nodata).astype(pixels.dtype))
    values = pixels.data.astype(float) * raster.scales[band - 1] + raster.offsets[band - 1]
    if pixels.dtype.kind == "f":
        is_empty = is_empty | np.isnan(values)
    if nodata is None and raster.nodatavals[band - 1] is None:
        _refuse_hidden_marks(values, is_empty, window)
    return values, is_empty


def _refuse_hidden_marks(values: Any, is_empty: Any, window: Any) -> None:
    negative = np.argwhere((values < 0) & ~is_empty)
    if len(negative):
        row, column = negative[0]
        raise BadOptionError(
            "nodata",
            say(
                "The raster declares no value for “no data” and holds {value} (row {row}, column {column});"
                " if that marks empty pixels, say --nodata={value}.",
                "栅格未声明无数据值，却含有 {value}（第 {row} 行第 {column} 列）；"
                "若它表示无数据，请加 --nodata={value}。",
                value=float(values[row, column]),
                row=window.row_off + row + 1,
                column=window.col_off + column + 1,
            ),
        )


def _batch(raster: Any, window: Any, values: Any, is_empty: Any, done: int) -> Batch:
    """The pixels that hold something other than nobody, by their centres."""
    rows, columns = np.nonzero((values != 0) & ~is_empty)
    persons = values[rows, columns]
    rows, columns = rows + window.row_off, columns + window.col_off
    a, b, c, d, e, f = tuple(raster.transform)[:6]
    across, down = columns + 0.5, rows + 0.5
    return Batch(
        lines=rows + 1,
        persons=persons,
        x=a * across + b * down + c,
        y=d * across + e * down + f,
        columns=columns + 1,
        zeros=int(((values == 0) & ~is_empty).sum()),
        done=done,
    )


def _unreadable(path: Path, error: Exception) -> BadFileError:
    why = str(error.__cause__ or error)[:300]
    return BadFileError(say("{name} cannot be read: {why}", "{name} 无法读取：{why}", name=path.name, why=why))
