"""Coordinate systems: converted where that is safe, refused with a sentence where it is not."""

import numpy as np
import pytest
from pyproj import CRS

from layers.errors import InvalidInputError
from layers.ingest.crs import check_range, choose_system

BEIJING = (116.397428, 39.90923)
EASTING_M, NORTHING_M = 448475.815, 4419624.325


def system(declared: str | None = None, crs: str | None = None, datum: str | None = None):  # type: ignore[no-untyped-def]
    return choose_system(declared=declared, crs=crs, datum=datum)


@pytest.mark.parametrize(
    ("code", "easting_m"),
    [("EPSG:4548", EASTING_M), ("EPSG:4527", 39_000_000 + EASTING_M), ("4527", 39_000_000 + EASTING_M)],
)
def test_gauss_krueger_comes_out_in_degrees(code: str, easting_m: float) -> None:
    lon, lat = system(crs=code).to_wgs84(np.array([easting_m]), np.array([NORTHING_M]))
    assert (lon[0], lat[0]) == pytest.approx(BEIJING, abs=1e-8)


@pytest.mark.parametrize(("code", "name"), [("EPSG:4490", "cgcs2000"), ("EPSG:4326", "wgs84")])
def test_cgcs2000_is_taken_as_wgs84(code: str, name: str) -> None:
    chosen = system(crs=code)
    assert chosen.name == name
    assert chosen.to_wgs84(*BEIJING) == BEIJING


@pytest.mark.parametrize(
    ("code", "epsg"), [(4547, "EPSG:4547"), (4526, "EPSG:4526"), (4507, "EPSG:4507"), (4497, "EPSG:4497")]
)
def test_the_names_in_prj_files_are_known(code: int, epsg: str) -> None:
    name = CRS.from_epsg(code).to_wkt("WKT1_ESRI").split('"')[1]
    assert system(declared=f'PROJCS["{name}",GEOGCS["cut off"]]').name == epsg


@pytest.mark.parametrize("code", ["EPSG:4214", "EPSG:4610", "EPSG:4555", "EPSG:2401", "EPSG:2383", "EPSG:2349"])
def test_old_datums_are_refused_for_want_of_parameters(code: str) -> None:
    with pytest.raises(InvalidInputError, match="seven parameters"):
        system(crs=code)
    with pytest.raises(InvalidInputError, match="seven parameters"):
        system(declared=CRS.from_user_input(code).to_wkt("WKT1_ESRI"))


@pytest.mark.parametrize(
    ("crs", "x", "y", "says"),
    [
        (None, 39448475.0, 4419624.0, "EPSG:4527"),
        (None, 4419624.0, 39448475.0, "swapped"),
        (None, 448475.0, 4419624.0, "--crs"),
        ("EPSG:4548", 39448475.0, 4419624.0, "EPSG:4527"),
        ("EPSG:4527", 448475.0, 4419624.0, "no zone prefix"),
    ],
)
def test_metres_in_the_wrong_system_are_asked_about(crs: str | None, x: float, y: float, says: str) -> None:
    with pytest.raises(InvalidInputError, match=says):
        check_range(system(crs=crs), np.array([x]), np.array([y]))


@pytest.mark.parametrize(
    ("crs", "x", "y"),
    [
        ("EPSG:4548", EASTING_M, NORTHING_M),
        (None, *BEIJING),
        ("EPSG:3857", 13_020_000.0, 4_120_000.0),
        (None, float("nan"), 1.0),
    ],
)
def test_what_fits_is_let_through(crs: str | None, x: float, y: float) -> None:
    check_range(system(crs=crs), np.array([x]), np.array([y]))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"crs": "EPSG:999999"}, "no coordinate system"),
        ({"crs": "nonsense"}, "no coordinate system"),
        ({"datum": "wgs72"}, "gcj02 or bd09"),
        ({"datum": "gcj02", "crs": "EPSG:4548"}, "in degrees"),
        ({"declared": "LOCAL_CS[broken"}, "--crs"),
    ],
)
def test_nonsense_is_named(options: dict[str, str], says: str) -> None:
    with pytest.raises(InvalidInputError, match=says):
        system(**options)


def test_the_user_goes_before_the_file() -> None:
    assert system(declared="EPSG:4326", crs="EPSG:4548").name == "EPSG:4548"
    assert system(declared="EPSG:4326", datum="gcj02").name == "gcj02"
