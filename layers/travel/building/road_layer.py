"""Road layers of one's own (GPKG, GeoJSON, Shapefile): columns understood, lines brought to WGS 84, written as PBF."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from layers.geo import WGS84
from layers.labels import L
from layers.travel.building.errors import RoadBuildError
from layers.travel.building.writing import Road, Written, write_roads

COLUMNS = {
    "name": ("name", "road_name", "roadname", "名称", "道路名称", "路名"),
    "class": ("highway", "fclass", "class", "road_class", "等级", "道路等级", "技术等级", "类型"),
    "oneway": ("oneway", "one_way", "单向", "单行"),
    "maxspeed": ("maxspeed", "max_speed", "speed_limit", "限速"),
}
"""What a column may be called where it is not named."""

CLASSES = {
    "motorway": ("高速公路", "高速"),
    "trunk": ("一级公路", "国道", "快速路", "城市快速路"),
    "primary": ("二级公路", "省道", "主干路", "主干道"),
    "secondary": ("三级公路", "县道", "次干路", "次干道"),
    "tertiary": ("四级公路", "乡道", "支路"),
    "unclassified": ("等外公路", "村道", "专用公路"),
    "residential": ("街巷", "居住区道路"),
}
CLASS_OF = {word: known for known, words in CLASSES.items() for word in words}
OSM_CLASSES = frozenset(f"{known}{link}" for known in CLASSES for link in ("", "_link")) | {
    "living_street",
    "service",
    "track",
    "footway",
    "path",
    "pedestrian",
    "steps",
    "cycleway",
}
UNKNOWN_CLASS = "unclassified"

FORWARD = frozenset({"yes", "true", "1", "f", "ft", "是", "单向"})
BACKWARD = frozenset({"-1", "reverse", "t", "tf", "反向"})


@dataclass(frozen=True)
class Converted:
    """What became of a layer."""

    written: Written
    columns: Mapping[str, str]
    unknown_classes: Mapping[str, int]

    def sentences(self) -> Iterator[str]:
        """Say it."""
        used = ", ".join(f"{what} = {column}" for what, column in self.columns.items()) or "–"
        yield L("{n:,} roads; columns: {used}.", "{n:,} 条道路；字段：{used}。").format(n=self.written.roads, used=used)
        if "class" not in self.columns or self.unknown_classes:
            words = ", ".join(f"“{word}” {count}" for word, count in self.unknown_classes.items())[:300]
            yield L(
                "Roads of no known class count as unclassified: {words}.", "等级未知的道路按等外公路处理：{words}。"
            ).format(words=words or L("all", "全部"))
        if self.written.networks > 1:
            yield L(
                "{n:,} parts that no road joins, the largest has {share:.1%}; lines join where they share a vertex.",
                "路网分为互不相连的 {n:,} 部分，最大部分占 {share:.1%}。线只有共用顶点才相连。",
            ).format(n=self.written.networks, share=self.written.largest_share)


def convert(path: Path, target: Path, *, columns: Mapping[str, str] | None = None) -> Converted:
    """Write the lines of a layer as PBF.

    Parameters
    ----------
    columns
        What is in which column: name, class, oneway, maxspeed; looked for by usual names where not given.

    Raises
    ------
    RoadBuildError
        Not readable, no lines, a column that is not there, no reference system where the numbers are no degrees.
    """
    try:
        meta, _, geometries, values = pyogrio.raw.read(path)
    except Exception as error:  # pyogrio has many kinds of error for broken files
        raise RoadBuildError(
            L("{file} cannot be read: {why}", "无法读取 {file}：{why}").format(file=path.name, why=str(error)[:200])
        ) from None
    names = [str(name) for name in meta["fields"]]
    found = _columns(names, columns or {})
    table = {what: values[names.index(column)] for what, column in found.items()}
    lines = shapely.force_2d(shapely.from_wkb(geometries))
    lines = _on_wgs84(lines, meta["crs"], path)
    unknown: Counter[str] = Counter()
    written = write_roads(target, _roads(lines, table, unknown))
    if not written.roads:
        raise RoadBuildError(L("{file} holds no lines.", "{file} 中没有线。").format(file=path.name))
    return Converted(written, found, unknown)


def _columns(names: list[str], given: Mapping[str, str]) -> dict[str, str]:
    missing = [column for column in given.values() if column not in names]
    if missing:
        raise RoadBuildError(
            L("There is no column {missing}; there are: {known}.", "没有字段 {missing}；现有：{known}。").format(
                missing=", ".join(missing), known=", ".join(names)
            )
        )
    found = dict(given)
    lower = {name.lower(): name for name in names}
    for what, usual in COLUMNS.items():
        column = next((lower[word] for word in usual if word in lower), None)
        if column and what not in found:
            found[what] = column
    return found


def _on_wgs84(lines: Any, crs: str | None, path: Path) -> Any:
    try:
        system = CRS.from_user_input(crs) if crs else None
    except CRSError:
        system = None
    if system is None:
        coordinates = shapely.get_coordinates(lines)
        if len(coordinates) and (np.abs(coordinates) <= (180, 90)).all():
            return lines
        raise RoadBuildError(
            L(
                "{file} names no reference system, and its numbers are no degrees.",
                "{file} 没有坐标系，数值也不是经纬度。",
            ).format(file=path.name)
        )
    if system == CRS.from_epsg(WGS84):
        return lines
    transformer = Transformer.from_crs(system, WGS84, always_xy=True)
    return shapely.transform(lines, transformer.transform, interleaved=False)


def _roads(lines: Any, table: Mapping[str, Any], unknown: Counter[str]) -> Iterator[Road]:
    for row, geometry in enumerate(lines):
        if geometry is None or geometry.geom_type not in ("LineString", "MultiLineString"):
            continue
        tags = _tags({what: _text(column[row]) for what, column in table.items()}, unknown)
        for line in shapely.get_parts(geometry):
            if len(line.coords) > 1:
                yield Road(tuple(line.coords), tags)


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value).strip()


def _tags(values: Mapping[str, str], unknown: Counter[str]) -> dict[str, str]:
    """OpenStreetMap's tags of a road."""
    word = values.get("class", "")
    road_class = CLASS_OF.get(word) or (word.lower() if word.lower() in OSM_CLASSES else "")
    if word and not road_class:
        unknown[word] += 1
    tags = {"highway": road_class or UNKNOWN_CLASS}
    if values.get("name"):
        tags["name"] = values["name"]
    direction = values.get("oneway", "").lower()
    if direction in FORWARD | BACKWARD:
        tags["oneway"] = "yes" if direction in FORWARD else "-1"
    if values.get("maxspeed", "").isdigit() and int(values["maxspeed"]) > 0:
        tags["maxspeed"] = values["maxspeed"]
    return tags
