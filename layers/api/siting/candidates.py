"""Where new sites could be, as a body names it: a list, GeoJSON points, a grid, or the resources of a layer."""

from collections.abc import Mapping
from typing import Any

from layers.api.body_texts import as_texts
from layers.api.reading import read_texts
from layers.catalog import find_layer
from layers.errors import InvalidInputError, UnknownLayerError
from layers.geo import parse_number
from layers.labels import L
from layers.pointers import Reader, refused
from layers.queries.coverage.changes import AddedSite, read_site
from layers.queries.coverage.siting.grid import LEAST_SPACING_M, MOST_SPACING_M
from layers.queries.coverage.siting.question import MAX_CANDIDATES, FromLayer, Grid, Listed, Source
from layers.rights import Role, require_reach

SOURCES = ("layer", "filters", "grid", "points")


def read_candidates(reader: Reader, value: Any, role: Role | None) -> Source | None:
    if value is None:
        return None
    if isinstance(value, list):
        return _listed(reader, value, "/candidates")
    with reader.at("/candidates"):
        if not isinstance(value, dict):
            raise refused(candidates_needed())
        if value.get("type") == "FeatureCollection":
            return _listed(reader, _features(value), "/candidates/features")
        reader.no_others(value, SOURCES, "/candidates")
        if len([one for one in ("layer", "grid", "points") if one in value]) != 1:
            raise refused(candidates_needed())
    if not isinstance(value, dict):
        return None
    if "points" in value:
        return _listed(reader, value["points"], "/candidates/points")
    return _grid(reader, value["grid"]) if "grid" in value else _layer(reader, value, role)


def candidates_needed() -> str:
    return L(
        "candidates must be a list of {{name, lon, lat, capacity_persons}}, GeoJSON points, a layer, or a grid.",
        "candidates 必须是 {{name, lon, lat, capacity_persons}} 的列表、GeoJSON 点、图层或网格。",
    ).format()


def _listed(reader: Reader, value: Any, pointer: str) -> Listed | None:
    with reader.at(pointer):
        if not isinstance(value, list) or not value:
            raise refused(candidates_needed())
        if len(value) > MAX_CANDIDATES:
            raise refused(L("At most {most:,} candidates.", "候选点最多 {most:,} 个。").format(most=MAX_CANDIDATES))
        sites: list[AddedSite | None] = []
        for place, one in enumerate(value):
            at = f"{pointer}/{place}"
            sites.append(read_site(reader, one, pointer=at, unnamed=f"#{place + 1}"))
        return Listed(tuple(site for site in sites if site))
    return None


def _features(collection: Mapping[str, Any]) -> Any:
    """GeoJSON points as sites; what is no point is left for `read_site` to refuse."""
    features = collection.get("features")
    return [_site_of(one) for one in features] if isinstance(features, list) else None


def _site_of(feature: Any) -> Any:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    coordinates = (
        geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    )
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        return None
    properties = feature.get("properties") or {}
    names = {"name": properties.get("name"), "capacity_persons": properties.get("capacity_persons")}
    return {"lon": coordinates[0], "lat": coordinates[1], **names}


def _grid(reader: Reader, value: Any) -> Grid | None:
    with reader.at("/candidates/grid"):
        if not isinstance(value, dict) or list(value) != ["spacing_m"]:
            raise refused(L("A grid has a spacing_m.", "网格需要 spacing_m。"))
        spacing_m = parse_number(value["spacing_m"], name="spacing_m")
        if not LEAST_SPACING_M <= spacing_m <= MOST_SPACING_M:
            detail = L("spacing_m must be from {least:g} to {most:,g}.", "spacing_m 须在 {least:g} 到 {most:,g} 之间。")
            raise refused(detail.format(least=LEAST_SPACING_M, most=MOST_SPACING_M), "/spacing_m")
        return Grid(spacing_m)
    return None


def _layer(reader: Reader, value: Mapping[str, Any], role: Role | None) -> FromLayer | None:
    filters = value.get("filters") or {}
    with reader.at("/candidates/layer"):
        try:
            layer = find_layer(str(value["layer"]))
        except UnknownLayerError as error:
            raise refused(str(error)) from None
        if layer.geometry != "point":
            raise refused(L("Candidates must be points.", "候选点必须是点图层。"))
        require_reach(role, layer.sensitivity, layer.title)
        if not isinstance(filters, dict):
            raise refused(L("filters must be an object.", "filters 必须是对象。"))
        try:
            asked = read_texts(as_texts(filters), (), layer, role)
        except InvalidInputError as error:
            text = " ".join(str(fault.detail) for fault in error.faults)
            raise refused(text) from None
        return FromLayer(layer, asked.filters)
    return None
