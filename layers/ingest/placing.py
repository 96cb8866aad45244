"""Where rows are: columns or geometries in the file's system → WGS 84, checked, in whole chunks."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.errors import InvalidInputError
from layers.geo import LonLat
from layers.ingest import datums
from layers.ingest.crs import System, check_range
from layers.ingest.outlines import Placed, PlaceNote, as_polygon, checked_outline
from layers.ingest.report import Outcome
from layers.ingest.targets import Target
from layers.ingest.wording import say

DECIMALS = 8
"""Of converted degrees: about a millimetre."""
ARCTIC_LAT = 73.0

Floats = NDArray[np.float64]


class Placer:
    """Brings the places of a file to WGS 84; the first chunk shows whether the file is in the system it claims."""

    def __init__(self, target: Target, system: System) -> None:
        self.target = target
        self.system = system
        self.checked = False
        self.positions: dict[tuple[float, float], int] = {}

    def place(
        self,
        rows: list[Any],
        x: Floats,
        y: Floats,
        geometries: list[Any],
    ) -> Iterator[tuple[Placed | None, list[PlaceNote]]]:
        """Yield for each row its place (None: the file gives none) and what is to be said of it."""
        if self.target.geometry == "polygon":
            yield from (self._outline(geometry) for geometry in geometries)
            return
        outlines = [as_polygon(geometry) for geometry in geometries]
        for index, geometry in enumerate(geometries):
            if geometry is not None and not geometry.is_empty and np.isnan(x[index]) and np.isnan(y[index]):
                inner = geometry if geometry.geom_type == "Point" else geometry.point_on_surface()
                x[index], y[index] = inner.x, inner.y
        if not self.checked:
            check_range(self.system, x, y)
            self.checked = True
        lon, lat = self.system.to_wgs84(x, y)
        shifted = datums.is_shifted(lon, lat) if self.system.is_shifted else np.ones(len(x), bool)
        for index, row in enumerate(rows):
            yield self._point(row, x[index], y[index], lon[index], lat[index], bool(shifted[index]), outlines[index])

    def _point(
        self,
        row: Any,
        x: float,
        y: float,
        lon: float,
        lat: float,
        shifted: bool,
        outline: Any,
    ) -> tuple[Placed | None, list[PlaceNote]]:
        if np.isnan(x) and np.isnan(y):
            return None, []
        notes = list(self._faults(x, y, lon, lat))
        if notes:
            return None, notes
        notes.extend(self._remarks(row, x, y, shifted))
        kept = None
        if outline is not None and self.target.has_outline:
            placed, faults = self._outline(outline)
            notes.extend(faults)
            kept = placed.outline if placed else None
        exact = (lon, lat) if (lon, lat) == (x, y) else (round(lon, DECIMALS), round(lat, DECIMALS))
        return Placed(float(exact[0]), float(exact[1]), float(x), float(y), kept), notes

    def _remarks(self, row: Any, x: float, y: float, shifted: bool) -> Iterator[PlaceNote]:
        shown = f"{x:.10g}, {y:.10g}"
        if not shifted:
            reason = say(
                "The place is outside China, where {datum} is not in use: it was taken as WGS 84.",
                "该位置在中国境外，不使用 {datum}：已按 WGS 84 处理。",
                datum=self.system.name,
            )
            yield PlaceNote("lon", shown, reason, Outcome.WARNING)
        first = self.positions.setdefault((x, y), row.line)
        if first != row.line:
            reason = say("The same position as line {line}.", "与第 {line} 行位置相同。", line=first)
            yield PlaceNote("lon", shown, reason, Outcome.WARNING)

    def _faults(self, x: float, y: float, lon: float, lat: float) -> Iterator[PlaceNote]:
        shown = f"{x:.10g}, {y:.10g}"
        if np.isnan(x) or np.isnan(y):
            yield PlaceNote(
                "lat" if np.isnan(y) else "lon",
                shown,
                say("Only one of the two coordinates is there.", "只有一个坐标。"),
            )
        elif self.system.is_geographic and max(abs(x), abs(y)) > 400:
            yield PlaceNote("lon", shown, say("These are metres among degrees.", "坐标混杂：此处是米而不是度。"))
        elif not (np.isfinite(lon) and np.isfinite(lat)):
            yield PlaceNote(
                "lon",
                shown,
                say(
                    "The position cannot be brought from {name} to WGS 84.",
                    "该位置无法从 {name} 转换到 WGS 84。",
                    name=self.system.name,
                ),
            )
        elif x == 0 and y == 0 and self.system.is_geographic:
            yield PlaceNote("lon", shown, say("0, 0 is the mark of a missing position.", "0, 0 通常表示位置缺失。"))
        else:
            yield from self._off_the_map(shown, float(lon), float(lat))

    def _off_the_map(self, shown: str, lon: float, lat: float) -> Iterator[PlaceNote]:
        try:
            LonLat(lon, lat)
        except InvalidInputError as error:
            yield PlaceNote("lat", shown, " ".join(str(fault.detail) for fault in error.faults))
            return
        if lat > ARCTIC_LAT and bool(datums.is_shifted(lat, lon)):
            yield PlaceNote(
                "lat",
                shown,
                say(
                    "lon and lat look swapped: read the other way round the place lies in China, "
                    "as it is in the Arctic Ocean.",
                    "经纬度看起来写反了：对调后位于中国，现位于北冰洋。",
                ),
            )

    def _outline(self, geometry: Any) -> tuple[Placed | None, list[PlaceNote]]:
        if geometry is None or geometry.is_empty:
            return None, []
        polygon = as_polygon(geometry)
        if polygon is None:
            return None, [
                PlaceNote("geom", geometry.geom_type, say("An outline must be a polygon.", "边界必须是多边形。"))
            ]
        if not self.checked:
            coordinates = shapely.get_coordinates(polygon)
            check_range(self.system, coordinates[:, 0], coordinates[:, 1])
            self.checked = True
        moved = shapely.transform(polygon, lambda xy: np.column_stack(self.system.to_wgs84(xy[:, 0], xy[:, 1])))
        return checked_outline(moved)
