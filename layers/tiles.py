"""Vector tiles: resources as points, far out as clusters with counts, areas as polygons with label points."""

from dataclasses import dataclass

from django.db import connection, models
from psycopg2 import sql

from layers.catalog import Layer
from layers.errors import UnknownFeatureError
from layers.labels import L

MAX_ZOOM = 22
POINTS_FROM_ZOOM = 12
"""From here on points stand alone, unless a tile holds more than MAX_POINTS."""
MAX_POINTS = 1000
CELLS = 8
"""Clusters are the cells of a grid of CELLS × CELLS a tile (64 screen pixels each)."""
FINE_CELLS = 32
EXTENT = 4096

AREA_LEVELS_BY_ZOOM = {"country": 0, "province": 0, "city": 5, "county": 6, "town": 10, "village": 12}


@dataclass(frozen=True)
class TileAddress:
    """z/x/y of the web-Mercator grid; refuses what is not on it."""

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not (0 <= self.z <= MAX_ZOOM and 0 <= self.x < 2**self.z and 0 <= self.y < 2**self.z):
            raise UnknownFeatureError(
                L("There is no tile {z}/{x}/{y}.", "没有瓦片 {z}/{x}/{y}。").format(z=self.z, x=self.x, y=self.y)
            )


def render_tile(layer: Layer, address: TileAddress, *, level: str | None = None) -> bytes:
    """Return the tile's bytes (Mapbox Vector Tile 2), empty where nothing lies in it.

    Of areas, those of the levels that its zoom shows; or those of one `level` alone, from far off too.
    """
    query = _AREAS if layer.geometry == "polygon" else _points_query(layer)
    with connection.cursor() as cursor:
        cursor.execute(
            query,
            {
                "z": address.z,
                "x": address.x,
                "y": address.y,
                "extent": EXTENT,
                "max_points": MAX_POINTS,
                "points_from": POINTS_FROM_ZOOM,
                "cells": CELLS,
                "fine_cells": FINE_CELLS,
                "levels": [level] if level else [one for one, zoom in AREA_LEVELS_BY_ZOOM.items() if zoom <= address.z],
            },
        )
        return bytes(cursor.fetchone()[0] or b"")


def _points_query(layer: Layer) -> sql.Composed:
    """The tile query of a point layer; identifiers come from the catalog, values are bound."""
    columns = [name for name in layer.tile_fields if name != "status" and _is_column(layer.model, name)]
    fields = [
        sql.SQL("CASE WHEN count(*) = 1 THEN min({}) END AS {}").format(
            sql.Identifier("placed", name), sql.Identifier(name)
        )
        for name in columns
    ]
    counts = [
        sql.SQL("CASE WHEN count(*) > 1 THEN count(*) FILTER (WHERE {} = {}) END AS {}").format(
            sql.Identifier("placed", layer.style.color_by), sql.Literal(value), sql.Identifier(f"count_{value}")
        )
        for value in layer.style.colors
    ]
    return _POINTS.format(
        table=sql.Identifier(layer.model._meta.db_table),
        layer=sql.Literal(layer.key),
        usable=sql.SQL("bool_or(placed.status = ANY ({}))").format(
            sql.Literal(sorted(getattr(layer.model, "USABLE", ())))
        ),
        fields=sql.SQL("").join(sql.SQL(", {}").format(part) for part in (*fields, *counts)),
        columns=sql.SQL("").join(sql.SQL(", {}").format(sql.Identifier(name)) for name in columns),
    )


def _is_column(model: type[models.Model], name: str) -> bool:
    """Whether a tile can carry the field: a plain value, neither a reference nor an array."""
    field = model._meta.get_field(name)
    return getattr(field, "output_field", field).get_internal_type() in _PLAIN


_PLAIN = {
    "CharField",
    "TextField",
    "IntegerField",
    "PositiveIntegerField",
    "PositiveSmallIntegerField",
    "FloatField",
    "DateField",
}

_POINTS = sql.SQL("""
WITH tile AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS box),
spot AS MATERIALIZED (
    SELECT id, code, name, name_en, status, is_demo, geom_mercator AS geom{columns}
      FROM {table}, tile
     WHERE geom_mercator && tile.box
       AND ST_X(geom_mercator) >= ST_XMin(tile.box) AND ST_X(geom_mercator) < ST_XMax(tile.box)
       AND ST_Y(geom_mercator) > ST_YMin(tile.box) AND ST_Y(geom_mercator) <= ST_YMax(tile.box)
),
grid AS (
    SELECT CASE WHEN (SELECT count(*) FROM (SELECT 1 FROM spot LIMIT %(max_points)s + 1) AS few) > %(max_points)s
                     AND %(z)s >= %(points_from)s THEN %(fine_cells)s
                WHEN (SELECT count(*) FROM (SELECT 1 FROM spot LIMIT %(max_points)s + 1) AS few) > %(max_points)s
                     OR %(z)s < %(points_from)s THEN %(cells)s END AS cells,
           ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) - ST_XMin(box) AS side
      FROM tile
),
placed AS (
    SELECT spot.*,
           CASE WHEN grid.cells IS NULL THEN id::text
                ELSE floor((ST_X(geom) - west) / side * cells)::text || ':'
                  || floor((ST_Y(geom) - south) / side * cells)
           END AS cell
      FROM spot, grid
),
mark AS (
    SELECT ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(avg(ST_X(placed.geom)), avg(ST_Y(placed.geom))), 3857),
                        (SELECT box FROM tile), %(extent)s, 0, false) AS geom,
           CASE WHEN count(*) = 1 THEN min(placed.id::text) END AS id,
           CASE WHEN count(*) = 1 THEN min(placed.code) END AS code,
           CASE WHEN count(*) = 1 THEN min(placed.name) END AS name,
           CASE WHEN count(*) = 1 THEN min(NULLIF(placed.name_en, '')) END AS name_en,
           CASE WHEN count(*) = 1 THEN {usable} END AS usable,
           CASE WHEN count(*) = 1 THEN min(placed.status) END AS status,
           CASE WHEN count(*) > 1 THEN true END AS cluster,
           CASE WHEN count(*) > 1 THEN count(*) END AS count,
           CASE WHEN bool_or(placed.is_demo) THEN true END AS is_demo{fields}
      FROM placed GROUP BY cell
)
SELECT ST_AsMVT(mark.*, {layer}, %(extent)s, 'geom') FROM mark
""")

_AREAS = """
WITH tile AS (SELECT ST_TileEnvelope(%(z)s, %(x)s, %(y)s) AS box,
                     ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => 0.015625), 4326) AS reach),
shape AS (
    SELECT ST_AsMVTGeom(ST_Transform(ST_Simplify(area.geom, 360.0 / power(2, %(z)s) / 2048, true), 3857),
                        tile.box, %(extent)s, 64, true) AS geom,
           area.code, area.name, NULLIF(area.name_en, '') AS name_en, area.level
      FROM layers_area AS area, tile
     WHERE area.geom && tile.reach AND area.level = ANY (%(levels)s)
       AND (area.valid_to IS NULL OR area.valid_to >= current_date)
),
spot AS (
    SELECT ST_AsMVTGeom(ST_Transform(point, 3857), tile.box, %(extent)s, 0, true) AS geom,
           code, name, name_en, level, rank
      FROM tile, LATERAL (
        SELECT area.code, area.name, NULLIF(area.name_en, '') AS name_en, area.level,
               layers_area_rank(area.level) AS rank, area.label_point AS point
          FROM layers_area AS area
         WHERE area.label_point && tile.reach AND area.level = ANY (%(levels)s)
           AND (area.valid_to IS NULL OR area.valid_to >= current_date)) AS label
     WHERE ST_Intersects(point, ST_Transform(tile.box, 4326))
)
SELECT (SELECT ST_AsMVT(shape.*, 'areas', %(extent)s, 'geom') FROM shape WHERE geom IS NOT NULL)
    || (SELECT ST_AsMVT(spot.*, 'area_labels', %(extent)s, 'geom') FROM spot WHERE geom IS NOT NULL)
"""
