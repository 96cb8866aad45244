"""How people by area within a radius are counted elsewhere: two ways of PostGIS, GeoPandas, and pysal's `access`."""

from __future__ import annotations

import time
from importlib.util import find_spec
from typing import Any

import numpy as np

from layers.queries.coverage.reach import Reach
from mapserver.bench.report import Sample
from mapserver.bench.scratch import Scratch
from mapserver.bench.town import Town

METRIC = 32649
"""UTM zone 49N: what an analyst would project the town to."""
POLYGON = """
    WITH ground AS (SELECT ST_Union(ST_Buffer(geog, %s)::geometry) AS geom FROM bench_site)
    SELECT cell.area, sum(cell.persons) FROM bench_cell AS cell, ground
     WHERE ST_Intersects(ground.geom, cell.geom) GROUP BY cell.area
"""
WITHIN = """
    SELECT cell.area, sum(cell.persons) FROM bench_cell AS cell
     WHERE EXISTS (SELECT 1 FROM bench_site AS site WHERE ST_DWithin(site.geog, cell.geog, %s)) GROUP BY cell.area
"""


def ask_postgis(scratch: Scratch, statement: str, radius_m: float) -> Sample:
    connection = scratch.connect()
    try:
        with connection.cursor() as cursor:
            started = time.perf_counter()
            cursor.execute(statement, [radius_m])
            rows = cursor.fetchall()
            took_s = time.perf_counter() - started
    finally:
        connection.close()
    return Sample(took_s, {"people": sum(persons for _, persons in rows)})


def ask_geopandas(town: Town, radius_m: float) -> Sample:
    """Circles in a metric projection, joined to the cells through the spatial index; the frames are there already."""
    import geopandas

    cells = geopandas.GeoDataFrame(
        {"persons": town.cells.persons, "area": town.area},
        geometry=geopandas.points_from_xy(town.cells.lons, town.cells.lats, crs=4326).to_crs(METRIC),
    )
    sites = geopandas.GeoSeries(geopandas.points_from_xy(town.sites.lons, town.sites.lats, crs=4326)).to_crs(METRIC)
    started = time.perf_counter()
    circles = geopandas.GeoDataFrame(geometry=sites.buffer(radius_m))
    joined = cells.sjoin(circles, predicate="within")
    people = joined[~joined.index.duplicated()].groupby("area")["persons"].sum()
    return Sample(time.perf_counter() - started, {"people": float(people.sum())})


def has_access() -> bool:
    return find_spec("access") is not None


def ask_access(persons: Any, capacity: Any, reach: Reach, limit: float) -> Sample:
    """2SFCA by pysal's `access`; it is given the costs as a table."""
    import pandas
    from access import Access

    frames: dict[str, Any] = {
        "demand": pandas.DataFrame({"id": np.arange(len(persons)), "persons": persons}),
        "supply": pandas.DataFrame({"id": np.arange(len(capacity)), "places": capacity}),
        "cost": pandas.DataFrame({"origin": reach.cells, "dest": reach.sites, "cost": reach.costs}),
    }
    started = time.perf_counter()
    asked = Access(
        demand_df=frames["demand"],
        demand_index="id",
        demand_value="persons",
        supply_df=frames["supply"],
        supply_index="id",
        supply_value="places",
        cost_df=frames["cost"],
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
    )
    found = asked.two_stage_fca(name="fca", max_cost=limit)
    took_s = time.perf_counter() - started
    values = found.iloc[:, 0].reindex(range(len(persons))).fillna(0.0).to_numpy()
    return Sample(took_s, {"places": float((values * persons).sum())})
