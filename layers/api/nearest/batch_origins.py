"""Very many origins, as columns or as GeoJSON, become arrays; the first few that are wrong are named by their place."""

from collections.abc import Callable
from typing import Any

import numpy as np

from layers.errors import Fault, InvalidInputError, TooBroadError
from layers.geo import LonLat, parse_number
from layers.labels import L
from layers.live.sphere import Floats
from layers.pointers import Reader, refused
from layers.queries.nearest_many import MAX_ORIGINS

FAULTS_NAMED = 5


def read_origins(origins: Any) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes of columns, a GeoJSON FeatureCollection of points, or a MultiPoint."""
    kind = origins.get("type") if isinstance(origins, dict) else None
    if kind == "MultiPoint":
        return _columns(*_split(origins.get("coordinates"), "/coordinates", lambda point: point))
    if kind == "FeatureCollection":
        return _columns(*_split(origins.get("features"), "/features", _position, "/geometry/coordinates"))
    if kind is None and isinstance(origins, dict):
        reader = Reader()
        reader.no_others(origins, ("lon", "lat"), "")
        if reader.faults:
            raise InvalidInputError(*reader.faults)
        return _columns(origins.get("lon"), origins.get("lat"), "/lon/{}", "/lat/{}")
    raise refused(
        L(
            "origins must be lists of lon and lat, a GeoJSON FeatureCollection of points, or a MultiPoint.",
            "origins 必须是 lon 和 lat 两个列表，或 GeoJSON 点要素集合，或 MultiPoint。",
        )
    )


def _split(
    listed: Any, pointer: str, position: Callable[[Any], Any], beneath: str = ""
) -> tuple[list[Any], list[Any], str, str]:
    """Part points into columns."""
    _check_length(listed, pointer)
    lons, lats = [], []
    for place, one in enumerate(listed):
        try:
            lon, lat = position(one)[:2]
        except (TypeError, KeyError, ValueError):
            detail = L("Origin {place} is not a point [lon, lat].", "起点 {place}（从 0 计）不是 [经度, 纬度] 点。")
            raise refused(detail.format(place=place), f"{pointer}/{place}") from None
        lons.append(lon)
        lats.append(lat)
    return lons, lats, pointer + "/{}" + beneath + "/0", pointer + "/{}" + beneath + "/1"


def _position(feature: Any) -> Any:
    geometry = feature["geometry"]
    if geometry["type"] != "Point":
        raise ValueError
    return geometry["coordinates"]


def _check_length(listed: Any, pointer: str) -> None:
    if not isinstance(listed, list):
        raise refused(L("This must be a list.", "此处必须是列表。"), pointer)
    if not listed:
        raise refused(L("There is no origin.", "没有起点。"), pointer)
    if len(listed) > MAX_ORIGINS:
        detail = L("{n} origins are too many: at most {most} at once.", "起点有 {n} 个，一次最多 {most} 个。")
        raise TooBroadError(Fault(detail.format(n=len(listed), most=MAX_ORIGINS), pointer=pointer))


def _columns(lons: Any, lats: Any, lon_pointer: str, lat_pointer: str) -> tuple[Floats, Floats]:
    for listed, pointer in ((lons, "/lon"), (lats, "/lat")):
        _check_length(listed, pointer if "/lon/" in lon_pointer else "")
    if len(lons) != len(lats):
        detail = L("lon has {n} entries, lat has {m}.", "lon 有 {n} 项，lat 有 {m} 项。")
        raise refused(detail.format(n=len(lons), m=len(lats)))
    as_lons, as_lats = _floats(lons), _floats(lats)
    right = (np.abs(as_lons) <= 180) & (np.abs(as_lats) <= 90)  # NaN is neither
    if not right.all():
        raise InvalidInputError(*_faults(lons, lats, np.flatnonzero(~right).tolist(), lon_pointer, lat_pointer))
    return as_lons, as_lats


def _floats(listed: list[Any]) -> Floats:
    """Return numbers as an array, NaN for what is none."""
    if {*map(type, listed)} <= {int, float}:
        try:
            return np.array(listed, float)
        except OverflowError:
            pass
    return np.array([_float(one) for one in listed])


def _float(one: Any) -> float:
    try:
        return float(one) if type(one) in (int, float) else np.nan
    except OverflowError:
        return np.nan


def _faults(lons: list[Any], lats: list[Any], wrong: list[int], lon_pointer: str, lat_pointer: str) -> list[Fault]:
    """Say of the first few wrong origins what is wrong, and of how many more it is not said."""
    pointers = {"lon": lon_pointer, "lat": lat_pointer}
    faults: list[Fault] = []
    for place in wrong[:FAULTS_NAMED]:
        for fault in _faults_of(lons[place], lats[place]):
            detail = L("Origin {place}: {detail}", "起点 {place}（从 0 计）：{detail}").format(
                place=place, detail=fault.detail
            )
            faults.append(Fault(detail, pointer=pointers[fault.parameter or "lon"].format(place)))
    if len(wrong) > FAULTS_NAMED:
        detail = L("{n} more origins are wrong.", "另有 {n} 个起点有误。").format(n=len(wrong) - FAULTS_NAMED)
        faults.append(Fault(detail, pointer=""))
    return faults


def _faults_of(lon: Any, lat: Any) -> list[Fault]:
    faults: list[Fault] = []
    numbers = []
    for name, value in (("lon", lon), ("lat", lat)):
        try:
            numbers.append(parse_number(None if isinstance(value, str) else value, name=name))
        except (InvalidInputError, OverflowError) as error:
            faults += getattr(error, "faults", [Fault(L("not a number", "不是数字"), name)])
    if not faults:
        try:
            LonLat(*numbers)
        except InvalidInputError as error:
            faults += error.faults
    return faults
