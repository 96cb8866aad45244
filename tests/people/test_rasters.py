"""People from rasters: window by window as in one piece, and a clear answer to each defect."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from rasterio.transform import Affine, from_origin

from layers.ingest.errors import BadFileError, BadOptionError
from layers.ingest.population import read_raster
from layers.ingest.population.report import PopulationReport
from layers.people.store import load_people
from tests.people.cases import as_rows

Import = Callable[..., PopulationReport]
NORTH_UP = from_origin(109, 35, 0.01, 0.02)


def save(
    path: Path, values: Any, *, transform: Affine | None = NORTH_UP, crs: str | None = "EPSG:4326", **more: Any
) -> Path:
    bands = np.atleast_3d(np.asarray(values)) if np.ndim(values) == 2 else np.moveaxis(np.asarray(values), 0, -1)
    height, width, count = bands.shape
    where = {} if transform is None else {"transform": transform}
    with rasterio.open(
        path, "w", driver="GTiff", height=height, width=width, count=count, dtype=bands.dtype, crs=crs, **where, **more
    ) as raster:
        for band in range(count):
            raster.write(bands[:, :, band], band + 1)
    return path


def people(seed: int = 1, shape: tuple[int, int] = (120, 90), *, empty: float = -1.0) -> Any:
    """Float pixels: a third empty, a third nobody, a third some."""
    rng = np.random.default_rng(seed)
    values = rng.uniform(0.01, 50, shape).astype(np.float32)
    kind = rng.integers(0, 3, shape)
    values[kind == 0] = empty
    values[kind == 1] = 0
    return values


def in_one_piece(values: Any, transform: Affine, *, crs: int = 4326) -> list[tuple[float, float, float]]:
    """The cells by numpy over the whole raster at once."""
    rows, columns = np.nonzero(values > 0)
    a, b, c, d, e, f, *_ = transform
    x, y = a * (columns + 0.5) + b * (rows + 0.5) + c, d * (columns + 0.5) + e * (rows + 0.5) + f
    lons, lats = Transformer.from_crs(crs, 4326, always_xy=True).transform(x, y)
    return sorted(zip(lons.tolist(), lats.tolist(), values[rows, columns].astype(float).tolist(), strict=True))


def rows() -> list[tuple[float, float, float]]:
    loaded = load_people("town")
    assert loaded is not None
    return as_rows(loaded.cells)


@pytest.mark.parametrize("at_once", [1, 700, 5000, 10**6])
@pytest.mark.parametrize("layout", [{"tiled": True, "blockxsize": 16, "blockysize": 32}, {"blockysize": 7}, {}])
def test_by_window_is_as_in_one_piece(
    at_once: int, layout: dict[str, Any], bring_in: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_raster, "PIXELS_AT_ONCE", at_once)
    values = people()
    report = bring_in(save(tmp_path / "a.tif", values, nodata=-1, **layout))
    expected = in_one_piece(values, NORTH_UP)
    np.testing.assert_allclose(np.array(rows()), np.array(expected), rtol=1e-14)
    assert report.account.rows_read + report.without_data == values.size
    assert (report.without_data, report.account.empty) == ((values == -1).sum(), (values == 0).sum())
    assert report.stored_persons == pytest.approx(values[values > 0].sum(dtype=float), rel=1e-12)
    assert (report.form, report.exit_code) == ("raster", 0)


@pytest.mark.parametrize("crs", [4547, 3857, 32649])
def test_each_window_is_brought_to_degrees(crs: int, bring_in: Import, tmp_path: Path) -> None:
    x, y = Transformer.from_crs(4326, crs, always_xy=True).transform(109.5, 34.5)
    transform = from_origin(x, y, 100, 100)
    values = people(crs)
    report = bring_in(save(tmp_path / "a.tif", values, transform=transform, crs=f"EPSG:{crs}", nodata=-1))
    assert report.coordinates == f"EPSG:{crs}"
    np.testing.assert_allclose(np.array(rows()), np.array(in_one_piece(values, transform, crs=crs)), rtol=1e-12)


def test_a_turned_raster_is_turned(bring_in: Import, tmp_path: Path) -> None:
    transform = Affine(0.008, 0.005, 109, 0.005, -0.008, 34)
    values = people()
    bring_in(save(tmp_path / "a.tif", values, transform=transform, nodata=-1))
    np.testing.assert_allclose(np.array(rows()), np.array(in_one_piece(values, transform)), rtol=1e-12)


def test_whole_numbers_stay_whole(bring_in: Import, tmp_path: Path) -> None:
    values = np.array([[0, 5, 70_000], [65_535, 1, 2]], np.uint32)
    report = bring_in(save(tmp_path / "a.tif", values, nodata=65_535))
    assert (report.stored_persons, report.without_data, report.cells) == (70_008, 1, 4)


def test_scaled_pixels_are_unpacked(bring_in: Import, tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", np.array([[10, 20], [255, 0]], np.uint8), nodata=255)
    with rasterio.open(path, "r+") as raster:
        raster.scales, raster.offsets = (0.5,), (1.0,)
    assert bring_in(path).stored_persons == 6 + 11 + 1


def test_not_a_number_is_no_data(bring_in: Import, tmp_path: Path) -> None:
    values = np.array([[np.nan, 5], [7, np.nan]], np.float32)
    report = bring_in(save(tmp_path / "a.tif", values))
    assert (report.stored_persons, report.without_data, report.exit_code) == (12, 2, 0)


def test_negative_and_infinite_pixels_are_refused_by_row_and_column(bring_in: Import, tmp_path: Path) -> None:
    values = np.array([[-9999, 5, -2], [np.inf, 7, 0]], np.float32)
    report = bring_in(save(tmp_path / "a.tif", values, nodata=-9999))
    assert (report.stored_persons, report.without_data, report.account.refused, report.exit_code) == (12, 1, 2, 3)
    assert report.account.negative_persons == -2
    assert [(note.line, note.field, note.value) for note in report.notes] == [
        (1, "column 3", "-2"),
        (2, "column 1", "inf"),
    ]


def test_a_mark_that_is_not_declared_is_asked_about(bring_in: Import, tmp_path: Path) -> None:
    mark = float(np.float32(-3.4028234663852886e38))
    path = save(tmp_path / "a.tif", np.array([[1, 2], [3, mark]], np.float32))
    with pytest.raises(BadOptionError, match=r"no value for “no data” and holds -3\.4.*row 2, column 2") as refused:
        bring_in(path)
    said = str(refused.value).partition("--nodata=")[2].rstrip(".")
    assert bring_in(path, nodata=float(said)).stored_persons == 6


def test_without_a_system_it_is_asked_for(bring_in: Import, tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", np.ones((2, 2), np.float32), crs=None)
    with pytest.raises(BadOptionError, match="declares no coordinate system; say which with --crs"):
        bring_in(path)
    assert bring_in(path, crs="EPSG:4326").cells == 4


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_without_a_position_it_is_refused(bring_in: Import, tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", np.ones((2, 2), np.float32), transform=None)
    with pytest.raises(BadFileError, match="no geotransform"):
        bring_in(path)


def test_metres_that_say_they_are_degrees_are_refused(bring_in: Import, tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", np.ones((2, 2), np.float32), transform=from_origin(500_000, 3_800_000, 100, 100))
    with pytest.raises(BadOptionError, match="metres, not degrees"):
        bring_in(path)


def test_pixels_beyond_the_antimeridian_are_lost_and_counted(bring_in: Import, tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", np.full((1, 4), 3, np.float32), transform=from_origin(178, 10, 1, 1))
    report = bring_in(path)
    assert (report.stored_persons, report.account.lost_persons, report.difference, report.exit_code) == (6, 6, 0, 3)
    assert "outside ±180°" in report.notes[0].reason


def test_of_several_bands_one_is_named(bring_in: Import, tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", np.stack([np.full((2, 2), n, np.float32) for n in (1, 10)]))
    with pytest.raises(BadOptionError, match="2 bands"):
        bring_in(path)
    with pytest.raises(BadOptionError, match="2 bands"):
        bring_in(path, band=3)
    assert bring_in(path, band=2).stored_persons == 40


def test_complex_pixels_are_no_people(bring_in: Import, tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", np.ones((2, 2), np.complex64))
    with pytest.raises(BadFileError, match="no real numbers"):
        bring_in(path)


def test_one_huge_piece_is_asked_to_be_tiled(bring_in: Import, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_raster, "MOST_BLOCK_PIXELS", 100)
    path = save(tmp_path / "a.tif", np.ones((20, 20), np.float32), blockysize=20)
    with pytest.raises(BadFileError, match=r"20 × 20 pixels, too large.*TILED=YES"):
        bring_in(path)


@pytest.mark.parametrize("kept_bytes", [0, 100, 3000])
def test_a_raster_that_was_cut_off_leaves_the_old_people(kept_bytes: int, bring_in: Import, tmp_path: Path) -> None:
    bring_in("lon,lat,people\n1,2,5\n")
    path = save(tmp_path / "a.tif", people(), nodata=-1)
    path.write_bytes(path.read_bytes()[:kept_bytes])
    with pytest.raises(BadFileError, match="cannot be read"):
        bring_in(path)
    assert rows() == [(1, 2, 5)]


def test_text_called_tif_cannot_be_read(bring_in: Import, tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match=r"a\.tif cannot be read"):
        bring_in("lon,lat,people\n", file="a.tif")
    with pytest.raises(BadFileError, match=r"no file none\.tif"):
        bring_in(tmp_path / "none.tif")


def test_a_raster_of_nobody_writes_nothing(bring_in: Import, tmp_path: Path) -> None:
    report = bring_in(save(tmp_path / "a.tif", np.zeros((3, 3), np.float32)))
    assert (report.exit_code, report.written, report.account.empty) == (1, False, 9)
