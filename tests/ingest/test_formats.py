"""The same three shelters from every format and encoding come out the same."""

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from layers.errors import InvalidInputError
from layers.ingest.load import ImportOptions, import_file
from layers.models import Shelter

pytestmark = pytest.mark.django_db

HEAD = ["编码", "名称", "地址", "可容纳人数", "状态"]
ROWS = [
    ("A1", "朝阳公园避难场所", "朝阳大街1号", 1200, "待命"),
    ("A2", "㙍头村𠮷庄", "镇中心", 80, "已开放"),
    ("A3", "体育场", "", None, "关闭"),
]
PLACES = [(109.51, 34.5), (109.6, 34.6), (110.1, 35.2)]


def as_csv(encoding: str, separator: str = ",") -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=separator)
        writer.writerow([*HEAD, "经度", "纬度"])
        writer.writerows([*row, *place] for row, place in zip(ROWS, PLACES, strict=True))
        path = folder / "shelters.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return write


def as_xlsx(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["渭南市应急避难场所一览表"])
    sheet.append([])
    sheet.append([*HEAD, "经度", "纬度"])
    for row, place in zip(ROWS, PLACES, strict=True):
        sheet.append([*row, *place])
    book.save(folder / "shelters.xlsx")
    return folder / "shelters.xlsx"


def as_layer(suffix: str, crs: str = "EPSG:4326", **options: Any) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / f"避难场所{suffix}"
        columns = [np.array([row[i] for row in ROWS], dtype=object) for i in (0, 1, 2, 4)]
        columns.insert(3, np.array([row[3] or np.nan for row in ROWS], dtype=float))
        head = HEAD if suffix != ".shp" else ["编码", "名称", "地址", "可容纳人数"[:5], "状态"]
        pyogrio.raw.write(
            path,
            geometry=shapely.to_wkb(shapely.points(PLACES)),
            field_data=columns,
            fields=head,
            geometry_type="Point",
            crs=crs,
            **options,
        )
        return path

    return write


def without_cpg(folder: Path) -> Path:
    """As many Chinese programs write them: GBK, no .cpg, and the language byte 87, which GDAL takes for Latin-1."""
    path = as_layer(".shp", encoding="GB18030")(folder)
    path.with_suffix(".cpg").unlink(missing_ok=True)
    dbf = bytearray(path.with_suffix(".dbf").read_bytes())
    dbf[29] = 0x57
    path.with_suffix(".dbf").write_bytes(dbf)
    return path


def zipped(folder: Path) -> Path:
    shape = without_cpg(folder)
    with zipfile.ZipFile(folder / "shelters.zip", "w") as archive:
        for part in folder.glob(f"{shape.stem}.*"):
            archive.write(part, f"数据/{part.name}")
    return folder / "shelters.zip"


WRITERS = {
    "UTF-8 CSV": as_csv("utf-8"),
    "UTF-8 CSV with a mark": as_csv("utf-8-sig"),
    "GB18030 CSV": as_csv("gb18030"),
    "UTF-16 tabs, as spreadsheets save": as_csv("utf-16", "\t"),
    "semicolons": as_csv("utf-8", ";"),
    "XLSX below a title": as_xlsx,
    "GeoJSON": as_layer(".geojson"),
    "GPKG": as_layer(".gpkg"),
    "GPKG in CGCS2000": as_layer(".gpkg", crs="EPSG:4490"),
    "shapefile in UTF-8": as_layer(".shp", encoding="UTF-8"),
    "shapefile in GBK whose language byte lies": without_cpg,
    "zipped shapefile": zipped,
}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_format_gives_the_same_rows(kind: str, tmp_path: Path) -> None:
    report = import_file("shelters", WRITERS[kind](tmp_path))
    assert (report.created, report.notes, report.ignored_columns) == (3, (), ())
    for (code, name, address, persons, _), place in zip(ROWS, PLACES, strict=True):
        row = Shelter.objects.get(code=code)
        assert (row.name, row.address, row.capacity_evacuation_persons) == (name, address, persons)
        assert row.geom.coords == pytest.approx(place, abs=1e-9)
    assert list(Shelter.objects.values_list("status", flat=True)) == ["standby", "open", "closed"]


def test_a_projected_layer_is_converted(tmp_path: Path) -> None:
    path = tmp_path / "gk.gpkg"
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(shapely.points([(448475.815, 4419624.325)])),
        field_data=[np.array(["A1"], object), np.array(["Beijing"], object)],
        fields=["code", "name"],
        geometry_type="Point",
        crs="EPSG:4548",
    )
    import_file("shelters", path)
    row = Shelter.objects.get()
    assert row.geom.coords == pytest.approx((116.397428, 39.90923), abs=1e-7)
    assert (row.source_datum, row.source_x) == ("EPSG:4548", 448475.815)


def test_a_park_given_as_a_polygon_stands_at_a_point_inside(tmp_path: Path) -> None:
    crescent = shapely.from_wkt("POLYGON((109 34,111 34,111 36,109 36,109 35.9,110.9 35.9,110.9 34.1,109 34.1,109 34))")
    path = tmp_path / "parks.geojson"
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array([crescent])),
        geometry_type="Polygon",
        crs="EPSG:4326",
        field_data=[np.array(["A1"], object), np.array(["Park"], object)],
        fields=["code", "name"],
    )
    import_file("shelters", path)
    assert crescent.contains(shapely.Point(Shelter.objects.get().geom.coords))


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["写给填表人"])
    book.create_sheet("数据").append(["code", "name", "lon", "lat"])
    book["数据"].append(["A1", "One", 109.5, 34.5])
    book.save(tmp_path / "two.xlsx")
    with pytest.raises(InvalidInputError, match="说明, 数据"):
        import_file("shelters", tmp_path / "two.xlsx", ImportOptions(sheet="第三"))
    assert import_file("shelters", tmp_path / "two.xlsx", ImportOptions(sheet="数据")).created == 1


def test_a_shapefile_without_its_dbf_says_so(tmp_path: Path) -> None:
    path = without_cpg(tmp_path)
    path.with_suffix(".dbf").unlink()
    with pytest.raises(InvalidInputError, match=r"no \.dbf"):
        import_file("shelters", path)


def test_a_geometry_goes_before_columns_with_positions(tmp_path: Path) -> None:
    path = tmp_path / "both.gpkg"
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(shapely.points([(448475.815, 4419624.325)])),
        geometry_type="Point",
        crs="EPSG:4548",
        field_data=[np.array(["A1"], object), np.array(["Beijing"], object), np.array([10.0]), np.array([20.0])],
        fields=["code", "name", "lon", "lat"],
    )
    report = import_file("shelters", path)
    assert report.ignored_columns == ("lon", "lat")
    assert Shelter.objects.get().geom.coords == pytest.approx((116.397428, 39.90923), abs=1e-7)
