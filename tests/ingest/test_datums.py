"""GCJ-02 and BD-09 against published positions, an independent program, and themselves."""

import math

import numpy as np
import prcoords
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from layers.geo import GEOD
from layers.ingest import datums

GOLDEN = {
    # city: WGS 84, GCJ-02, BD-09
    "Beijing": ((116.397428, 39.90923), (116.40367163, 39.91063351), (116.41004410, 39.91697286)),
    "Shanghai": ((121.473701, 31.230416), (121.47822406, 31.22847374), (121.48478247, 31.23432658)),
    "Chengdu": ((104.066541, 30.572269), (104.06904598, 30.56981459), (104.07552221, 30.57582454)),
    "Guangzhou": ((113.264385, 23.129112), (113.26971458, 23.12643534), None),
    "Urumqi": ((87.616848, 43.825592), (87.61969800, 43.82679744), None),
}
ABROAD = {
    "Seoul": (126.978, 37.5665),
    "Hanoi": (105.8342, 21.0278),
    "Delhi": (77.209, 28.6139),
    "Ulaanbaatar": (106.9177, 47.8864),
    "Kathmandu": (85.324, 27.7172),
    "Almaty": (76.945, 43.238),
    "Pyongyang": (125.7625, 39.0392),
    "Taipei": (121.5654, 25.033),
    "Berlin": (13.4, 52.52),
}
SHIFTED = {
    "Hong Kong": (114.1694, 22.3193),
    "Macau": (113.5439, 22.1987),
    "Dandong": (124.3545, 40.0005),
    "Heihe": (127.5285, 50.2455),
    "Kashgar": (75.9898, 39.4704),
    "Haikou": (110.1983, 20.044),
    "Futian": (114.055, 22.521),
}
inland_lon = st.floats(76, 132)
inland_lat = st.floats(19, 52)


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(GEOD.inv(*a, *b)[2])


@pytest.mark.parametrize("city", GOLDEN)
def test_published_positions_come_out(city: str) -> None:
    wgs84, gcj02, bd09 = GOLDEN[city]
    assert datums.wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-8)
    assert metres(datums.gcj02_to_wgs84(*gcj02), wgs84) < 0.002  # the published figures end at the millimetre
    if bd09:
        assert datums.wgs84_to_bd09(*wgs84) == pytest.approx(bd09, abs=1e-8)
        assert metres(datums.bd09_to_wgs84(*bd09), wgs84) < 0.002


@given(lon=inland_lon, lat=inland_lat)
def test_there_and_back_is_where_it_was(lon: float, lat: float) -> None:
    assume(datums.is_shifted(lon, lat))
    assert metres(datums.gcj02_to_wgs84(*datums.wgs84_to_gcj02(lon, lat)), (lon, lat)) < 0.001
    assert metres(datums.bd09_to_wgs84(*datums.wgs84_to_bd09(lon, lat)), (lon, lat)) < 0.001
    assert metres(datums.bd09_to_gcj02(*datums.gcj02_to_bd09(lon, lat)), (lon, lat)) < 0.001


@given(lon=inland_lon, lat=inland_lat)
def test_an_independent_program_agrees(lon: float, lat: float) -> None:
    assume(datums.is_shifted(lon, lat))
    there = prcoords.wgs_gcj(prcoords.Coords(lat=lat, lon=lon), check_china=False)
    assert metres(datums.wgs84_to_gcj02(lon, lat), (there.lon, there.lat)) < 1e-5
    back = prcoords.gcj_wgs_bored(prcoords.Coords(lat=lat, lon=lon), check_china=False)
    ours = datums.gcj02_to_wgs84(lon, lat)
    assume(bool(datums.is_shifted(*ours)))
    assert metres(ours, (back.lon, back.lat)) < 0.01  # it stops at 1e-5 degrees of its last step


@pytest.mark.parametrize("city", ABROAD)
def test_places_abroad_are_not_shifted(city: str) -> None:
    assert datums.wgs84_to_gcj02(*ABROAD[city]) == ABROAD[city]
    assert datums.gcj02_to_wgs84(*ABROAD[city]) == ABROAD[city]


@pytest.mark.parametrize("city", SHIFTED)
def test_border_towns_are_shifted(city: str) -> None:
    assert metres(datums.wgs84_to_gcj02(*SHIFTED[city]), SHIFTED[city]) > 25


def test_a_hundred_thousand_positions_go_at_once_and_missing_ones_stay_missing() -> None:
    lon = np.full(100_000, 116.397428)
    lat = np.full(100_000, 39.90923)
    lon[7] = math.nan
    to_lon, to_lat = datums.wgs84_to_gcj02(lon, lat)
    assert math.isnan(to_lon[7])
    assert (to_lon[-1], to_lat[-1]) == pytest.approx(GOLDEN["Beijing"][1], abs=1e-8)
