"""The report as geometry: areas with their figures, the ground covered, the sites, the cells with their classes."""

import json
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.core.serializers.json import DjangoJSONEncoder
from numpy.typing import NDArray

from layers.brief.coverage.columns import AreaColumn, area_columns, area_rows
from layers.brief.coverage.material import Material
from layers.brief.coverage.outlines import outlines_of

CRS = "EPSG:4326"
SHAPES = ("geometry", "outside_geometry", "areas")
"""Members of the document that stand elsewhere in the file."""
BEFORE_ANY_DATA = "2000-01-01T00:00:00Z"
_writing = threading.Lock()
"""GDAL takes the moment that stands in a GeoPackage from a setting of the whole process."""


def write_geojson(material: Material) -> bytes:
    """Return the areas with every figure as features; what else the document says stands beside them."""
    columns = tuple(area_columns(material))
    areas = area_rows(material)
    outlines = outlines_of(one.code for one in areas if one.code)
    features = [
        {
            "type": "Feature",
            "id": one.code,
            "geometry": shapely.geometry.mapping(outlines[one.code].shape) if one.code in outlines else None,
            "properties": {column.name: column.tell(one) for column in columns},
        }
        for one in areas
    ]
    coverage = {name: value for name, value in material.coverage.items() if name not in SHAPES}
    further = {"siting": material.siting, "comparison": material.comparison}
    document = {"type": "FeatureCollection", "features": features, "coverage": coverage}
    document |= {name: one for name, one in further.items() if one is not None}
    return json.dumps(document, ensure_ascii=False, cls=DjangoJSONEncoder).encode()


def write_geopackage(material: Material) -> bytes:
    """Return a GeoPackage with the layers ``areas``, ``covered``, ``sites``, ``new_sites`` and ``cells``, on WGS 84."""
    import pyogrio

    as_of = material.coverage.get("as_of") or BEFORE_ANY_DATA
    with _writing, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "coverage.gpkg"
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": as_of})
        try:
            for layer in _layers(material):
                _write(file, *layer)
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        return file.read_bytes()


Layer = tuple[str, str, NDArray[np.object_], dict[str, NDArray[Any]]]


def _layers(material: Material) -> Sequence[Layer]:
    layers = [_areas(material)]
    if material.coverage.get("geometry"):
        covered = shapely.geometry.shape(material.coverage["geometry"])
        km2 = np.array([material.coverage["covered_area_km2"] or np.nan], float)
        layers.append(("covered", "MultiPolygon", np.array([_multi(covered)], object), {"covered_area_km2": km2}))
    sites = material.sites
    layers.append(
        (
            "sites",
            "Point",
            shapely.points([one.lon for one in sites], [one.lat for one in sites]),
            {
                "code": _texts([one.code for one in sites]),
                "name": _texts([one.name for one in sites]),
                "capacity_persons": _numbers([one.capacity_persons for one in sites]),
                "persons": _numbers([one.persons for one in sites]),
            },
        )
    )
    if material.siting:
        layers.append(_picks(material.siting["picks"]))
    if (cells := material.cells) is not None:
        classes = {name: getattr(cells, name) for name in ("served", "in_reach_no_place", "out_of_reach")}
        layers.append(("cells", "Point", shapely.points(cells.lons, cells.lats), {"people": cells.persons, **classes}))
    return layers


def _picks(picks: Sequence[Mapping[str, Any]]) -> Layer:
    """New sites, by rank."""
    numbers = ("rank", "people_gained", "own_people_gained", "share", "capacity_persons")
    return (
        "new_sites",
        "Point",
        shapely.points([one["lon"] for one in picks], [one["lat"] for one in picks]),
        {
            "name": _texts([one["name"] for one in picks]),
            "code": _texts([one["code"] for one in picks]),
            **{name: _numbers([one[name] for one in picks]) for name in numbers},
        },
    )


def _areas(material: Material) -> Layer:
    rows = area_rows(material)
    outlines = outlines_of(one.code for one in rows if one.code)
    shapes = [_multi(outlines[one.code].shape) if one.code in outlines else None for one in rows]
    fields = {column.name: _field(column, [column.tell(one) for one in rows]) for column in area_columns(material)}
    return "areas", "MultiPolygon", np.array(shapes, object), fields


def _field(column: AreaColumn, values: list[Any]) -> NDArray[Any]:
    if column.kind == "text":
        return _texts(values)
    if column.kind == "flag":
        return _texts([None if value is None else str(value).lower() for value in values])
    return _numbers(values)


def _texts(values: list[Any]) -> NDArray[np.object_]:
    return np.array([None if value is None else str(value) for value in values], object)


def _numbers(values: list[Any]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else float(value) for value in values], float)


def _multi(shape: Any) -> Any:
    return shape if shape.geom_type == "MultiPolygon" else shapely.multipolygons([shape])


def _write(file: Path, name: str, kind: str, shapes: NDArray[np.object_], fields: dict[str, NDArray[Any]]) -> None:
    from pyogrio.raw import write

    write(
        str(file),
        shapely.to_wkb(shapes),
        list(fields.values()),
        list(fields),
        layer=name,
        driver="GPKG",
        geometry_type=kind,
        crs=CRS,
        append=file.exists(),
        nan_as_null=True,
    )
