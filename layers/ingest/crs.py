"""Coordinate systems of files: declared, asked for, or asked about; never guessed."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from layers.geo import CGCS2000, WGS84
from layers.ingest import datums
from layers.ingest.errors import BadFileError, BadOptionError
from layers.ingest.wording import say

Floats = NDArray[np.float64]
Convert = Callable[[Floats, Floats], tuple[Floats, Floats]]

SHIFTED: dict[str, Convert] = {"gcj02": datums.gcj02_to_wgs84, "bd09": datums.bd09_to_wgs84}
OLD_DATUMS = {4214: "Beijing 1954", 4610: "Xian 1980", 4555: "New Beijing"}
"""Without the local seven parameters these come out tens to a hundred metres wrong, so they are refused."""

IDENTITIES = {WGS84: "wgs84", CGCS2000: "cgcs2000", 4979: "wgs84", 4480: "cgcs2000"}
PREFIXED_EASTING_M = 1_000_000
_ESRI_NAMES = (
    # of a .prj: pattern, first code, first number, step (a central meridian of 3n or 6n degrees, or a zone)
    (re.compile(r"CGCS2000_3_Degree_GK_CM_(\d+)E", re.IGNORECASE), 4534, 75, 3),
    (re.compile(r"CGCS2000_3_Degree_GK_Zone_(\d+)", re.IGNORECASE), 4513, 25, 1),
    (re.compile(r"CGCS2000_GK_CM_(\d+)E", re.IGNORECASE), 4502, 75, 6),
    (re.compile(r"CGCS2000_GK_Zone_(\d+)", re.IGNORECASE), 4491, 13, 1),
)


@dataclass(frozen=True)
class System:
    """A coordinate system: its name as rows keep it, and its way to WGS 84."""

    name: str
    to_wgs84: Convert
    is_geographic: bool
    is_shifted: bool = False
    false_easting_m: float | None = None


def choose_system(*, declared: str | None, crs: str | None, datum: str | None) -> System:
    """Return the system of a file's coordinates; what the user says goes before what the file says.

    Without any word it is taken for WGS 84, which `check_range` then tests.

    Raises
    ------
    BadOptionError, BadFileError
        Unknown, contradictory, or a system that cannot be brought to WGS 84 with known accuracy.
    """
    if datum is not None and datum not in SHIFTED:
        raise BadOptionError("datum", say("datum must be gcj02 or bd09.", "datum 只能是 gcj02 或 bd09。"))
    system = _system(crs, from_option=True) if crs else _system(declared) if declared else _as_they_are("wgs84")
    if datum is None:
        return system
    if not system.is_geographic:
        raise BadOptionError(
            "datum",
            say(
                "{datum} is in degrees, but the coordinates are {name}.",
                "{datum} 的单位是度，但坐标系是 {name}。",
                datum=datum,
                name=system.name,
            ),
        )
    return System(datum, SHIFTED[datum], is_geographic=True, is_shifted=True)


def check_range(system: System, x: Floats, y: Floats) -> None:
    """Test the first coordinates of a file against its system.

    Raises
    ------
    BadOptionError
        Degrees that are no degrees, or eastings whose zone prefix does not fit.
    """
    x, y = x[np.isfinite(x)], y[np.isfinite(y)]
    if not len(x):
        return
    easting_m = float(np.median(x))
    if system.is_geographic:
        if abs(easting_m) > 400 or abs(float(np.median(y))) > 400:
            raise BadOptionError("crs", _ask_for_crs(easting_m, float(np.median(y))))
    elif system.false_easting_m is not None:
        _check_prefix(system, easting_m)


def _check_prefix(system: System, easting_m: float) -> None:
    wants_prefix = (system.false_easting_m or 0) > PREFIXED_EASTING_M
    if wants_prefix and abs(easting_m) < PREFIXED_EASTING_M:
        raise BadOptionError(
            "crs",
            say(
                "The eastings (such as {easting:.0f}) carry no zone prefix, but {name} has one; "
                "the system by central meridian is meant.",
                "东坐标（如 {easting:.0f}）没有带号前缀，而 {name} 带有前缀；应使用按中央经线定义的坐标系。",
                easting=easting_m,
                name=system.name,
            ),
        )
    if system.false_easting_m and not wants_prefix and easting_m > PREFIXED_EASTING_M and _zones(easting_m):
        raise BadOptionError(
            "crs",
            say(
                "The eastings (such as {easting:.0f}) carry a zone prefix, but {name} has none: "
                "perhaps {zones} is meant.",
                "东坐标（如 {easting:.0f}）带有带号前缀，而 {name} 没有前缀：可能是 {zones}。",
                easting=easting_m,
                name=system.name,
                zones=_zones(easting_m),
            ),
        )


def _ask_for_crs(x: float, y: float) -> str:
    swapped = _zones(y) and not _zones(x)
    zones = _zones(y if swapped else x)
    hint = (
        say(" The prefix of the easting points to {zones}.", "东坐标的带号前缀指向 {zones}。", zones=zones)
        if zones
        else ""
    )
    turn = (
        say(
            " Easting and northing look swapped: the easting belongs into the first column (lon).",
            "东坐标与北坐标看起来写反了：东坐标应在 lon 列。",
        )
        if swapped
        else ""
    )
    return (
        say(
            "The coordinates (such as {x:.0f}, {y:.0f}) are metres, not degrees; "
            "say of which system with --crs EPSG:n.",
            "坐标（如 {x:.0f}, {y:.0f}）是米而不是度；请用 --crs EPSG:n 指明坐标系。",
            x=x,
            y=y,
        )
        + hint
        + turn
    )


def _zones(easting_m: float) -> str:
    """The CGCS2000 Gauss-Krüger zones that a prefixed easting can belong to."""
    zone = int(easting_m // PREFIXED_EASTING_M)
    if 25 <= zone <= 45:
        return f"EPSG:{4488 + zone}"
    return f"EPSG:{4478 + zone}" if 13 <= zone <= 23 else ""


def _as_they_are(name: str) -> System:
    return System(name, lambda x, y: (x, y), is_geographic=True)


def _system(text: str, *, from_option: bool = False) -> System:
    crs = _parse(text, from_option=from_option)
    code = crs.to_epsg(min_confidence=70)
    if code in IDENTITIES:
        return _as_they_are(IDENTITIES[code])
    _refuse_old(crs)
    name = f"EPSG:{code}" if code else "WKT"
    try:
        transformer = Transformer.from_crs(crs, WGS84, always_xy=True)
    except ProjError:
        raise BadFileError(
            say("There is no way from {name} to WGS 84.", "无法从 {name} 转换到 WGS 84。", name=crs.name)
        ) from None
    parameters = crs.coordinate_operation.params if crs.coordinate_operation else []
    easting_m = next((float(one.value) for one in parameters if one.name == "False easting"), None)
    return System(name, lambda x, y: transformer.transform(x, y), crs.is_geographic, false_easting_m=easting_m)


def _parse(text: str, *, from_option: bool) -> CRS:
    for pattern, first_code, first, step in _ESRI_NAMES:
        if (found := pattern.search(text)) and (int(found[1]) - first) % step == 0:
            return CRS.from_epsg(first_code + (int(found[1]) - first) // step)
    if "China_Geodetic_Coordinate_System_2000" in text and "PROJCS" not in text:
        return CRS.from_epsg(CGCS2000)
    try:
        crs = CRS.from_user_input(f"EPSG:{text}" if text.isdigit() else text)
    except CRSError:
        if from_option:
            raise BadOptionError(
                "crs",
                say(
                    "“{text}” is no coordinate system; write it as EPSG:4547.",
                    "“{text}”不是坐标系；请写成 EPSG:4547。",
                    text=text[:60],
                ),
            ) from None
        raise BadFileError(
            say(
                "The file's coordinate system is not understood ({text}); say what it is with --crs EPSG:n.",
                "无法识别文件的坐标系（{text}）；请用 --crs EPSG:n 指明。",
                text=text[:80],
            )
        ) from None
    return crs


def _refuse_old(crs: CRS) -> None:
    """Refuse the datums for which PROJ has no grid and answers with a rough or a regional shift without a word."""
    base = crs.geodetic_crs
    code = base.to_epsg(min_confidence=20) if base else None
    named = next((name for name in ("Beijing", "Xian") if base and name.lower() in base.name.lower()), None)
    if code in OLD_DATUMS or named:
        raise BadFileError(
            say(
                "{name} cannot be brought to WGS 84 without your area's seven parameters "
                "(it would be off by up to 100 m and more); convert the file to CGCS2000 first.",
                "没有当地七参数，{name} 无法转换到 WGS 84（偏差可达百米以上）；请先将文件转换为 CGCS2000。",
                name=crs.name,
            )
        )
